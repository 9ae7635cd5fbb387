"""What can be asked of a terminal's image. Who may ask is decided in `decide.py`."""

from datetime import datetime

from actors.blocks.terminals.reports import Entry
from actors.kernel.turn import Command


class Register(Command, frozen=True, kw_only=True):
    """Operator: set up a terminal, or give one a new one-time code. `code_hash` is the SHA-256 of
    the code in hex; the code itself is never stored."""

    name: str
    place: str
    code_hash: str
    expires_at: datetime


class Enrol(Command, frozen=True, kw_only=True):
    """Terminal: exchange the one-time code for the right to sign in with `public_key`."""

    code_hash: str
    public_key: bytes


class Revoke(Command, frozen=True, kw_only=True):
    """Operator: cut the terminal off, at once and until it is registered again."""

    reason: str


class Connect(Command, frozen=True, kw_only=True):
    """Gateway: the terminal proved its key on `connection`; the newest connection wins."""

    connection: str
    software: str
    boot: str
    epoch: str


class Beat(Command, frozen=True, kw_only=True):
    """Gateway: the terminal was heard within the last `BEAT_SECONDS`."""

    connection: str


class Disconnect(Command, frozen=True, kw_only=True):
    """Gateway: `connection` is closed."""

    connection: str


class MissBeats(Command, frozen=True, kw_only=True):
    """Clock: nothing may have been heard of the terminal for too long."""

    connection: str


class RecordEntries(Command, frozen=True, kw_only=True):
    """Gateway: a batch of the stream, in order. What is known already is left out; a gap is
    refused."""

    connection: str
    epoch: str
    entries: tuple[Entry, ...]


class GiveOrder(Command, frozen=True, kw_only=True):
    """Operator: have the terminal do something within `seconds`."""

    id: str
    operation: str
    arguments: dict[str, object] = {}
    seconds: int = 120


class ExpireOrder(Command, frozen=True, kw_only=True):
    """Clock: the time of the order `id` is over."""

    id: str


class SetDesired(Command, frozen=True, kw_only=True):
    """Operator: the configuration that the terminal should have."""

    configuration: dict[str, object]


class ReadCard(Command, frozen=True, kw_only=True):
    """Clerk: have the reader at a window of his unit read the card of who is present, once; `id` is
    that of the reading, by which what it says is handed over. It says nothing here."""

    id: str
