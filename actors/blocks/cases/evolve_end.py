"""What decision, result and end do to a case."""

from msgspec.structs import replace

from actors.blocks.cases import events as e
from actors.blocks.cases.evolve_tasks import Evolving, ended, with_task
from actors.blocks.cases.state import CaseState, VoidProposal


def _granted(state: CaseState, event: e.Granted) -> CaseState:
    return replace(
        with_task(state, state.stage, opinion="agree", done_at=event.at, done_by=event.by),
        phase="granted",
        outcome="granted",
        reason=event.reason,
        decided_at=event.at,
        closed_at=event.at if event.closed else None,
    )


def _denied(state: CaseState, event: e.Denied) -> CaseState:
    return replace(
        with_task(state, state.stage, opinion="object", done_at=event.at, done_by=event.by),
        phase="denied",
        outcome="denied",
        reason=event.reason,
        decided_at=event.at,
        closed_at=event.at,
    )


def _issued(state: CaseState, event: e.Issued) -> CaseState:
    return replace(
        state,
        phase="issued",
        document=event.document,
        result_fields=event.fields,
        issued_at=event.at,
    )


def _result_numbered(state: CaseState, event: e.ResultNumbered) -> CaseState:
    return replace(state, document=event.number)


def _paper_kept(state: CaseState, event: e.PaperKept) -> CaseState:
    which = (event.paper.template, event.paper.n)
    kept = replace(event.paper, kept_at=event.at)
    others = (each for each in state.papers if (each.template, each.n) != which)
    return replace(state, papers=(*others, kept))


def _nothing(state: CaseState, event: e.PaperMissed | e.ResultNotNumbered) -> CaseState:
    return state


def _delivered(state: CaseState, event: e.Delivered) -> CaseState:
    return replace(state, phase="delivered", delivered_at=event.at, closed_at=event.at)


def _rated(state: CaseState, event: e.Rated) -> CaseState:
    return replace(state, stars=event.stars, rating=event.rating)


def _withdrawn(state: CaseState, event: e.Withdrawn) -> CaseState:
    return ended(state, event.at, phase="withdrawn", reason=event.reason)


def _void_proposed(state: CaseState, event: e.VoidProposed) -> CaseState:
    return replace(state, void_proposal=VoidProposal(event.by, event.reason))


def _void_rejected(state: CaseState, event: e.VoidRejected) -> CaseState:
    return replace(state, void_proposal=None)


def _voided(state: CaseState, event: e.Voided) -> CaseState:
    return ended(state, event.at, phase="voided", reason=event.reason, void_proposal=None)


OF_END: Evolving = {
    e.Granted: _granted,
    e.Denied: _denied,
    e.Issued: _issued,
    e.ResultNumbered: _result_numbered,
    e.ResultNotNumbered: _nothing,
    e.PaperKept: _paper_kept,
    e.PaperMissed: _nothing,
    e.Delivered: _delivered,
    e.Rated: _rated,
    e.Withdrawn: _withdrawn,
    e.VoidProposed: _void_proposed,
    e.VoidRejected: _void_rejected,
    e.Voided: _voided,
}
