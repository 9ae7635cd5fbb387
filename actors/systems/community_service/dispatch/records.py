"""A batch of papers on the way up (上报批次): what can be asked, what can happen, what is known."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from actors.blocks.cases.state import HeldPaper
from actors.kernel.turn import Command, Event

Outcome = Literal["", "dropped", "received", "missing", "found"]
Number = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
MOST = 200  # entries of a batch, and numbers that are scanned


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One entrustment in a batch, by its case number, and how many pieces of paper it has."""

    entrustment: str
    number: str
    pieces: int
    outcome: Outcome = ""


class DispatchState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A batch from `from_unit` to `to_unit`. Both sides sign: `sent_by` and `received_by` are
    identities. `surplus` are numbers that were there and not listed."""

    phase: Literal["", "packed", "sent", "received", "differing"] = ""
    from_unit: str = ""
    to_unit: str = ""
    entries: tuple[Entry, ...] = ()
    sent_by: str = ""
    sent_at: datetime | None = None
    received_by: str = ""
    received_at: datetime | None = None
    surplus: tuple[str, ...] = ()
    papers: tuple[HeldPaper, ...] = ()
    restricted: str = ""  # the destruction that restricts it, PIPL Art. 47

    @property
    def listed(self) -> tuple[Entry, ...]:
        """The entries that were really sent."""
        return tuple(each for each in self.entries if each.outcome != "dropped")

    @property
    def missing(self) -> tuple[Entry, ...]:
        """The entries that were not there when the batch was counted, and have not turned up."""
        return tuple(each for each in self.entries if each.outcome == "missing")

    @property
    def pieces(self) -> int:
        """How many pieces of paper are listed."""
        return sum(each.pieces for each in self.listed)


class PackDispatch(Command, frozen=True, kw_only=True):
    """Put together what goes up (组批) to the unit `to`."""

    to: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    entries: Annotated[tuple[Entry, ...], msgspec.Meta(min_length=1, max_length=MOST)]


class SendDispatch(Command, frozen=True, kw_only=True):
    """Send it, counted and signed (上报签出)."""

    counted: Annotated[int, msgspec.Meta(ge=0, le=MOST)]
    signed: bool


class ReceiveDispatch(Command, frozen=True, kw_only=True):
    """Take it in, counted and signed (清点签收): `scanned` are the case numbers that are there."""

    scanned: Annotated[tuple[Number, ...], msgspec.Meta(max_length=MOST)]
    signed: bool


class FindEntry(Command, frozen=True, kw_only=True):
    """Papers that were missing have turned up."""

    number: Number


class DispatchPacked(Event, frozen=True, kw_only=True):
    at: datetime
    from_unit: str
    to_unit: str
    entries: tuple[Entry, ...]


class DispatchSent(Event, frozen=True, kw_only=True):
    at: datetime
    by: str


class EntryDropped(Event, frozen=True, kw_only=True):
    entrustment: str


class DispatchReceived(Event, frozen=True, kw_only=True):
    """`missing` and `surplus` are case numbers: listed and not there, there and not listed."""

    at: datetime
    by: str
    missing: tuple[str, ...] = ()
    surplus: tuple[str, ...] = ()


class EntryFound(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    number: str


class DispatchPaperKept(Event, frozen=True, kw_only=True):
    at: datetime
    paper: HeldPaper


DispatchEvent = (
    DispatchPacked | DispatchSent | EntryDropped | DispatchReceived | EntryFound | DispatchPaperKept
)
