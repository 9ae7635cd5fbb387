"""The line in a hall: tickets in order, who has booked before who has not, once the slot begins."""

import pytest

from actors.blocks.appointments.hall_day import next_number
from actors.blocks.appointments.hall_records import (
    CallAgain,
    CallNext,
    EndTicket,
    HallDay,
    IssueTicket,
    TakeTicket,
    Ticket,
    TicketCalled,
    TicketEnded,
    TicketIssued,
)
from actors.blocks.appointments.view import lines
from actors.blocks.appointments.visitor_records import RegisterArrival
from actors.kernel.identity import PLATFORM
from actors.testing import Scenario
from actors.testing.scenario import START
from tests.blocks.appointments.scenarios import MONDAY, TODAY, VISITOR, arrived, nothing_yet, visit
from tests.blocks.appointments.test_visits import Bookings
from tests.blocks.cases.city import ALLOWANCE, CLERK, HALL, RESIDENT_A
from tests.blocks.cases.commits import commit, fold

pytestmark = pytest.mark.feature("HALL-06")
NEXT = CallNext(at="1")


def line() -> Scenario:
    """A001 has no booking, A002 has booked for ten; it is half past nine."""
    walk_in = nothing_yet().at("2026-03-02 09:30").on(MONDAY)
    return (
        walk_in.when(TakeTicket(window="main.all"), by=HALL)
        .then(reply="A001")
        .on(VISITOR)
        .when(visit(TODAY), by=RESIDENT_A)
        .when(RegisterArrival(booking=1), by=HALL)
        .on(MONDAY)
    )


def test_who_has_booked_goes_first_once_the_slot_has_begun() -> None:
    line().when(NEXT, by=HALL).then(reply="A001").run()
    line().at("2026-03-02 10:00").when(NEXT, by=HALL).then(reply="A002").run()


def test_of_those_who_have_booked_the_earlier_slot_goes_first() -> None:
    later = IssueTicket(visitor="b2", booking=1, window="main.all", begins=START)

    line().at("2026-03-02 10:00").when(later, by=PLATFORM).when(NEXT, by=HALL).then(
        reply="A003"
    ).run()


def test_a_window_calls_only_whom_it_serves_and_one_at_a_time() -> None:
    quick = nothing_yet().on(MONDAY).when(TakeTicket(window="main.quick"), by=HALL)

    quick.when(NEXT, by=HALL).then_refused("hall_day.nobody_waits").run()
    called = quick.when(CallNext(at="2"), by=HALL).then(reply="A001")
    called.when(CallNext(at="2"), by=HALL).then_refused(
        "hall_day.still_called", "/at", {"number": "A001"}
    ).run()
    called.when(EndTicket(ticket="A001", outcome="left"), by=HALL).when(
        CallNext(at="2"), by=HALL
    ).then_refused("hall_day.nobody_waits").run()


def test_a_ticket_is_called_again_until_it_is_done_with() -> None:
    called = line().when(NEXT, by=HALL).when(CallAgain(ticket="A001"), by=HALL)

    called.then(events=(TicketCalled,)).run()
    done = called.when(EndTicket(ticket="A001", outcome="served"), by=HALL)
    done.when(CallAgain(ticket="A001"), by=HALL).then_refused("hall_day.not_called").run()
    line().when(EndTicket(ticket="A001", outcome="served"), by=HALL).then_refused(
        "hall_day.not_called"
    ).run()


@pytest.mark.parametrize("outcome", ["served", "left"])
def test_the_booking_says_how_the_visit_ended(outcome: str) -> None:
    ended = EndTicket(ticket="A001", outcome=outcome)  # type: ignore[arg-type]

    arrived().on(MONDAY).when(NEXT, by=HALL).when(ended, by=HALL).on(VISITOR).then_shown(
        bookings=Bookings(outcome)
    ).run()


def test_who_has_arrived_may_book_the_item_again() -> None:
    arrived().when(visit(), by=RESIDENT_A).then_shown(bookings=Bookings("arrived", "booked")).run()
    arrived().when(visit(item=ALLOWANCE.code), by=RESIDENT_A).then_shown(last=2).run()


def test_the_line_is_that_of_today_in_a_hall_that_there_is_and_of_its_clerks() -> None:
    take = TakeTicket(window="main.all")

    for day, code in (
        ("hall_day:main~20260303", "hall_day.other_day"),
        ("hall_day:none~20260302", "hall_day.forbidden"),
        ("hall_day:main~monday", "hall_day.other_day"),
    ):
        nothing_yet().on(day).when(take, by=HALL).then_refused(code).run()
    nothing_yet().on(MONDAY).when(take, by=CLERK).then_refused("hall_day.forbidden").run()
    for window in ("main.none", "branch.all"):
        nothing_yet().on(MONDAY).when(TakeTicket(window=window), by=HALL).then_refused(
            "hall_day.no_window"
        ).run()
    nothing_yet().on(MONDAY).when(CallNext(at="9"), by=HALL).then_refused(
        "hall_day.no_window"
    ).run()


def test_numbers_go_on_with_another_letter() -> None:
    tickets = tuple(
        Ticket(number=str(n), window="main.all", at=START, status="served") for n in range(999)
    )

    assert next_number(HallDay(id="main~20260302", tickets=tickets[:998])) == "A999"
    assert next_number(HallDay(id="main~20260302", tickets=tickets)) == "B001"


def test_the_screen_shows_numbers_and_windows_and_nobody() -> None:
    def issued(number: str, visitor: str = "") -> TicketIssued:
        ticket = Ticket(number=number, window="main.all", at=START, visitor=visitor)
        return TicketIssued(ticket=ticket)

    def called(number: str) -> TicketCalled:
        return TicketCalled(at=START, number=number, window="1")

    [row] = fold(
        lines(),
        commit(MONDAY, 1, issued("A001", "a1"), issued("A002"), issued("A003")),
        commit(MONDAY, 2, called("A001"), called("A001")),
        commit(MONDAY, 3, TicketEnded(at=START, number="A001", outcome="served")),
        commit(MONDAY, 4, called("A002")),
    ).values()

    assert [(c["number"], c["window"], c["open"]) for c in row["calls"]] == [
        ("A002", "1", True),
        ("A001", "1", False),
    ]
    assert (row["issued"], row["waiting"], row["hall"], row["on"]) == (3, 1, "main", "2026-03-02")
    assert "a1" not in str(row)
