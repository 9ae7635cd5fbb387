"""咨询、投诉: numbered, answered by a unit in time, taken up once more, seen by supervision."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from actors.blocks.complaints.complaint import AnswerRules, read_rules, watched, work
from actors.blocks.complaints.kind import complaint_kind
from actors.blocks.complaints.records import Answer, Ask, Assign, Close, Complaint, Reopen
from actors.blocks.complaints.view import view
from actors.kernel.identity import Identity
from actors.kernel.turn import Turn
from tests import loaded
from tests.blocks.cases.commits import commit, fold
from tests.blocks.complaints.scenarios import (
    ANSWERED,
    ASKED,
    ASKER,
    COMPLAINED,
    DESK,
    HEAD,
    NOTHING,
    SCENARIOS,
    SUPERVISOR,
)

pytestmark = pytest.mark.feature("HALL-17")
OTHER = Identity("person:b2", ("resident",))


@pytest.mark.parametrize("name", SCENARIOS)
def test_it_goes_its_way(name: str) -> None:
    SCENARIOS[name].run()


def test_a_complaint_is_to_be_answered_in_fifteen_working_days() -> None:
    ASKED.then_shown(phase="assigned", due=date(2026, 3, 23)).run()


def test_it_is_answered_by_its_unit_and_taken_up_by_whoever_asked() -> None:
    wish = Answer(text="好")
    ASKED.when(wish, by=SUPERVISOR).then_refused("complaint.forbidden").run()
    ASKED.when(wish, by=DESK).then_refused("complaint.unknown").run()
    ANSWERED.when(Reopen(text="不"), by=OTHER).then_refused("complaint.unknown").run()
    ANSWERED.when(Close(), by=HEAD).then_refused("complaint.forbidden").run()
    ASKED.when(Reopen(text="不"), by=ASKER).then_refused("complaint.not_now").run()


def test_supervision_may_give_it_to_another_unit() -> None:
    ASKED.when(Assign(unit="health"), by=SUPERVISOR).then_shown(unit="health").run()
    ASKED.when(Assign(unit="nowhere"), by=SUPERVISOR).then_refused(
        "complaint.unit_unknown", "/unit"
    ).run()
    NOTHING.when(
        Ask(matter="complaint", title="a", text="b", unit="nowhere"), by=ASKER
    ).then_refused("complaint.unit_unknown", "/unit").run()


def test_its_clock_runs_until_the_answer_and_its_task_waits_for_the_unit() -> None:
    library = loaded.library()
    kind, rules = complaint_kind(library), library[AnswerRules]
    now = datetime(2026, 3, 2, 1, tzinfo=UTC)
    turn = Turn("complaint:1", Complaint(), kind.evolve, now=now, by=ASKER, command_id="c")
    number = kind.decide(turn, COMPLAINED)
    seen = watched(turn.state, rules)

    assert number.startswith("C20260302") and len(number) == 15
    assert seen is not None and seen.clocks[0].stopped_at is None
    assert (seen.clocks[0].name, seen.clocks[0].promised) == ("complaint", 15)
    assert [(task.unit, task.due) for task in work(turn.state).tasks] == [
        ("market_supervision", date(2026, 3, 23))
    ]
    assert any(sent.key == "watcher:complaint.1" for sent in turn.messages)

    answered = Turn("complaint:1", turn.state, kind.evolve, now=now, by=HEAD, command_id="d")
    kind.decide(answered, Answer(text="好"))
    seen = watched(answered.state, rules)
    assert seen is not None and seen.clocks[0].stopped_at == now
    assert work(answered.state).tasks == ()


def test_rows_hold_nothing_that_somebody_wrote() -> None:
    at = datetime(2026, 3, 2, 1, tzinfo=UTC)
    asked = {
        "type": "Asked", "at": at, "number": "C1", "matter": "complaint", "title": "等候过久",
        "text": "等了两个小时", "account": "a1", "due": "2026-03-23",
    }  # fmt: skip
    answered = {"type": "Answered", "at": at, "by": HEAD.id, "text": "已增开", "found": "confirmed"}
    commits = [commit("complaint:1", n, ev=[each]) for n, each in enumerate((asked, answered), 1)]
    (row,) = fold(view(), *commits).values()

    assert (row["phase"], row["answered_at"]) == ("answered", at)
    assert not {"title", "text"} & row.keys()
    assert "两个小时" not in str(row) and "已增开" not in str(row)


def test_limits_that_are_none_are_not_loaded(tmp_path: Path) -> None:
    (tmp_path / "answering.toml").write_text(
        "consultation_days = 0\ncomplaint_days = 1\nagain_days = 1\nsilence_days = 1\n", "utf-8"
    )

    _, mistakes = read_rules(tmp_path)
    assert len(mistakes) == 1
