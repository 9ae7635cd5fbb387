"""Whether what was filed at a terminal (自助终端) is taken: by when that was, and when the terminal
was cut off and enrolled again.

A terminal that was cut off has no link: what it had taken lies sealed on its disk. When an operator
enrols the machine anew, what it took before it was cut off is filed, without believing the card
that it says it read, so that the clerk asks who applied; what it took afterwards is refused, and
whoever asks by the provisional number is told so.
"""

from datetime import datetime
from typing import Literal

from actors.blocks.terminals.state import TerminalState

Trust = Literal["trusted", "cut_off_since", "cut_off_before"]


def trust_in(state: TerminalState, filed_at: datetime) -> Trust:
    """Return how far an application of `filed_at` (UTC) at the terminal is believed: fully; without
    its card, since the terminal was cut off after it; or not at all, since it was before."""
    if state.revoked_at is None:
        return "trusted"
    if filed_at <= state.revoked_at:
        return "cut_off_since"
    enrolled = not state.revoked and state.enrolled_at is not None
    if enrolled and state.enrolled_at is not None and filed_at >= state.enrolled_at:
        return "trusted"
    return "cut_off_before"
