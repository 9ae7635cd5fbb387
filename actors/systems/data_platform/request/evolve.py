"""How a data request changes by what happens to it."""

from typing import assert_never

from msgspec.structs import replace

from actors.systems.data_platform.request import events as e
from actors.systems.data_platform.request.state import Request


def evolve(state: Request, event: e.RequestEvent) -> Request:
    """Return the request after `event`."""
    match event:
        case e.DataAsked(at=at, unit=unit, dataset=dataset, asked=asked):
            state = replace(state, phase="submitted", unit=unit, dataset=dataset, asked=asked)
            return replace(state, since=at)
        case e.DatasetHeard(offered=offered, seq=seq):
            return replace(state, offered=offered, seq=seq, owner=offered.unit or state.owner)
        case e.RequestOpened(at=at, due=due, yellow=yellow):
            return replace(state, opened_at=at, stopped_at=None, due=due, yellow=yellow)
        case e.RequestSentAgain(at=at, asked=asked):
            state = replace(state, phase="submitted", asked=asked, since=at, agreed=0)
            return replace(state, reason="", rule="")
        case e.LevelAgreed(at=at, level=level):
            return replace(state, agreed=level, since=at)
        case e.RequestReturned(at=at, reason=reason, rule=rule):
            state = replace(state, phase="returned", since=at, stopped_at=at, agreed=0)
            return replace(state, reason=reason, rule=rule)
        case e.RequestRefused(at=at, reason=reason, rule=rule):
            state = replace(state, phase="refused", since=at, stopped_at=at)
            return replace(state, reason=reason, rule=rule)
        case e.RequestGranted(at=at, level=level, unmasked=unmasked):
            state = replace(state, phase="granted", since=at, stopped_at=at)
            return replace(state, level=level, unmasked=unmasked)
        case e.GrantRevoked(at=at, reason=reason):
            return replace(state, phase="revoked", since=at, reason=reason, key="", halt="")
        case e.GrantExpired(at=at):
            return replace(state, phase="expired", since=at, key="", halt="")
        case e.GrantSuspended(halt=halt):
            return replace(state, halt=halt)
        case e.GrantRestored():
            return replace(state, halt="")
        case e.KeySet(at=at, digest=digest):
            return replace(state, key=digest, key_at=at)
        case _:
            assert_never(event)
