"""How an announcement changes by what happens to it."""

from datetime import datetime
from typing import assert_never

from msgspec.structs import replace

from actors.systems.collaborative_office.announcements import events as e
from actors.systems.collaborative_office.announcements.state import (
    AnnouncementState,
    Confirmation,
    Phase,
)

_WRITTEN = ("organ", "title", "body", "audience", "people", "expires_on", "must_read")


def evolve(state: AnnouncementState, event: e.AnnouncementEvent) -> AnnouncementState:
    """Return the announcement after `event`."""
    match event:
        case e.AnnouncementDrafted(at=at, by=by):
            written = {name: getattr(event, name) for name in _WRITTEN}
            state = replace(state, drafter=state.drafter or by, **written)
            return _reach(state, "drafted", at)
        case e.AnnouncementHandedIn(at=at):
            return _reach(replace(state, reason=""), "handed_in", at)
        case e.AnnouncementApproved(at=at, note=note):
            return _reach(replace(state, note=note), "approved", at)
        case e.AnnouncementSentBack(at=at, reason=reason):
            return _reach(replace(state, reason=reason), "drafted", at)
        case e.AnnouncementPublished(at=at, units=units, readers=readers):
            state = replace(state, published_at=at, units=units, readers=readers)
            return _reach(state, "published", at)
        case e.ReadingConfirmed(at=at, by=by):
            confirmed = (*state.confirmations, Confirmation(by=by, at=at))
            return replace(state, confirmations=confirmed)
        case e.ReadersReminded():
            return state
        case e.AnnouncementWithdrawn(at=at, reason=reason):
            return _reach(replace(state, reason=reason), "withdrawn", at)
        case e.AnnouncementExpired(at=at):
            return _reach(state, "expired", at)
        case _:
            assert_never(event)


def _reach(state: AnnouncementState, reached: Phase, at: datetime) -> AnnouncementState:
    return replace(state, phase=reached, since=at)
