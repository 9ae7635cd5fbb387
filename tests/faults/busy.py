"""A ledger whose commands can be made to take time, for hosts that have too much to do."""

import time
from dataclasses import replace
from typing import Any

from actors.kernel.kind import EntityKind
from actors.kernel.turn import Turn
from tests.integration.kinds import Ledger, Put, ledger

SECONDS = 0.1  # of one CPU, for a command with a note


def kinds() -> dict[str, EntityKind[Any]]:
    """Return the ledger, slow where a command has a note."""
    plain = ledger()

    def decide(turn: Turn[Ledger], command: Any) -> Any:
        until = time.monotonic() + (SECONDS if isinstance(command, Put) and command.note else 0)
        while time.monotonic() < until:
            pass
        return plain.decide(turn, command)

    return {"ledger": replace(plain, decide=decide)}
