"""What each event makes of a plan of care visits."""

from typing import assert_never

from msgspec.structs import replace

from actors.systems.community_service.care import records as r


def evolve(state: r.CarePlan, event: r.CareEvent) -> r.CarePlan:
    """Return the plan after `event`."""
    match event:
        case r.VisitsPlanned():
            return replace(
                state,
                phase="planned",
                unit=event.unit,
                visitor=event.visitor,
                every=event.every,
                due=event.due,
                since=event.at,
                party=event.party,
                reason="",
                ended_at=None,
            )
        case r.VisitsHandedOver(visitor=visitor):
            return replace(state, visitor=visitor)
        case r.VisitRecorded(at=at, visit=visit, due=due):
            visits = (*state.visits, visit)[-r.MOST_VISITS :]
            told = replace(state, visits=visits, visited=state.visited + 1, outcome=visit.outcome)
            if visit.outcome == "not_met":
                return told
            return replace(told, phase="planned", due=due, since=at)
        case r.VisitMissed():
            return replace(state, phase="missed", missed=state.missed + 1)
        case r.VisitPutOff(at=at, due=due, reason=reason):
            return replace(state, phase="planned", due=due, since=at, reason=reason)
        case r.VisitsEnded(at=at, reason=reason):
            return replace(state, phase="ended", due=None, reason=reason, ended_at=at)
        case r.ResidentKnown(account=account):
            return replace(state, account=account)
        case _:
            assert_never(event)
