"""What can happen to a terminal. No personal data: applicants appear in their cases alone."""

from datetime import datetime
from typing import Literal

from actors.blocks.terminals.reports import Completion, Entry
from actors.blocks.terminals.state import Order
from actors.kernel.turn import Event


class Registered(Event, frozen=True, kw_only=True):
    at: datetime
    name: str
    place: str
    code_hash: str
    expires_at: datetime


class Enrolled(Event, frozen=True, kw_only=True):
    at: datetime
    public_key: bytes


class Revoked(Event, frozen=True, kw_only=True):
    at: datetime
    reason: str


class Connected(Event, frozen=True, kw_only=True):
    """`replaced`: another connection was thought to be open."""

    at: datetime
    connection: str
    software: str
    boot: str
    epoch: str
    replaced: bool = False


class SpoolLost(Event, frozen=True, kw_only=True):
    """The terminal came back with a new spool: what it had not sent of the old one is gone.
    `received` is the last entry of the old epoch that had arrived."""

    at: datetime
    epoch: str
    received: int


class Seen(Event, frozen=True, kw_only=True):
    at: datetime


class WentOffline(Event, frozen=True, kw_only=True):
    at: datetime
    why: Literal["closed", "missed", "revoked"]


class EntriesReceived(Event, frozen=True, kw_only=True):
    """A batch of the stream, gap-free, that follows what was received before."""

    at: datetime
    epoch: str
    entries: tuple[Entry, ...]


class OrderGiven(Event, frozen=True, kw_only=True):
    at: datetime
    order: Order


class OrderEnded(Event, frozen=True, kw_only=True):
    at: datetime
    id: str
    operation: str
    code: Completion
    detail: str = ""


class DesiredSet(Event, frozen=True, kw_only=True):
    at: datetime
    rev: int
    configuration: dict[str, object]
