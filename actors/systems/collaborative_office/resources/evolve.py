"""How a resource changes by what happens to it."""

from datetime import datetime, timedelta
from typing import assert_never

from msgspec.structs import replace

from actors.systems.collaborative_office.resources import events as e
from actors.systems.collaborative_office.resources.state import Booking, ResourceState

_REMEMBERED = timedelta(days=30)  # after its end; the journal has them all
_REGISTERED = (
    "organ", "category", "name", "place", "seats", "pieces", "opens", "closes", "owner_confirms",
    "shared",
)  # fmt: skip


def evolve(state: ResourceState, event: e.ResourceEvent) -> ResourceState:
    """Return the resource after `event`."""
    match event:
        case e.ResourceRegistered():
            told = {name: getattr(event, name) for name in _REGISTERED}
            return replace(state, phase="available", **told)
        case e.ResourceWithdrawn(reason=reason):
            return replace(state, phase="withdrawn", reason=reason)
        case e.ResourceRestored():
            return replace(state, phase="available", reason="")
        case e.BookingsMade(at=at, bookings=made):
            there = (*_remembered(state, at), *made)
            return replace(state, bookings=there, count=state.count + len(made))
        case e.BookingsMoved(at=at, numbers=numbers, progress=progress, reason=reason):
            there = tuple(
                replace(each, progress=progress, reason=reason) if each.n in numbers else each
                for each in _remembered(state, at)
            )
            return replace(state, bookings=there)
        case _:
            assert_never(event)


def _remembered(state: ResourceState, at: datetime) -> tuple[Booking, ...]:
    return tuple(each for each in state.bookings if each.ends_at > at - _REMEMBERED)
