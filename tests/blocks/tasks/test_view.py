"""One row for each open task of any kind, as urgent as its clocks say."""

from typing import Any

from actors import scan
from actors.blocks.cases.commands import ClaimTask as Claim
from actors.blocks.cases.kind import case_kind
from actors.blocks.cases.work import work as work_of_case
from actors.blocks.tasks.records import ClaimTask, HandOverTask
from actors.blocks.tasks.view import view
from actors.kernel.identity import PLATFORM
from actors.kernel.kind import EntityKind
from actors.kernel.turn import Command
from actors.kernel.view import Drop, Put, Row
from actors.kernel.work import mark
from actors.testing.scenario import START
from actors.testing.worlds import MemoryWorld
from tests import loaded
from tests.blocks.cases.city import (
    FIRE,
    LIBRARY,
    PERSON,
    RESIDENT_A,
    accepted,
    application,
    submitted,
)
from tests.blocks.cases.commits import commit
from tests.blocks.tasks.paper import LI, PAPER, WU, Do, Open

VIEW = view(LIBRARY)


async def lived(kind: EntityKind[Any], *wishes: tuple[Command, Any]) -> list[dict[str, Any]]:
    """Return the commits of an entity that `wishes`, (command, who), were sent to."""
    world = MemoryWorld({kind.name: kind}, START)
    commits: list[dict[str, Any]] = []
    for n, (command, by) in enumerate(wishes):
        _, made = await world.send(f"{kind.name}:1", command, f"c{n}", by, START)
        if made is not None:
            commits.append(made)
    return commits


def folded(*commits: dict[str, Any]) -> dict[str, Row]:
    """Return the rows of tasks after `commits`, each folded and derived by itself."""
    holders: dict[str, Row] = {}
    tasks: dict[str, Row] = {}
    for each in commits:
        for id in VIEW.rows(each):
            before = holders.get(id)
            after = VIEW.fold(before, id, each)
            assert after is not None and VIEW.derive is not None
            holders[id] = after
            for write in VIEW.derive([(before, after)])["tasks"]:
                match write:
                    case Put(row):
                        tasks[row["_id"]] = row
                    case Drop(id=gone):
                        del tasks[gone]
                    case _:
                        raise AssertionError(write)
    return tasks


def watched(level: str, *, case: str = "1") -> dict[str, Any]:
    made = commit(f"watcher:{case}", 1)
    return {**made, "ev": [{"type": "LevelRaised", "case": case, "highest": level}]}


async def test_a_row_comes_with_its_task_and_goes_with_it() -> None:
    commits = await lived(
        PAPER,
        (Open(("check", "seal")), PLATFORM),
        (ClaimTask(task="check"), LI),
        (HandOverTask(task="check", to=WU.id), LI),
        (Do("seal"), WU),
    )

    assert set(folded(*commits[:2])) == {"paper:1#check", "paper:1#seal"}
    assert folded(*commits[:2])["paper:1#check"]["claimed_by"] == "staff:li"
    assert folded(*commits) == {
        "paper:1#check": {
            "_id": "paper:1#check", "key": "paper:1", "kind": "paper", "system": "office",
            "number": "P1", "title": {"zh": "文件", "en": "Paper"}, "party": "张*",
            "found_by": [mark("张三"), mark("13800000000")], "task": "check",
            "what": {"zh": "核对", "en": "Check"}, "unit": "archive", "role": "checker",
            "seat": "checker@archive", "claimed_by": "staff:wu", "claimable": True, "deputy": "",
            "deputy_until": "", "since": START, "due": None, "level": "", "level_rank": 0,
            "urgent_by": "9999-12-31",
        }
    }  # fmt: skip


async def test_what_changes_no_task_says_nothing_of_them() -> None:
    first, again = await lived(PAPER, (Open(("check",)), PLATFORM), (Open(()), PLATFORM))

    assert "work" in first and "work" not in again
    assert VIEW.rows(again) == ()


async def test_a_mark_is_of_the_text_and_not_of_how_it_is_written() -> None:
    assert mark("138 0000-0000") == mark("13800000000") != mark("13800000001")
    assert mark("44060119900101123x") == mark("44060119900101123X")
    assert mark(" ") == ""


async def test_the_level_of_the_clocks_is_that_of_every_task_whichever_is_told_first() -> None:
    case = case_kind(LIBRARY)
    commits = await lived(case, (application(), RESIDENT_A))
    for told in ([*commits, watched("yellow")], [watched("yellow"), *commits]):
        (row,) = folded(*told).values()
        assert (row["level"], row["unit"], row["role"]) == (
            "yellow",
            "construction",
            "window_clerk",
        )
    assert VIEW.sources is not None
    assert VIEW.sources("case:1") == ("case:1", "watcher:1")
    assert VIEW.sources("paper:1") == ("paper:1", "watcher:paper.1")


def test_a_case_waits_for_its_window_and_then_for_the_units_that_review() -> None:
    waiting = work_of_case(submitted().state, LIBRARY)
    assert [(task.name, task.role, task.claimable) for task in waiting.tasks] == [
        ("submitted", "window_clerk", False)
    ]
    assert waiting.party == "张*"
    assert mark(PERSON.id_number) in waiting.found_by

    case = accepted()
    case.when(FIRE, Claim(task="joint/fire"))
    tasks = {task.name: task.claimed_by for task in work_of_case(case.state, LIBRARY).tasks}
    assert tasks == {"joint/fire": FIRE.id, "joint/plan": "", "joint/health": ""}


def test_every_owner_says_which_of_its_kinds_hold_tasks() -> None:
    kinds = loaded.kinds()
    said = [name for owner in scan.load().owners for name in owner.tasked]

    assert sorted(said) == sorted(name for name, kind in kinds.items() if kind.work)


def test_the_view_is_over_those_kinds_and_their_watchers() -> None:
    assert set(VIEW.kinds) == {"case", "complaint", "follow_up", "watcher"}


def test_a_case_without_a_history_has_no_work() -> None:
    assert work_of_case(case_kind(LIBRARY).initial("case:1"), LIBRARY).tasks == ()
