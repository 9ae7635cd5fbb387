"""The counter of case numbers as an entity kind."""

from actors.kernel.kind import EntityKind
from actors.kernel.serial import NumbersTaken, SerialState, TakeNumbers, decide, evolve

SERIAL = EntityKind(
    name="serial",
    state=SerialState,
    initial=lambda key: SerialState(),
    commands=TakeNumbers,
    events=NumbersTaken,
    decide=decide,
    evolve=evolve,
)
