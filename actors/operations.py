"""The record of what operators did as an entity kind."""

from actors.kernel.kind import EntityKind
from actors.kernel.operations import (
    OperationsCommand,
    OperationsEvent,
    OperationsState,
    decide,
    evolve,
)

OPERATIONS = EntityKind(
    name="operations",
    state=OperationsState,
    initial=lambda key: OperationsState(),
    commands=OperationsCommand,
    events=OperationsEvent,
    decide=decide,
    evolve=evolve,
)
