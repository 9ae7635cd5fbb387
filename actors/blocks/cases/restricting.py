"""A case whose time is over (限制处理)."""

import msgspec

from actors.blocks.cases.basis import Basis
from actors.blocks.cases.state import CaseState
from actors.kernel import restricting
from actors.kernel.restricting import Restrict, Restricted
from actors.kernel.turn import Turn


def restrict(turn: Turn[CaseState], command: Restrict, basis: Basis) -> None:
    """Restrict the case if it is closed that long, and tell the destruction."""
    restricting.restrict(turn, command, turn.state.closed_at)


def restricted(state: CaseState, event: Restricted) -> CaseState:
    """Return the case as it is from now on."""
    return msgspec.structs.replace(state, restricted=event.basis)
