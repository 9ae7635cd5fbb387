"""What each event does to a deputy."""

from datetime import datetime

from msgspec.structs import replace

from actors.systems.npc_motions import deputy_records as r
from actors.systems.npc_motions.groups import parts_of


def evolve(state: r.DeputyState, event: object) -> r.DeputyState:
    """Return the deputy after `event`."""
    match event:
        case r.DeputyRegistered():
            return replace(state, status="active", **parts_of(event, r.Registration))
        case r.DeputySuspended(at=at):
            return replace(state, status="suspended", spells=(*state.spells, (at, None)))
        case r.DeputyRestored(at=at):
            return replace(state, status="active", spells=_closed(state, at))
        case r.MandateEnded(at=at):
            return replace(state, status="ended", ended_at=at, spells=_closed(state, at))
        case r.DelegationChanged(delegation=delegation):
            return replace(state, delegation=delegation)
        case r.CommitteeMembershipSet(member=member):
            return replace(state, committee_member=member)
        case r.Described(portrait=portrait):
            return replace(state, portrait=portrait)
        case r.DutyRecorded(entry=entry):
            return replace(state, duties={**state.duties, entry.id: entry})
        case r.DutyPosted(entry=id):
            entry = replace(state.duties[id], posted=True)
            return replace(state, duties={**state.duties, id: entry})
        case r.DeputyFollowed(follower=follower):
            return replace(state, followers=(*state.followers, follower))
        case _:
            raise TypeError(f"no event of a deputy: {event!r}")


def _closed(state: r.DeputyState, at: datetime) -> tuple[tuple[datetime, datetime | None], ...]:
    return tuple((began, at if ended is None else ended) for began, ended in state.spells)
