"""What a village terminal without a line sent later (离线受理条目): one application under the id
that the terminal made for it."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from actors.blocks.cases.state import Material
from actors.kernel.turn import Command, Event
from actors.systems.community_service.entrustment.state import Note

TERMINAL_ENTRY = "terminal_entry"
CHUNK = 88_000  # characters of a chunk, base64: 64 KiB
MOST_CHUNKS = 64  # of an entry, 4 MiB
MOST_CONFLICTS = 10
Digest64 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
Id = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]


class Conflict(msgspec.Struct, frozen=True, kw_only=True):
    """Another payload under the same id, kept aside for somebody to look at."""

    at: datetime
    payload_hash: str
    payload: str


class TerminalEntry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One entry of an outbox. `parts` are chunks of files by their digests, until the application
    was taken; `number` is that of the case. `codes` say why it was refused."""

    phase: Literal["", "open", "taken", "filed", "refused"] = ""
    terminal: str = ""
    by: str = ""
    unit: str = ""
    account: str = ""
    entrustment: str = ""
    item: str = ""
    item_version: int = 0
    payload_hash: str = ""
    number: str = ""
    came: datetime | None = None
    note: Note = ""
    codes: tuple[str, ...] = ()
    parts: dict[str, dict[str, str]] = {}
    conflicts: tuple[Conflict, ...] = ()

    @property
    def set_aside(self) -> int:
        """How many other payloads came under the same id."""
        return len(self.conflicts)

    def whole(self, sha256: str, chunks: int) -> tuple[str, ...]:
        """Return the chunks of a file in their order, () while some are missing."""
        had = self.parts.get(sha256, {})
        found = tuple(had.get(str(n), "") for n in range(chunks))
        return found if all(found) else ()


class EntryReply(msgspec.Struct, frozen=True, kw_only=True):
    """What the terminal is told: the number of the case, and whether this payload was set aside
    since another had come under the same id."""

    number: str
    conflict: bool = False


class KeepChunk(Command, frozen=True, kw_only=True):
    """Keep a chunk of a file (分片), the `n`th from 0, in base64. Again it changes nothing."""

    file: Digest64
    n: Annotated[int, msgspec.Meta(ge=0, lt=MOST_CHUNKS)]
    data: Annotated[str, msgspec.Meta(min_length=1, max_length=CHUNK)]


class SendEntry(Command, frozen=True, kw_only=True):
    """Send an entry of the outbox. `payload` is what the terminal keeps, word for word, with its
    digest; the rest is what the platform read in it."""

    terminal: Id
    entrustment: Id
    payload: Annotated[str, msgspec.Meta(max_length=200_000)]
    payload_hash: Digest64
    item: str
    item_version: int
    form: dict[str, object]
    materials: tuple[Material, ...] = ()
    statement: str = ""
    pieces: int = 0
    number: str
    came: datetime | None = None
    note: Note = ""


class EntryAnswered(Command, frozen=True, kw_only=True):
    """From the entrustment: the application was filed, or is refused for these `codes`. `account`
    is the resident's, "" for one without."""

    codes: tuple[str, ...] = ()
    account: str = ""


class CollectFromTerminal(Command, frozen=True, kw_only=True):
    """To the entrustment: what its agent `by` took in at a terminal without a line."""

    entry: str
    by: str
    item: str
    item_version: int
    form: dict[str, object]
    materials: tuple[Material, ...] = ()
    statement: str = ""
    pieces: int = 0
    number: str
    came: datetime | None = None
    note: Note = ""


class ChunkKept(Event, frozen=True, kw_only=True):
    by: str
    unit: str
    file: str
    n: int
    data: str


class EntryTaken(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    unit: str
    terminal: str
    entrustment: str
    item: str
    item_version: int
    payload_hash: str
    number: str
    came: datetime
    note: Note = ""


class EntryConflicted(Event, frozen=True, kw_only=True):
    conflict: Conflict


class EntryFiled(Event, frozen=True, kw_only=True):
    at: datetime
    account: str = ""


class EntryRefused(Event, frozen=True, kw_only=True):
    at: datetime
    codes: tuple[str, ...]


TerminalEntryEvent = ChunkKept | EntryTaken | EntryConflicted | EntryFiled | EntryRefused
