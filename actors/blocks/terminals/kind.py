"""The terminal kind (自助终端): one virtual actor for every kiosk."""

from actors.blocks.terminals.decide import TerminalCommand, decide
from actors.blocks.terminals.evolve import TerminalEvent, evolve
from actors.blocks.terminals.state import TerminalState
from actors.kernel.kind import EntityKind


def _initial(key: str) -> TerminalState:
    return TerminalState(id=key.partition(":")[2])


TERMINAL = EntityKind(
    name="terminal",
    open_ids=True,
    shown=(
        "place",
        "online",
        "revoked",
        "boot",
        "epoch",
        "software",
        "rev",
        "received",
        "operation",
        "last_seen",
    ),
    state=TerminalState,
    initial=_initial,
    commands=TerminalCommand,
    events=TerminalEvent,
    decide=decide,
    evolve=evolve,
)
