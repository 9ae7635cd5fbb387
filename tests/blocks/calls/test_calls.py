"""A call has its effect once: what is unknown is asked about, and what is told is taken once."""

import itertools
from datetime import timedelta

import pytest

from actors.blocks.calls.backing_off import wait_before
from actors.blocks.calls.call import call_id
from actors.blocks.calls.outcome import Outcome, Patience
from actors.blocks.calls.records import (
    Begin,
    GiveUp,
    OutcomeRecorded,
    RecordOutcome,
    TakeUp,
    Try,
    TryBegun,
)
from actors.kernel.identity import PLATFORM, Identity
from actors.testing import Scenario
from tests.blocks.calls.scenarios import (
    BEGIN,
    ID,
    KIND,
    OP,
    PATIENCE,
    SCENARIOS,
    SENDER,
    NoteOrder,
    Order,
    came,
    tells,
    tried,
    wished,
)

WEN = Identity("staff:wen", ("window_clerk",), "government_services")


@pytest.mark.parametrize("name", SCENARIOS)
def test_calls_go_their_way(name: str) -> None:
    SCENARIOS[name].run()


def test_whoever_makes_a_try_is_given_what_is_asked_and_under_which_id() -> None:
    given = Try(id=ID, adapter="warehouse", body={"thing": "a chair"}, n=1, doing="run")

    wished().when(BEGIN, by=PLATFORM).then(events=[TryBegun], reply=given).run()


def test_one_caller_at_a_time_makes_a_try() -> None:
    begun = wished().when(BEGIN, by=PLATFORM)

    begun.when(Begin(worker="w2", patience=PATIENCE), by=PLATFORM).then_refused(
        "call.not_now"
    ).run()


def test_nobody_but_the_platform_makes_tries() -> None:
    wished().when(BEGIN, by=OP).then_refused("call.forbidden").run()


def test_what_surely_did_not_arrive_is_sent_again_later() -> None:
    scenario = tried("unsent").then_shown(phase="waiting", doing="run", vain=1, told="")
    scenario.when(BEGIN, by=PLATFORM).then_refused("call.not_due").run()
    scenario.after(seconds=8).when(BEGIN, by=PLATFORM).then_shown(phase="under_way").run()


@pytest.mark.parametrize("answer", ["unknown", "unsent"])
def test_an_unknown_outcome_is_asked_about_until_the_party_tells(answer: str) -> None:
    scenario = tried("unknown").then_shown(doing="ask")
    scenario = tried(answer, scenario.after(seconds=8), 2)

    scenario.then_shown(phase="unknown", doing="ask").run()


def test_what_the_party_does_not_know_is_sent_again() -> None:
    scenario = tried("unheard", tried("unknown").after(seconds=8), 2)

    scenario.then_shown(phase="waiting", doing="run").run()


def test_what_the_party_once_had_is_never_sent_again_though_it_has_forgotten() -> None:
    scenario = tried("unheard", tried("accepted").after(seconds=600), 2)
    scenario = tried("unheard", scenario.after(seconds=20), 3)

    scenario.then_shown(phase="accepted", doing="ask", vain=2).run()


def test_a_party_that_carries_out_an_id_once_is_sent_it_again() -> None:
    patience = Patience(tries=3, first=8.0, idempotent=True)
    begun = wished().when(Begin(worker="w", patience=patience), by=PLATFORM)

    begun.when(came(1, "unknown"), by=PLATFORM).then_shown(phase="unknown", doing="run").run()


def test_what_was_in_vain_too_often_is_a_dead_letter_that_is_asked_about_when_taken_up() -> None:
    scenario = tried("unknown")
    for n in (2, 3):
        scenario = tried("unknown", scenario.after(seconds=40), n)
    scenario.then_shown(phase="dead", next=None).when(BEGIN, by=PLATFORM).then_refused(
        "call.not_now"
    ).run()
    scenario.when(TakeUp(reason="已核实"), by=OP).then_shown(phase="unknown", doing="ask").run()


def test_what_only_probed_a_sick_party_makes_no_dead_letter() -> None:
    scenario = wished()
    for n in range(1, 10):
        probe = RecordOutcome(n=n, outcome=Outcome(state="unsent"), counts=False)
        scenario = scenario.when(BEGIN, by=PLATFORM).when(probe, by=PLATFORM).after(seconds=8)

    scenario.then_shown(phase="waiting", vain=0).run()


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("", ""),
        ("HTTP 503", "HTTP 503"),
        ("number_unknown", "number_unknown"),
        ("13912345678 is unknown", "unnamed"),
        ("no such number: 139123", "unnamed"),
        ("张三", "unnamed"),
    ],
)
def test_what_a_party_lets_slip_of_people_is_not_told(reason: str, told: str) -> None:
    begun = wished().when(BEGIN, by=PLATFORM).when(came(1, "failed", reason=reason), by=PLATFORM)

    begun.then_shown(outcome=Outcome(state="failed", reason=told)).run()


@pytest.mark.parametrize("command", [TakeUp(reason="…"), GiveUp(reason="…")])
def test_operators_alone_deal_with_dead_letters(command: TakeUp | GiveUp) -> None:
    tried("unknown").when(command, by=WEN).then_refused("call.unknown").run()
    tried("done").when(command, by=OP).then_refused("call.not_now").run()


def test_an_outcome_that_comes_when_the_try_has_lapsed_is_taken_and_ends_it() -> None:
    lapsed = wished().when(BEGIN, by=PLATFORM).after(seconds=31)

    lapsed.when(came(1, "done"), by=PLATFORM).then_shown(phase="done", next=None).run()
    lapsed.when(came(1, "failed"), by=PLATFORM).then_shown(phase="failed").run()
    lapsed.when(came(1, "accepted"), by=PLATFORM).then_shown(phase="accepted").run()
    lapsed.when(came(1, "unknown"), by=PLATFORM).then(events=[]).run()


def test_what_comes_twice_is_taken_once() -> None:
    tried("done").when(came(1, "done"), by=PLATFORM).then(events=[], messages=[]).run()
    accepted = tried("accepted").when(tells("done", 5), by=PLATFORM)

    accepted.when(tells("done", 5), by=PLATFORM).then(events=[], messages=[]).run()


@pytest.mark.parametrize("order", [*itertools.permutations(["accepted", "failed", "done"])])
def test_reports_in_any_order_end_with_the_latest(order: tuple[str, ...]) -> None:
    minutes = {"accepted": 1, "failed": 2, "done": 3}
    scenario = tried("unknown")
    for state in order:
        scenario = scenario.when(tells(state, minutes[state]), by=PLATFORM)

    scenario.then_shown(phase="done").run()


def test_a_report_before_the_answer_ends_the_call() -> None:
    begun = wished().when(BEGIN, by=PLATFORM).when(tells("failed", 1), by=PLATFORM)

    begun.when(came(1, "accepted"), by=PLATFORM).then_shown(phase="failed").run()


def test_a_party_reports_of_its_own_calls_alone() -> None:
    tried("unknown").when(tells("done", 1, "other"), by=PLATFORM).then_refused("call.unknown").run()
    wished().when(tells("done", 1), by=PLATFORM).then(events=[]).run()


def test_the_sender_is_told_each_thing_once() -> None:
    scenario = tried("unknown").then(events=[OutcomeRecorded], messages=[_told("unknown")])
    scenario = tried("unsent", scenario.after(seconds=8), 2).then(messages=[])
    scenario = tried("done", scenario.after(seconds=60), 3).then(messages=[_told("done")])

    scenario.run()


def _told(state: str) -> tuple[str, NoteOrder]:
    outcome = Outcome(state=state)  # type: ignore[arg-type]
    return "sender:1", NoteOrder(call=ID, outcome=outcome, thing="a chair")


def test_a_wish_rides_in_the_commit_under_an_id_that_follows_from_it() -> None:
    id = call_id("sender:1", 1, 0)
    scenario = Scenario.of(SENDER, KIND).on("sender:1").when(Order("a chair"), by=OP)
    scenario = (
        scenario.then(reply=id).on(f"call:{id}").then_shown(phase="wished", adapter="warehouse")
    )
    scenario = tried("done", scenario).on("sender:1")

    scenario.then_shown(told=("asked", "a chair done")).run()


def test_waits_grow_spread_and_end() -> None:
    patience = Patience(first=2.0, most=60.0)
    waits = [wait_before(patience, n, ID).total_seconds() for n in range(1, 12)]

    assert all(0.75 * 2**n <= wait <= 2**n for n, wait in enumerate(waits[:4], start=1))
    assert all(45 <= wait <= 60 for wait in waits[6:])
    assert wait_before(patience, 1, ID) == timedelta(seconds=waits[0])
    assert len({wait_before(patience, 1, f"{n:032}") for n in range(20)}) == 20
