"""The record of reads of personal data as an entity kind."""

from actors.blocks.reads.record import AccessRecorded, AccessState, RecordAccess, decide, evolve
from actors.kernel.kind import EntityKind

ACCESS = EntityKind(
    name="access",
    state=AccessState,
    initial=lambda key: AccessState(),
    commands=RecordAccess,
    events=AccessRecorded,
    decide=decide,
    evolve=evolve,
)
