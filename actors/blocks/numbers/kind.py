"""The counter of case numbers as an entity kind."""

from actors.blocks.numbers.serial import NumbersTaken, SerialState, TakeNumbers, decide, evolve
from actors.kernel.kind import EntityKind

SERIAL = EntityKind(
    name="serial",
    state=SerialState,
    initial=lambda key: SerialState(),
    commands=TakeNumbers,
    events=NumbersTaken,
    decide=decide,
    evolve=evolve,
)
