"""What moves the decision clock by proposal of a handler and with approval (提请、批准): a special
procedure or an extension. Nothing moves until an approver, who is another, agrees."""

from actors.blocks.cases import joint_commands as c
from actors.blocks.cases import joint_events as j
from actors.blocks.cases.basis import Basis
from actors.blocks.cases.clock import extend_by, extension_faults, pause_faults, pause_for
from actors.blocks.cases.parts import ClockProposal
from actors.blocks.cases.roles import APPROVER
from actors.blocks.cases.state import CaseState
from actors.blocks.messages.address import to_role, to_somebody
from actors.blocks.messages.notify import notify
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Turn


def propose_pause(turn: Turn[CaseState], command: c.ProposePause, basis: Basis) -> None:
    """提请特别程序: the approvers of the lead unit are told."""
    wrong = pause_faults(command.procedure, command.days, command.reason, basis)
    _propose(turn, wrong, procedure=command.procedure, days=command.days, reason=command.reason)


def propose_extension(turn: Turn[CaseState], command: c.ProposeExtension, basis: Basis) -> None:
    """提请延期: the approvers of the lead unit are told."""
    wrong = extension_faults(turn, command.days, command.reason, basis)
    _propose(turn, wrong, procedure="", days=command.days, reason=command.reason)


def approve_proposal(turn: Turn[CaseState], command: c.ApproveProposal, basis: Basis) -> None:
    """批准: now the clock moves, and the applicant is told in writing."""
    proposal = _proposal(turn)
    if proposal.procedure:
        pause_for(turn, proposal, basis)
    else:
        extend_by(turn, proposal, basis)
    _tell(turn, proposal, "ProposalApproved")


def reject_proposal(turn: Turn[CaseState], command: c.RejectProposal, basis: Basis) -> None:
    """不批准: the clock runs on; whoever proposed it is told."""
    proposal = _proposal(turn)
    if not command.reason.strip():
        raise Refusal(Reason("reason.required", "/reason"))
    turn.emit(j.ClockChangeRejected(at=turn.now, by=turn.by.id, reason=command.reason))
    _tell(turn, proposal, "ProposalRejected")


def _propose(
    turn: Turn[CaseState], wrong: list[Reason], *, procedure: str, days: int, reason: str
) -> None:
    if wrong:
        raise Refusal(*wrong)
    turn.emit(
        j.ClockChangeProposed(
            at=turn.now,
            by=turn.by.id,
            unit=turn.by.unit,
            procedure=procedure,
            days=days,
            reason=reason,
        )
    )
    state = turn.state
    notify(
        turn, to_role(APPROVER, state.unit), "case.ClockChangeProposed", {"number": state.number}
    )


def _proposal(turn: Turn[CaseState]) -> ClockProposal:
    proposal = turn.state.proposal
    if proposal is None:
        raise Refusal(Reason("proposal.none"), kind="not_now")
    if proposal.by == turn.by.id:
        raise Refusal(Reason("proposal.second_person"), kind="forbidden")
    return proposal


def _tell(turn: Turn[CaseState], proposal: ClockProposal, template: str) -> None:
    facts = {"number": turn.state.number}
    notify(turn, to_somebody(proposal.by), f"case.{template}", facts)
