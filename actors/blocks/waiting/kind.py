"""The waiting room (等候室) as an entity kind: one for each item, and the hall's.

Each web replica asks for many people at once and answers polls from the board, so that a rush of
50,000 is some hundred commands and the room does not become the hot entity itself.
"""

from actors.blocks.waiting.decide import RoomCommand, decide
from actors.blocks.waiting.evolve import RoomEvent, evolve
from actors.blocks.waiting.state import HALL, RoomState
from actors.kernel.kind import EntityKind


def _initial(key: str) -> RoomState:
    id = key.partition(":")[2]
    return RoomState(id=id, mode="automatic" if id == HALL else "off")


WAITING_ROOM = EntityKind(
    name="waiting_room",
    open_ids=True,
    shown=("mode", "capacity", "minutes", "pace", "first", "last", "moves", "open", "head", "tail"),
    state=RoomState,
    initial=_initial,
    commands=RoomCommand,
    events=RoomEvent,
    decide=decide,
    evolve=evolve,
)
