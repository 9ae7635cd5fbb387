"""How a leave changes by what happens to it."""

from datetime import datetime
from typing import assert_never

from msgspec.structs import replace

from actors.systems.collaborative_office.leave import records as r
from actors.systems.collaborative_office.leave.state import LeaveState, Opinion, Phase

_ASKED = (
    "account", "unit", "leave_kind", "first", "last", "days", "reason", "place", "deputy", "chain"
)  # fmt: skip


def evolve(state: LeaveState, event: r.LeaveEvent) -> LeaveState:
    """Return the leave after `event`."""
    match event:
        case r.LeaveAsked(at=at):
            asked = {name: getattr(event, name) for name in _ASKED}
            return _reach(replace(state, **asked), "asked", at)
        case r.LeaveEndorsed(at=at, by=by, note=note):
            return _reach(_agreed(state, by, at, note), "asked", at)
        case r.LeaveApproved(at=at, by=by, note=note):
            return _reach(_agreed(state, by, at, note), "approved", at)
        case r.LeaveRefused(at=at, reason=reason):
            return _reach(replace(state, ground=reason), "refused", at)
        case r.LeaveCancelled(at=at):
            return _reach(state, "cancelled", at)
        case r.LeaveTaken(at=at):
            return _reach(state, "taken", at)
        case r.ReturnReminded():
            return state
        case r.LeaveReturned(at=at, back_on=back_on, last=last, days=days):
            return _reach(replace(state, back_on=back_on, last=last, days=days), "returned", at)
        case _:
            assert_never(event)


def _agreed(state: LeaveState, by: str, at: datetime, note: str) -> LeaveState:
    return replace(state, opinions=(*state.opinions, Opinion(by=by, at=at, note=note)))


def _reach(state: LeaveState, reached: Phase, at: datetime) -> LeaveState:
    return replace(state, phase=reached, since=at)
