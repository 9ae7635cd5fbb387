"""A hall that has no line goes on by itself, and tells what it did once it has one again."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from actors.blocks.appointments.hall_records import (
    Aside,
    CallNext,
    EndTicket,
    OfflineLineRecorded,
    OfflineStep,
    RecordOfflineLine,
    TakeTicket,
    Ticket,
    TicketCalled,
    TicketEnded,
    TicketIssued,
    WhyAside,
)
from actors.blocks.appointments.view import lines
from actors.testing import Scenario
from tests.blocks.appointments.scenarios import MONDAY
from tests.blocks.appointments.test_line import line
from tests.blocks.cases.city import CLERK, HALL, RESIDENT_A
from tests.blocks.cases.commits import commit, fold

pytestmark = pytest.mark.feature("GRASS-10", "HALL-06")
MACHINE, OTHER = "0a1b2c3d", "4e5f6071"
BROKE = datetime(2026, 3, 2, 1, 40, tzinfo=UTC)  # twenty to ten in the city


def steps(*told: tuple[str, str, str], begins: int = 1) -> tuple[OfflineStep, ...]:
    """Return steps a minute apart: (what, ticket, window or outcome)."""
    made: list[OfflineStep] = []
    for n, (what, ticket, more) in enumerate(told, begins):
        name = "outcome" if what == "ended" else "window"
        at = BROKE + timedelta(minutes=n)
        facts: dict[str, Any] = {"n": n, "what": what, "ticket": ticket, "at": at, name: more}
        made.append(OfflineStep(**facts))
    return tuple(made)


WORK = steps(
    ("given", "L001", "main.all"),
    ("called", "A001", "1"),
    ("ended", "A001", "served"),
    ("called", "L001", "1"),
    ("ended", "L001", "left"),
)


def back(at: str = "2026-03-02 10:30") -> Scenario:
    """A001 has no booking, A002 one for ten; the line is there again at half past ten."""
    return line().at(at)


def record(*told: OfflineStep, device: str = MACHINE) -> RecordOfflineLine:
    return RecordOfflineLine(device=device, steps=told)


class Lies:
    """Compares a line with the tickets that it should hold: (number, status, taken at)."""

    def __init__(self, *tickets: tuple[str, str, datetime]) -> None:
        self._tickets = set(tickets)

    def __eq__(self, other: object) -> bool:
        assert isinstance(other, tuple)
        held: tuple[Ticket, ...] = other
        return self._tickets <= {(each.number, each.status, each.at) for each in held}

    def __hash__(self) -> int:
        return hash(frozenset(self._tickets))


def asides(*told: tuple[int, WhyAside], of: tuple[OfflineStep, ...], device: str = MACHINE) -> Any:
    """Return the steps with these numbers as they are kept aside."""
    return tuple(Aside(device=device, step=of[n - 1], why=why) for n, why in told)


def test_what_was_done_without_a_line_happened_when_it_did() -> None:
    told = back().when(record(*WORK), by=HALL)

    told.then(
        events=(
            TicketIssued, TicketCalled, TicketEnded, TicketCalled, TicketEnded, OfflineLineRecorded,
        )
    ).run()  # fmt: skip
    tickets = Lies(("L001", "left", WORK[0].at), ("A001", "served", BROKE - timedelta(minutes=10)))
    told.then_shown(tickets=tickets, recorded={MACHINE: 5}, aside=()).run()


def test_steps_that_come_again_have_no_effect_and_new_ones_go_on() -> None:
    first = back().when(record(*WORK[:3]), by=HALL)

    first.when(record(*WORK[:3]), by=HALL).then(events=()).run()
    first.when(record(*WORK), by=HALL).then(
        events=(TicketCalled, TicketEnded, OfflineLineRecorded)
    ).run()


def test_steps_that_are_missing_are_asked_for() -> None:
    back().when(record(*WORK[1:]), by=HALL).then_refused(
        "hall_day.steps_missing", "/steps", {"number": "1"}
    ).run()


def test_a_step_that_does_not_fit_is_kept_aside_and_the_others_are_taken() -> None:
    meanwhile = back().when(CallNext(at="1"), by=HALL)  # A002, whose slot has begun
    meanwhile = meanwhile.when(EndTicket(ticket="A002", outcome="served"), by=HALL)
    told = steps(
        ("called", "A002", "1"),
        ("ended", "A002", "served"),
        ("given", "L001", "elsewhere.all"),
        ("called", "A001", "77"),
        ("given", "L001", "main.all"),
        ("given", "L001", "main.all"),
    )

    aside = asides(
        (1, "not_waiting"), (2, "not_called"), (3, "no_window"), (4, "no_window"),
        (6, "number_given"), of=told,
    )  # fmt: skip
    recorded = meanwhile.when(record(*told), by=HALL)
    recorded.then_shown(aside=aside, tickets=Lies(("L001", "waiting", told[4].at))).run()


def test_two_machines_are_told_apart() -> None:
    both = back().when(record(*WORK), by=HALL).when(record(*WORK, device=OTHER), by=HALL)

    aside = asides(
        (1, "number_given"), (2, "not_waiting"), (3, "not_called"), (4, "not_waiting"),
        (5, "not_called"), of=WORK, device=OTHER,
    )  # fmt: skip
    both.then_shown(recorded={MACHINE: 5, OTHER: 5}, aside=aside).run()


def test_numbers_of_the_line_go_on_as_if_nothing_had_been_given_without_one() -> None:
    told = back().when(record(*WORK), by=HALL)

    told.when(TakeTicket(window="main.all"), by=HALL).then(reply="A003").run()


@pytest.mark.parametrize(
    ("told", "code", "field"),
    [
        (OfflineStep(n=1, what="given", ticket="L001", window="main.all",
                           at=BROKE - timedelta(days=1)),
         "hall_day.step_of_other_day", "/steps/0/at"),
        (OfflineStep(n=1, what="given", ticket="L001", window="main.all",
                           at=BROKE + timedelta(hours=3)),
         "hall_day.step_of_other_day", "/steps/0/at"),
        (OfflineStep(n=1, what="given", ticket="A007", window="main.all", at=BROKE),
         "hall_day.no_offline_number", "/steps/0/ticket"),
    ],
)  # fmt: skip
def test_what_cannot_have_been_is_refused(told: OfflineStep, code: str, field: str) -> None:
    back().when(record(told), by=HALL).then_refused(code, field).run()


def test_nobody_else_tells_what_a_hall_did() -> None:
    for by in (RESIDENT_A, CLERK):
        back().when(record(*WORK), by=by).then_refused("hall_day.unknown").run()


def test_the_screen_shows_what_came_of_it() -> None:
    given = Ticket(number="L001", window="main.all", at=WORK[0].at)
    [row] = fold(
        lines(),
        commit(
            MONDAY, 1, TicketIssued(ticket=given),
            TicketCalled(at=WORK[3].at, number="L001", window="1"),
            OfflineLineRecorded(at=BROKE, device=MACHINE, upto=2),
        ),
    ).values()  # fmt: skip

    assert [(call["number"], call["open"]) for call in row["calls"]] == [("L001", True)]
    assert row["waiting"] == 0
