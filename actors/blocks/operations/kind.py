"""The record of what operators did as an entity kind."""

from actors.blocks.operations.record import (
    OperationsCommand,
    OperationsEvent,
    OperationsState,
    decide,
    evolve,
)
from actors.kernel.kind import EntityKind

OPERATIONS = EntityKind(
    name="operations",
    open_ids=True,
    shown=("action", "host", "shard", "shards", "peak", "outcome"),
    state=OperationsState,
    initial=lambda key: OperationsState(),
    commands=OperationsCommand,
    events=OperationsEvent,
    decide=decide,
    evolve=evolve,
)
