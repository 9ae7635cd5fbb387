"""Before the work begins: correction, acceptance, non-acceptance, and what silence means."""

from actors.blocks.cases import commands as c
from actors.blocks.cases import events as e
from actors.blocks.cases import joint_events as j
from actors.blocks.cases import materials
from actors.blocks.cases.basis import Basis, refuse
from actors.blocks.cases.dues import set_dues
from actors.blocks.cases.review import enter
from actors.blocks.cases.settle import alarms_of
from actors.blocks.cases.state import CaseState
from actors.blocks.cases.wishes import fault_faults
from actors.kernel.deadlines import end_of_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Turn


def request_correction(turn: Turn[CaseState], command: c.RequestCorrection, basis: Basis) -> None:
    """一次性告知: within the notice period, once, and everything at once (Art. 32(4))."""
    _require_notice_period(turn, basis)
    refuse(tuple(fault_faults(command.faults, basis)))
    turn.emit(e.CorrectionRequested(at=turn.now, faults=command.faults))
    set_dues(turn, basis, "correction_requested")


def accept(turn: Turn[CaseState], command: c.Accept, basis: Basis) -> None:
    """受理, or 容缺受理 when materials may follow that the item lets follow and the applicant has
    promised."""
    state = turn.state
    offered = materials.promised(state.materials)
    made = materials.to_be_made(state.materials)  # nobody need agree that it follows
    there = materials.supplied(state.materials) | frozenset(command.promised) | made
    refuse(
        (
            *(
                Reason("material.not_promised", f"/promised/{number}")
                for number, name in enumerate(command.promised)
                if name not in offered
            ),
            *(
                Reason("material.missing", f"/materials/{name}")
                for name in materials.required(basis.item, state.form)
                if name not in there
            ),
        )
    )
    since = state.received_at if _notice_over(turn, basis) else turn.now
    turn.emit(
        e.Accepted(
            at=turn.now,
            since=since or turn.now,
            deemed=since != turn.now,
            promised=tuple(dict.fromkeys((*command.promised, *sorted(made)))),
        )
    )
    _begin(turn, basis)


def decline(turn: Turn[CaseState], command: c.Decline, basis: Basis) -> None:
    """不予受理, within the notice period, with the legal reason."""
    _require_notice_period(turn, basis)
    if not command.reason.strip():
        raise Refusal(Reason("reason.required", "/reason"))
    turn.emit(e.Declined(at=turn.now, reason=command.reason))


def end_notice_period(turn: Turn[CaseState], command: c.EndNoticePeriod, basis: Basis) -> None:
    """Silence is acceptance, from the day of receipt (Art. 32(4)); never early, and never for an
    alarm that was set for an earlier round."""
    state = turn.state
    if state.phase != "submitted" or command.round != state.corrections:
        return
    if not _notice_over(turn, basis):
        _ring_again(turn, basis)
        return
    turn.emit(
        e.Accepted(
            at=turn.now,
            since=state.received_at or turn.now,
            deemed=True,
            promised=tuple(sorted(materials.promised(state.materials))),
        )
    )
    _begin(turn, basis)


def end_correction_period(
    turn: Turn[CaseState], command: c.EndCorrectionPeriod, basis: Basis
) -> None:
    """The applicant let the limit to correct pass: the application counts as withdrawn; in review
    it goes on with what there is."""
    state, due = turn.state, turn.state.dues.correction
    if state.phase != "correction_requested" or command.round != state.corrections or not due:
        return
    if turn.now < end_of_day(due):
        _ring_again(turn, basis)
        return
    if state.correcting_review:
        turn.emit(j.CorrectionLapsed(at=turn.now))
        set_dues(turn, basis, "corrected")
        return
    turn.emit(e.Withdrawn(at=turn.now, lapsed=True))


def end_promise_period(turn: Turn[CaseState], command: c.EndPromisePeriod, basis: Basis) -> None:
    """The promised materials (容缺) did not come in time: the case ends without them."""
    state = turn.state
    due = state.dues.promise or state.dues.promised
    if state.phase != "accepted" or not state.promised_materials or not due:
        return
    if turn.now < end_of_day(due):
        _ring_again(turn, basis)
        return
    turn.emit(e.Withdrawn(at=turn.now, lapsed=True))


def _begin(turn: Turn[CaseState], basis: Basis) -> None:
    set_dues(turn, basis, "accepted")
    enter(turn, basis, basis.item.flow.stages[0].name)


def _notice_over(turn: Turn[CaseState], basis: Basis) -> bool:
    due = turn.state.dues.notice
    return basis.item.deemed_acceptance and due is not None and turn.now >= end_of_day(due)


def _require_notice_period(turn: Turn[CaseState], basis: Basis) -> None:
    if _notice_over(turn, basis):
        raise Refusal(Reason("notice.over"), kind="not_now")


def _ring_again(turn: Turn[CaseState], basis: Basis) -> None:
    """Set the alarm again that rang too early, because the calendar has changed since."""
    for name, (at, command) in alarms_of(turn.state, basis).items():
        turn.remind(name, at, command)
