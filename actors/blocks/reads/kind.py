"""The record of reads of personal data, and the count of each reader, as entity kinds."""

from actors.blocks.access.access import Access
from actors.blocks.messages.address import to_somebody
from actors.blocks.reads import quota
from actors.blocks.reads.quota import READER, CountReading, QuotaMet, Reader, ReadingCounted
from actors.blocks.reads.record import AccessRecorded, AccessState, RecordAccess, decider, evolve
from actors.kernel.errors import Reason, Refusal
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.system import Installed
from actors.kernel.turn import Turn


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


def reader_kind(library: Library) -> EntityKind[Reader]:
    """Return the kind "reader": one count for each who reads in an office, whose id is that of the
    identity with "~" for the colon. Only the reader's own readings are counted."""
    return EntityKind(
        name=READER,
        state=Reader,
        initial=lambda key: Reader(),
        commands=CountReading,
        events=ReadingCounted | QuotaMet,
        decide=_own_count,
        evolve=quota.evolve,
    )


def _own_count(turn: Turn[Reader], command: CountReading) -> bool:
    if to_somebody(turn.by.id) != turn.id:
        raise Refusal(Reason("access.forbidden"), kind="forbidden")
    return quota.count(turn, command)
