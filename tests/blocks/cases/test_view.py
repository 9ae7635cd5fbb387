"""The row of a case shows what lists and progress pages need, and nobody's personal data."""

import json
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from actors.blocks.cases import events as e
from actors.blocks.cases import view as cases
from actors.blocks.cases.state import Dues, Task
from actors.blocks.clocks import events as w
from actors.kernel.view import Row
from tests.blocks.cases.commits import NUMBER, ZHANG, at, commit, fold, history
from tests.blocks.cases.loaded import LIBRARY

VIEW = cases.view(LIBRARY)


def row_after(*commits: dict[str, Any]) -> Row:
    (row,) = fold(VIEW, *commits).values()
    return row


def test_a_submitted_case_waits_for_acceptance() -> None:
    row = row_after(*history()[:1])

    assert (row["phase"], row["number"], row["submitted_at"]) == ("submitted", NUMBER, at(2))
    assert row["item"]["title"] == {"zh": "食品经营许可", "en": "Food business licence"}
    assert row["dues"] == {"provisional": False, "notice": "2026-03-09"}
    assert row["urgent_by"] == "2026-03-09"


def test_the_applicant_is_masked() -> None:
    row = row_after(*history())

    assert row["applicant"] == {
        "account": "zhang",
        "kind": "natural",
        "name": "张**",
        "id": "440***********1234",
    }


def test_no_free_text_and_no_identity_reaches_the_row() -> None:
    text = json.dumps(row_after(*history()), ensure_ascii=False, default=str)

    for personal in (ZHANG.name, ZHANG.id_number, ZHANG.phone, "谢谢", "面馆"):
        assert personal not in text


def test_an_accepted_case_shows_its_open_task_with_title_and_due_day() -> None:
    row = row_after(*history()[:5])

    (task,) = row["tasks"]
    assert task["title"] == {"zh": "现场核查", "en": "Site inspection"}
    assert (task["due"], task["claimed_by"]) == ("2026-03-09", "staff:li")
    assert (row["stage"], row["urgent_by"]) == ("inspection", "2026-03-12")


def test_a_finished_task_gives_way_to_the_next() -> None:
    row = row_after(*history()[:6])

    assert [task["name"] for task in row["tasks"]] == ["decision"]


def test_branches_carry_their_own_titles_and_their_units_take_part() -> None:
    fire = Task(name="joint/fire", stage="joint", unit="fire_rescue", role="reviewer", since=at(5))
    entered = e.StageEntered(at=at(5), stage="joint", tasks=(fire,))
    row = row_after(*history()[:4], commit("case:7f3a", 5, entered))

    assert row["tasks"][-1]["title"]["zh"] == "消防"
    assert row["units"] == ["fire_rescue", "market_supervision"]


def test_a_rated_case_is_closed_and_keeps_its_stars() -> None:
    row = row_after(*history())

    assert (row["phase"], row["closed"], row["rated"]) == ("delivered", True, True)
    assert (row["outcome"], row["document"]) == ("granted", "JY14406040000001")
    assert row["decided_at"] == at(9)


def test_a_decision_without_a_document_closes_the_case() -> None:
    row = row_after(
        *history()[:6], commit("case:7f3a", 7, e.Granted(at=at(9), by="s", closed=True))
    )

    assert (row["phase"], row["closed"], row["tasks"]) == ("granted", True, [])


def test_the_timeline_tells_what_happened_in_order() -> None:
    row = row_after(*history())

    assert [told["event"] for told in row["timeline"]] == [
        "Submitted", "CorrectionRequested", "Corrected", "Accepted", "StageEntered",
        "TaskClaimed", "OpinionGiven", "StageEntered", "Granted", "Issued", "Delivered", "Rated",
    ]  # fmt: skip
    assert row["timeline"][1]["facts"] == {"count": 1}


def test_a_pause_shows_and_ends() -> None:
    told = date(2026, 3, 20)
    paused = e.ClockPaused(at=at(5), procedure="inspection", days=10, told=told, reason="核查")
    row = row_after(*history()[:4], commit("case:7f3a", 5, paused))
    assert (row["phase"], row["paused"]) == ("paused", True)

    row = VIEW.fold(row, "7f3a", commit("case:7f3a", 6, e.ClockResumed(at=at(9), result="合格")))
    assert row is not None
    assert (row["phase"], row["paused"]) == ("accepted", False)


def test_recomputed_dues_move_the_due_days_of_tasks_and_are_told() -> None:
    moved = e.DuesSet(
        at=at(5),
        why="calendar",
        dues=Dues(promised=date(2026, 3, 13)),
        tasks=(("inspection", date(2026, 3, 10)),),
    )
    row = row_after(*history()[:4], commit("case:7f3a", 5, moved))

    assert row["tasks"][0]["due"] == "2026-03-10"
    assert row["timeline"][-1]["event"] == "DuesSet"


def raised(level: Any, before: Any, day: int) -> w.LevelRaised:
    return w.LevelRaised(
        at=at(day), case="7f3a", number=NUMBER, item="SPJY-01", unit="market_supervision",
        clock="case", started_at=at(4), level=level, before=before, days_over=1,
        fell_due_at=at(day), due=date(2026, 3, 12), highest=level, counted_by="national",
    )  # fmt: skip


def test_the_watcher_colours_the_case_and_only_the_highest_card_is_kept() -> None:
    row = row_after(
        *history()[:4],
        commit("watcher:7f3a", 1, raised("warning", "", 10)),
        commit("watcher:7f3a", 2, raised("yellow", "warning", 13)),
    )

    assert (row["level"], row["level_rank"], row["seq"], row["watcher_seq"]) == ("yellow", 2, 4, 2)
    (card,) = row["cards"].values()
    assert card["level"] == "yellow"
    assert [each["level"] for each in card["history"]] == ["warning", "yellow"]
    assert [told["event"] for told in row["timeline"][-2:]] == ["LevelRaised", "LevelRaised"]


def test_a_watcher_may_be_folded_before_its_case() -> None:
    watched = commit("watcher:7f3a", 1, raised("yellow", "", 13))
    row = row_after(watched, *history()[:4])

    assert (row["level"], row["number"], row["seq"]) == ("yellow", NUMBER, 4)


@given(order=some.permutations([*"ccccwwcccc"]))
def test_a_row_does_not_depend_on_whether_case_or_watcher_was_folded_first(
    order: list[str],
) -> None:
    watcher = [
        commit("watcher:7f3a", 1, raised("warning", "", 5), at=at(5)),
        commit("watcher:7f3a", 2, raised("yellow", "warning", 8), at=at(8)),
    ]
    lives = {"c": iter(history()[:8]), "w": iter(watcher)}

    row = row_after(*(next(lives[who]) for who in order))

    assert row == row_after(*history()[:8], *watcher)
    assert [told["at"] for told in row["timeline"]] == sorted(t["at"] for t in row["timeline"])


def test_a_lifted_warning_takes_the_colour_away() -> None:
    lifted = w.WarningLifted(
        at=at(11), case="7f3a", number=NUMBER, unit="market_supervision", clock="case",
        started_at=at(4), days_over=-5, highest="",
    )  # fmt: skip
    row = row_after(
        *history()[:4],
        commit("watcher:7f3a", 1, raised("warning", "", 10)),
        commit("watcher:7f3a", 2, lifted),
    )

    assert (row["level"], row["level_rank"]) == ("", 0)


def test_a_row_says_whom_it_waits_for_and_sorts_by_level_before_day() -> None:
    commits = history()
    submitted, reviewed = row_after(*commits[:1]), row_after(*commits[:5])
    warned = row_after(*commits[:5], commit("watcher:7f3a", 1, raised("warning", "", 9)))

    assert submitted["waits_for"] == ["window_clerk@*", "window_clerk@market_supervision"]
    assert reviewed["waits_for"] == ["reviewer@market_supervision"]
    assert row_after(*commits)["waits_for"] == []
    assert warned["urgency"] < submitted["urgency"] < reviewed["urgency"]


def test_the_timeline_keeps_in_whose_place_somebody_acted() -> None:
    first, second = history()[:2]
    row = row_after(first, second | {"for": "market_approver"})

    assert [entry.get("for", "") for entry in row["timeline"]] == ["", "market_approver"]


def test_folding_does_not_touch_the_row_it_is_given() -> None:
    commits = history()
    rows: list[Row | None] = [None]
    for each in commits:
        rows.append(VIEW.fold(rows[-1], "7f3a", each))
    frozen = [json.dumps(row, default=str) for row in rows]

    for row, each in zip(rows, commits, strict=False):
        VIEW.fold(row, "7f3a", each)

    assert [json.dumps(row, default=str) for row in rows] == frozen
