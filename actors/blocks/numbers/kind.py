"""The day's counter of case numbers, and registers of series, as entity kinds."""

from actors.blocks.numbers import serial
from actors.blocks.numbers.register import (
    Register,
    RegisterCommand,
    RegisterEvent,
    RegisterState,
    evolve,
)
from actors.blocks.numbers.series import REGISTER
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.system import Installed

SERIAL = EntityKind(
    name="serial",
    open_ids=True,
    shown=("first", "count", "last"),
    state=serial.SerialState,
    initial=lambda key: serial.SerialState(),
    commands=serial.TakeNumbers,
    events=serial.NumbersTaken,
    decide=serial.decide,
    evolve=serial.evolve,
)


def register_kind(library: Library) -> EntityKind[RegisterState]:
    """Return the kind "register", which has the series that something installed declares."""
    return EntityKind(
        name=REGISTER,
        state=RegisterState,
        initial=lambda key: RegisterState(),
        commands=RegisterCommand,
        events=RegisterEvent,
        decide=Register(library[Installed].series()).decide,
        evolve=evolve,
        shown=("last", "voided", "refused"),
    )
