"""The terminal kind (自助终端): one virtual actor for every kiosk."""

from actors.kernel.kind import EntityKind
from actors.kernel.terminal.decide import TerminalCommand, decide
from actors.kernel.terminal.evolve import TerminalEvent, evolve
from actors.kernel.terminal.state import TerminalState


def _initial(key: str) -> TerminalState:
    return TerminalState(id=key.partition(":")[2])


TERMINAL = EntityKind(
    name="terminal",
    state=TerminalState,
    initial=_initial,
    commands=TerminalCommand,
    events=TerminalEvent,
    decide=decide,
    evolve=evolve,
)
