"""What an entrustment is after an event."""

from typing import Any

from msgspec.structs import replace

from actors.systems.community_service.entrustment import events as e
from actors.systems.community_service.entrustment.state import EntrustmentState


def evolve(state: EntrustmentState, event: Any) -> EntrustmentState:
    """Return the entrustment after `event`.

    Raises:
        TypeError: it is no event of an entrustment.
    """
    match event:
        case e.AgentAsked():
            return replace(
                state,
                step="asked",
                item=event.item,
                unit=event.unit,
                above=event.above,
                account=event.account,
                asked_by=event.by,
                resident=event.resident,
                relation=event.relation,
                asked_at=event.at,
            )
        case e.EntrustmentDeclined():
            return replace(state, step="declined")
        case e.EntrustmentGiven():
            return replace(
                state,
                step="entrusted",
                agent=event.agent,
                seen=event.seen,
                method=event.method,
                consent=event.consent,
                consent_version=event.consent_version,
                given_at=event.at,
                until=event.until,
            )
        case e.EntrustmentSuspended(at=at, reason=reason):
            return replace(state, standing="suspended", reason=reason, stopped_at=at)
        case e.EntrustmentEnded(at=at, reason=reason):
            since = state.stopped_at or at
            return replace(state, standing="ended", reason=reason, stopped_at=since)
        case e.EntrustmentContinued(at=at, until=until):
            assert state.stopped_at is not None
            span = (state.stopped_at, at)
            return replace(
                state,
                standing="",
                reason="",
                stopped_at=None,
                until=until,
                paused=(*state.paused, span),
            )
        case e.PaperOrdered(template=template, n=n):
            return replace(state, ordered={**state.ordered, template: n})
        case e.PaperKept(paper=paper):
            others = (each for each in state.papers if each.document != paper.document)
            return replace(state, papers=(*others, paper))
        case _:
            return _carried(state, event)


def _carried(state: EntrustmentState, event: Any) -> EntrustmentState:
    match event:
        case e.MaterialsCollected():
            return replace(
                state,
                step="collected",
                number=event.number,
                application=event.application,
                collected_at=event.at,
                note=event.note,
            )
        case e.PapersSentUp(at=at, dispatch=dispatch):
            return replace(state, step="sent_up", dispatch=dispatch, sent_at=at)
        case e.ApplicationReceived(at=at):
            return replace(state, step="received", received_at=at)
        case e.CaseFollowed(at=at):
            state = replace(state, case_phase=event.case_phase, case_seq=event.case_seq)
            return replace(state, step="decided", decided_at=at) if event.decided else state
        case e.ResultHandedOver(at=at):
            return replace(state, step="delivered", delivered_at=at)
        case e.ResidentCalledBack(at=at, stars=stars):
            return replace(state, step="called_back", called_back_at=at, stars=stars)
        case _:
            raise TypeError(f"no event of an entrustment: {event!r}")
