"""What each event makes of premises."""

from collections.abc import Iterator
from datetime import datetime
from typing import assert_never

from msgspec.structs import replace

from actors.systems.community_service.premises import records as r


def evolve(state: r.Premises, event: r.PremisesEvent) -> r.Premises:
    """Return the premises after `event`."""
    match event:
        case r.PremisesRegistered():
            return replace(
                state,
                phase="open",
                title=event.title,
                sort=event.sort,
                unit=event.unit,
                tier=event.tier,
                place=event.place,
                capacity=event.capacity,
                shared=event.shared,
                address=event.address,
            )
        case r.PremisesChanged():
            return replace(
                state,
                title=event.title,
                capacity=event.capacity,
                shared=event.shared,
                address=event.address,
            )
        case r.PremisesWithdrawn():
            return replace(state, phase="withdrawn")
        case r.BookingAsked():
            asked = r.Booking(
                booking=event.booking,
                unit=event.unit,
                by=event.by,
                starts=event.starts,
                ends=event.ends,
                purpose=event.purpose,
                people=event.people,
            )
            kept = _kept(state.bookings, event.at)
            return replace(state, bookings=(*kept, asked), asked=event.booking)
        case r.BookingAnswered(booking=number, answer=answer, reason=reason):
            bookings = tuple(
                replace(each, answer=answer, reason=reason) if each.booking == number else each
                for each in state.bookings
            )
            return replace(state, bookings=bookings)
        case _:
            assert_never(event)


def _kept(bookings: tuple[r.Booking, ...], now: datetime) -> Iterator[r.Booking]:
    """Yield the bookings that are to come, and the last ones of those that are over, were refused
    or cancelled."""
    done = [each for each in bookings if not each.coming(now) and each.ends + r.KEPT > now]
    stays = {each.booking for each in done[-r.MOST_KEPT :]}
    return (each for each in bookings if each.coming(now) or each.booking in stays)
