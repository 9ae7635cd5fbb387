"""Ten steps go between a case and a department's own system: each once, in order, and what is not
in order waits for somebody (HALL-26)."""

import asyncio
from datetime import date
from typing import Any, get_args

import msgspec
import pytest
from msgspec.structs import replace

from actors.blocks.calls.outcome import Outcome
from actors.blocks.calls.shell.exchange import Answer
from actors.blocks.cases import commands as c
from actors.blocks.cases.later_commands import Forward, Return
from actors.blocks.cases.state import Fault
from actors.blocks.exchanges import records as r
from actors.blocks.exchanges.shell.department import Department
from actors.blocks.exchanges.steps import CODES, OURS, STEPS, Step
from actors.blocks.exchanges.view import view
from actors.blocks.reads.kind import access_kind
from actors.blocks.reads.record import AccessRecorded, RecordAccess
from actors.kernel.identity import PLATFORM, Identity
from actors.testing import Scenario
from actors.testing.scenario import START
from actors.testing.worlds import MemoryWorld
from tests.blocks.cases.city import ANSWERS, APPROVER_LEAD, CLERK, RESIDENT_A, REVIEWER_LEAD
from tests.blocks.exchanges.permits import (
    CASE,
    CITY,
    EXCHANGE,
    OPERATOR,
    applied,
    arriving,
    delivery,
    told,
)
from tests.blocks.exchanges.scenarios import DONE, REFUSED, SCENARIOS

CLEAN = {"phase": "settled"}
ACCEPTED = told(1, "accepted")
AGREED = told(2, "reviewed", hour=11, opinion="agree")


class Committed(MemoryWorld):
    """A world that keeps its commits."""

    def __init__(self, scenario: Scenario) -> None:
        super().__init__(scenario.kinds, START)
        self.commits: list[Any] = []

    async def send(self, *asked: Any, **more: Any) -> tuple[Any, Any]:
        answer = await super().send(*asked, **more)
        if answer[1] is not None:
            self.commits.append(answer[1])
        return answer


def played(scenario: Scenario) -> tuple[r.ExchangeState, list[Any]]:
    """Return the exchange after `scenario`, and the commits of it."""
    world = Committed(scenario)

    async def play() -> r.ExchangeState:
        await scenario.run_in(world)
        return await world.state(EXCHANGE)

    return asyncio.run(play()), [each for each in world.commits if each["key"] == EXCHANGE]


def state_of(scenario: Scenario) -> r.ExchangeState:
    return played(scenario)[0]


@pytest.mark.parametrize("name", SCENARIOS)
def test_an_exchange_goes_its_way(name: str) -> None:
    SCENARIOS[name].run()


def test_there_are_ten_steps_with_a_code_each() -> None:
    assert len(CODES) == len(STEPS) == 10
    assert set(CODES) == set(get_args(Step)) > OURS


def test_what_is_done_here_is_told_step_by_step_in_order() -> None:
    faults = (Fault("/form/area", "与图纸不符"),)
    state = state_of(
        applied()
        .when(c.RequestCorrection(faults=faults), by=CLERK)
        .when(c.Correct(form=dict(ANSWERS)), by=RESIDENT_A)
        .when(c.Accept(), by=CLERK)
        .when(c.PauseClock(procedure="hearing", days=3, reason="听证"), by=APPROVER_LEAD)
        .when(c.ResumeClock(result="已听证"), by=APPROVER_LEAD)
        .when(c.GiveOpinion(task="review", opinion="agree"), by=REVIEWER_LEAD)
        .when(c.Decide(outcome="granted"), by=APPROVER_LEAD)
    )

    steps = [CODES[each.step] for each in state.sent]
    assert steps == ["SB", "BJGZ", "BJSL", "SL", "TBCXSQ", "TBCXJG", "SPCL", "BJ"]
    assert [each.seq for each in state.sent] == list(range(1, 9))
    assert [each.state for each in state.sent] == ["under_way", *["waiting"] * 7]
    assert state.sent[0].facts["form"] == ANSWERS
    assert "account" not in str(state.sent[0].facts)


@pytest.mark.parametrize(
    ("end", "outcome"),
    [
        (Return(reason="已由上级机关统一办理"), "returned"),
        (Forward(organ="省林业局", reason="属于省级权限"), "forwarded"),
    ],
)
def test_the_department_hears_of_every_end(end: Any, outcome: str) -> None:
    state = state_of(applied().when(c.Accept(), by=CLERK).when(end, by=APPROVER_LEAD))

    assert [each.step for each in state.sent][-1] == "decided"
    assert state.sent[-1].facts["outcome"] == outcome


def test_one_unreadable_line_of_a_days_list_is_not_worth_the_others() -> None:
    good = {"case": "c" * 32, "seq": 1, "at": "2026-03-02T09:00:00+08:00", "code": "SL"}
    page = {"steps": [{**good, "case": "?"}, good, {**good, "at": "soon"}], "after": 3}

    class Listing(Department):
        async def _list(self, _path: str) -> Answer:
            return Answer(200, msgspec.json.encode(page))

    listing = Listing(
        {"url": "http://127.0.0.1:9", "token": "t", "keys": "ab" * 32, "report_keys": "cd" * 32}
    )

    async def read() -> list[str]:
        return [each.code async for each in listing.sent_on(date(2026, 3, 2))]

    assert asyncio.run(read()) == ["SL"]


def test_the_next_step_is_told_once_the_department_has_the_one_before() -> None:
    both = applied().when(c.Accept(), by=CLERK).on(EXCHANGE)

    assert [s.state for s in state_of(both).sent] == ["under_way", "waiting"]
    first = state_of(both.when(delivery(1, 1, DONE), by=PLATFORM))
    assert [s.state for s in first.sent] == ["delivered", "under_way"]
    assert (first.sent[0].receipt, first.sent[0].facts) == ("R-1", {})


def test_what_the_department_has_decided_is_not_told_back() -> None:
    state = state_of(arriving(applied(), ACCEPTED, AGREED))

    assert [each.step for each in state.sent] == ["applied"]
    assert [each.state for each in state.taken] == ["carried", "carried"]


def test_what_the_department_decides_is_on_record_as_its_own() -> None:
    world = Committed(arriving(applied(), ACCEPTED))
    asyncio.run(arriving(applied(), ACCEPTED).run_in(world))

    by = [each["by"] for each in world.commits if each["key"] == CASE]
    assert by == [RESIDENT_A.id, "department:permits~0231"]


def test_steps_that_overtake_each_other_are_carried_out_in_their_order() -> None:
    early = state_of(arriving(applied(), AGREED))
    assert [(each.seq, each.state) for each in early.taken] == [(2, "held")]

    arriving(applied(), AGREED, ACCEPTED).on(CASE).then_shown(stage="decision").run()


def test_a_step_that_comes_again_is_taken_once() -> None:
    state, commits = played(arriving(applied(), ACCEPTED, ACCEPTED, ACCEPTED))

    assert [each.state for each in state.taken] == ["carried"]
    assert sum(e["type"] == "StepTaken" for each in commits for e in each["ev"]) == 1


def test_what_is_said_otherwise_under_one_number_waits_for_somebody() -> None:
    other = replace(ACCEPTED, facts={"outcome": "declined", "reason": "改判"})
    disputed = arriving(applied(), ACCEPTED, other, other)

    state = state_of(disputed)
    assert (state.phase, state.taken[0].state) == ("troubled", "carried")
    left = disputed.when(r.LeaveStep(way="in", seq=1, reason="已核对"), by=OPERATOR)
    assert state_of(left).taken[0].disputed == ""
    assert state_of(left).phase == "moving"  # the department has not taken our first step yet


def test_what_the_rules_refuse_changes_nothing_and_stops_what_follows() -> None:
    stuck = arriving(applied(), told(1, "decided", outcome="granted"), told(2, "accepted"))

    state = state_of(stuck.on(CASE).then_shown(phase="submitted"))
    assert [each.state for each in state.taken] == ["refused", "held"]
    assert state.taken[0].reasons == ("case.not_now",)
    assert state.phase == "troubled"
    left = stuck.when(r.LeaveStep(way="in", seq=1, reason="部门误报"), by=OPERATOR)
    left.on(CASE).then_shown(phase="accepted").run()


def test_a_refused_step_is_carried_out_when_its_time_has_come() -> None:
    stuck = arriving(applied(), told(1, "reviewed", opinion="agree"))

    stuck.on(CASE).when(c.Accept(), by=CLERK).on(EXCHANGE).when(
        r.TryAgain(way="in", seq=1), by=OPERATOR
    ).on(CASE).then_shown(stage="decision").run()


@pytest.mark.parametrize(
    ("step", "facts"),
    [
        ("decided", {"outcome": "perhaps"}),
        ("special_begun", {"days": "many"}),
        ("reviewed", {}),
        ("correction_told", {"faults": "all"}),
    ],
)
def test_what_cannot_be_read_is_refused(step: Step, facts: dict[str, Any]) -> None:
    state = state_of(arriving(applied(), told(1, step, **facts)))

    assert state.taken[0].reasons == ("exchange.unreadable",)


def test_one_officer_is_not_two_persons() -> None:
    decided = told(3, "decided", hour=12, outcome="granted")
    same = arriving(applied(), ACCEPTED, AGREED, decided)

    assert state_of(same).taken[2].reasons == ("decision.two_persons",)
    other = arriving(applied(), ACCEPTED, AGREED, replace(decided, officer="0007"))
    other.on(CASE).then_shown(phase="granted").run()


@pytest.mark.parametrize("step", sorted(OURS))
def test_what_happens_here_alone_is_told_by_no_department(step: Step) -> None:
    applied().on(EXCHANGE).when(told(1, step), by=PLATFORM).then_refused(
        "exchange.not_theirs", "/step"
    ).run()


def test_so_many_steps_are_not_waited_for() -> None:
    far = told(r.AHEAD + 2, "accepted")

    applied().on(EXCHANGE).when(far, by=PLATFORM).then_refused("exchange.too_far").run()


def test_what_may_have_arrived_is_never_told_again() -> None:
    for state in ("unknown", "dead"):
        outcome = Outcome(state=state)  # type: ignore[arg-type]
        doubted = applied().on(EXCHANGE).when(delivery(1, 1, outcome), by=PLATFORM)
        again = r.TryAgain(way="out", seq=1)
        code = "exchange.not_refused" if state == "dead" else "exchange.not_now"
        doubted.when(again, by=OPERATOR).then_refused(code).run()
        done = doubted.when(delivery(1, 1, DONE), by=PLATFORM)
        assert state_of(done).sent[0].state == "delivered"


def test_what_the_department_refused_is_told_anew_by_another_call() -> None:
    refused = applied().on(EXCHANGE).when(delivery(1, 1, REFUSED), by=PLATFORM)
    again = state_of(refused.when(r.TryAgain(way="out", seq=1), by=OPERATOR))

    assert state_of(refused).sent[0].reason == "unknown_item"
    assert again.sent[0].state == "under_way"
    assert again.sent[0].call != state_of(refused).sent[0].call
    late = state_of(
        refused.when(r.TryAgain(way="out", seq=1), by=OPERATOR).when(
            delivery(1, 1, DONE), by=PLATFORM
        )
    )
    assert late.sent[0].state == "under_way"  # that was of the first call


@pytest.mark.parametrize("who", [RESIDENT_A, CLERK, APPROVER_LEAD])
def test_nobody_but_operators_looks_after_exchanges(who: Any) -> None:
    stuck = arriving(applied(), told(1, "decided", outcome="granted"))

    stuck.when(r.TryAgain(way="in", seq=1), by=who).then_refused("exchange.unknown").run()


@pytest.mark.parametrize("name", [n for n in SCENARIOS if "register" not in n])
def test_the_row_says_how_far_each_way_is_and_nothing_of_what_is_said(name: str) -> None:
    state, commits = played(SCENARIOS[name])
    row: Any = None
    for commit in commits:
        row = view().fold(row, EXCHANGE.partition(":")[2], commit)

    assert row["phase"] == state.phase
    assert row["sent"] == {str(each.seq): each.state for each in state.sent}
    assert row["taken"] == {str(each.seq): each.state for each in state.taken}
    assert "符合规划" not in str(row) and "张" not in str(row)


def test_what_a_department_is_shown_of_somebody_is_on_record() -> None:
    world = Committed(applied())
    asyncio.run(applied().run_in(world))
    [first] = [each for each in world.commits if each["key"] == CASE]

    [record] = [each for each in first["out"] if each["key"].startswith("access:")]
    assert record["command"]["about"] == "a1"
    assert record["command"]["shown_to"]["id"] == "department:permits"
    kind = access_kind(CITY)
    shown = Scenario.of(kind).when(msgspec.convert(record["command"], RecordAccess), by=PLATFORM)
    shown.then(events=(AccessRecorded,)).run()
    lie = RecordAccess(purpose="handling", shown_to=Identity("department:permits"))
    said = Scenario.of(kind).when(lie, by=CLERK)
    world = Committed(said)
    asyncio.run(said.run_in(world))
    assert [e["by"] for each in world.commits for e in each["ev"]] == [CLERK.id]
