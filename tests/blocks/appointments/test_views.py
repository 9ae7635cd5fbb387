"""Rows of bookings and of days: what lists and calendars show, and nobody's name."""

from datetime import UTC, date, datetime
from typing import Any

from actors.blocks.appointments.view import bookings, days
from actors.blocks.appointments.visitor_records import (
    ChangeAsked,
    Place,
    PlaceLost,
    TicketNoted,
    VisitAsked,
    VisitBooked,
    VisitCancelled,
    VisitEnded,
    VisitorArrived,
    VisitRefused,
)
from actors.blocks.appointments.window_day import (
    DayClosed,
    DayOpened,
    Holder,
    PlaceFreed,
    PlaceTaken,
)
from actors.kernel.turn import Event
from tests.blocks.cases.commits import at, commit, fold

WHEN = datetime(2026, 3, 3, 2, tzinfo=UTC)
PLACE = Place(
    window="main.all", on=date(2026, 3, 3), slot="10:00", begins=WHEN, ends=WHEN, request=1
)
OTHER = Place(
    window="branch.all", on=date(2026, 3, 4), slot="11:00", begins=WHEN, ends=WHEN, request=2
)
ASKED = VisitAsked(at=at(2), by="person:a1", n=1, item="SGXK-01", code="ABCD2345", wanted=PLACE)
BOOKED = VisitBooked(at=at(2), n=1, place=PLACE)
MOVING = ChangeAsked(at=at(2), by="person:a1", n=1, wanted=OTHER)


def row(*events: Event) -> dict[str, Any]:
    """Return the row of a booking after `events`, each in a commit of its own."""
    commits = (commit("visitor:a1", n, each) for n, each in enumerate(events, start=1))
    return fold(bookings(), *commits)["a1#1"]


def test_a_row_says_where_and_when() -> None:
    found = row(ASKED, BOOKED)

    assert (found["owner"], found["hall"], found["on"], found["slot"], found["status"]) == (
        "a1", "main", "2026-03-03", "10:00", "booked",
    )  # fmt: skip


def test_a_row_keeps_the_old_place_until_the_new_one_is_had() -> None:
    moving = row(ASKED, BOOKED, MOVING)
    assert (moving["status"], moving["changing"], moving["slot"]) == ("booked", True, "10:00")

    moved = row(ASKED, BOOKED, MOVING, VisitBooked(at=at(2), n=1, place=OTHER))
    assert (moved["changing"], moved["hall"], moved["slot"]) == (False, "branch", "11:00")

    refused = VisitRefused(at=at(2), n=1, why="visitor.slot_full")
    kept = row(ASKED, BOOKED, MOVING, refused)
    assert (kept["status"], kept["changing"], kept["slot"]) == ("booked", False, "10:00")
    assert row(ASKED, refused)["status"] == "refused"


def test_a_row_says_how_a_visit_ended() -> None:
    assert row(ASKED, BOOKED, PlaceLost(at=at(2), n=1))["status"] == "called_off"
    assert row(ASKED, BOOKED, MOVING, PlaceLost(at=at(2), n=1))["status"] == "asked"
    assert row(ASKED, VisitCancelled(at=at(2), by="person:a1", n=1))["status"] == "cancelled"
    there = ASKED, BOOKED, VisitorArrived(at=at(3), by="staff:c", n=1)
    noted = TicketNoted(at=at(3), n=1, ticket="A001")
    served = row(*there, noted, VisitEnded(at=at(3), n=1, outcome="served"))
    assert (served["status"], served["ticket"]) == ("served", "A001")


def test_a_day_counts_what_is_taken_and_forgets_it_when_it_is_closed() -> None:
    def day(*events: Event) -> dict[str, Any]:
        return fold(days(), commit("window_day:main.all~20260303", 1, *events))["main.all~20260303"]

    holder = Holder("a1", 1)
    taken = PlaceTaken(at=at(2), holder=holder, slot="10:00")
    freed = PlaceFreed(at=at(2), holder=holder, slot="10:00")
    closed = DayClosed(at=at(2), by="staff:x", reason="停电", told=1)

    assert day(taken, taken, freed)["taken"] == {"10:00": 1}
    shut = day(taken, closed)
    assert (shut["closed"], shut["taken"], shut["told"], shut["reason"]) == (True, {}, 1, "停电")
    assert day(taken, closed, DayOpened(at=at(2), by="staff:x"))["closed"] is False
    assert "a1" not in str(day(taken))
