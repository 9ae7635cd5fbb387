"""What the bookings of a visitor are after something happened."""

from typing import Any

from msgspec.structs import replace

from actors.blocks.appointments.visitor_records import (
    KEPT,
    Booking,
    ChangeAsked,
    PlaceLost,
    TicketNoted,
    VisitAsked,
    VisitBooked,
    VisitCancelled,
    VisitEnded,
    VisitMissed,
    Visitor,
    VisitorArrived,
    VisitorEvent,
    VisitRefused,
)
from actors.kernel.deadlines import local_day


def evolve(state: Visitor, event: VisitorEvent) -> Visitor:
    """Return the bookings after `event`."""
    match event:
        case VisitAsked(n=n, item=item, code=code, wanted=wanted):
            booking = Booking(n=n, item=item, code=code, wanted=wanted)
            bookings = (*_kept(state.bookings), booking)
            return replace(state, last=n, requests=wanted.request, bookings=bookings)
        case ChangeAsked(n=n, wanted=wanted):
            return replace(_with(state, n, wanted=wanted, why=""), requests=wanted.request)
        case VisitBooked(n=n, place=place):
            return _with(state, n, status="booked", place=place, wanted=None, why="")
        case VisitRefused(n=n, why=why):
            return _with(state, n, status=_without_wish(state, n), wanted=None, why=why)
        case PlaceLost(n=n):
            booking = state.booking(n)
            status = "asked" if booking and booking.wanted else "called_off"
            return _with(state, n, status=status, place=None)
        case VisitCancelled(n=n):
            return _with(state, n, status="cancelled", wanted=None)
        case VisitMissed(at=at, n=n, barred_until=until):
            missed = _with(state, n, status="missed", wanted=None)
            if until:
                return replace(missed, absences=(), barred_until=until)
            return replace(missed, absences=(*state.absences, local_day(at)))
        case VisitorArrived(n=n):
            return _with(state, n, status="arrived", wanted=None)
        case TicketNoted(n=n, ticket=ticket):
            return _with(state, n, ticket=ticket)
        case VisitEnded(n=n, outcome=outcome):
            return _with(state, n, status=outcome)


def _without_wish(state: Visitor, n: int) -> str:
    """Return how booking `n` stands once its wish is refused: as before, or it never was."""
    booking = state.booking(n)
    if booking is None or not booking.active:
        return booking.status if booking else "refused"
    return "booked" if booking.place else "refused"


def _with(state: Visitor, n: int, **changes: Any) -> Visitor:
    bookings = tuple(replace(each, **changes) if each.n == n else each for each in state.bookings)
    return replace(state, bookings=bookings)


def _kept(bookings: tuple[Booking, ...]) -> tuple[Booking, ...]:
    over = [each.n for each in bookings if not each.active]
    gone = set(over[: max(0, len(over) - KEPT + 1)])
    return tuple(each for each in bookings if each.n not in gone)
