"""How a case ends undecided (退件、转报), is taken up again (重新办理), or sealed (归档)."""

from actors.blocks.cases import later_commands as c
from actors.blocks.cases import later_events as later
from actors.blocks.cases.basis import Basis
from actors.blocks.cases.dues import set_dues
from actors.blocks.cases.review import enter
from actors.blocks.cases.state import CaseState
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Turn

LONGEST_NAME = 100  # characters of the name of an organ


def return_case(turn: Turn[CaseState], command: c.Return, basis: Basis) -> None:
    """退件: the office ends it undecided, and says why. All clocks stop."""
    require_reason(command.reason)
    turn.emit(later.Returned(at=turn.now, reason=command.reason))


def forward(turn: Turn[CaseState], command: c.Forward, basis: Basis) -> None:
    """转报: another organ decides, which is named. All clocks stop."""
    if not command.organ.strip() or len(command.organ) > LONGEST_NAME:
        raise Refusal(Reason("forward.organ", "/organ"))
    require_reason(command.reason)
    turn.emit(later.Forwarded(at=turn.now, organ=command.organ.strip(), reason=command.reason))


def reopen(turn: Turn[CaseState], command: c.Reopen, basis: Basis) -> None:
    """重新办理, by another than who decided: the review begins anew, and so do the limits."""
    require_reason(command.reason)
    turn.emit(later.Reopened(at=turn.now, by=turn.by.id, reason=command.reason))
    set_dues(turn, basis, "reopened")
    enter(turn, basis, basis.item.flow.stages[0].name)


def archive(turn: Turn[CaseState], command: c.Archive, basis: Basis) -> None:
    """归档: what is closed is sealed."""
    turn.emit(later.Archived(at=turn.now, by=turn.by.id))


def unseal(turn: Turn[CaseState], command: c.Unseal, basis: Basis) -> None:
    """解除封存, with the reason."""
    require_reason(command.reason)
    turn.emit(later.Unsealed(at=turn.now, by=turn.by.id, reason=command.reason))


def require_reason(reason: str) -> None:
    """Refuse what has no reason.

    Raises:
        Refusal: kind "invalid".
    """
    if not reason.strip():
        raise Refusal(Reason("reason.required", "/reason"))
