"""The record of reads of personal data as an entity kind."""

from actors.blocks.access.access import Access
from actors.blocks.reads.record import AccessRecorded, AccessState, RecordAccess, decider, evolve
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.system import Installed


def access_kind(library: Library) -> EntityKind[AccessState]:
    """Return the kind "access": one record for each subject, whose id is its own."""
    return EntityKind(
        name="access",
        state=AccessState,
        initial=lambda key: AccessState(),
        commands=RecordAccess,
        events=AccessRecorded,
        decide=decider(library[Installed].purposes(), library[Access]),
        evolve=evolve,
    )
