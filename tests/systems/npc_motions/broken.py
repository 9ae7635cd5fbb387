"""What breaks a guard."""

from typing import Any, NamedTuple

from actors.kernel.identity import Identity
from actors.testing import Scenario


class Broken(NamedTuple):
    """What is asked in `scenario` against a guard, by whom, and the refusal that answers."""

    scenario: Scenario
    command: Any
    by: Identity
    refused: str
