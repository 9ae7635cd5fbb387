"""Numbers of motions (案号): gap-free, from the register of the congress and the year (NPC-07)."""

from actors.blocks.numbers.ask import ask
from actors.kernel.system import Series
from actors.kernel.turn import Turn
from actors.systems.npc_motions.motion_state import MotionState

MOTIONS = Series(name="motion", pattern="J{year}{n:04}")


def ask_number(turn: Turn[MotionState], state: MotionState) -> None:
    """Have the register of the motion's congress give it a number; `Numbered` brings it."""
    ask(turn, MOTIONS, scope=state.congress)
