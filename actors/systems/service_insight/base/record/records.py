"""A record of a source (供数记录): what can be asked of it, what can happen to it, what is known of
it. Personal data: shown only after the read is logged."""

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec

from actors.kernel.identifiers import mask_name, mask_number
from actors.kernel.turn import Command, Event
from actors.systems.service_insight.base.linking import Comparison, Match
from actors.systems.service_insight.base.said import Said, Version

SOURCE_RECORD = "source_record"
Phase = Literal["", "received", "candidate", "linked", "new"]
"""待比对, 待核实, 已归并到登记, 已新建登记."""
PHASES: tuple[Phase, ...] = ("received", "candidate", "linked", "new")
Outcome = Literal["received", "updated", "late", "unchanged"]
"""What became of a version: it waits to be compared, is the latest of a record that has its entry,
came after a later one, was there before."""
Key = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Seq = Annotated[int, msgspec.Meta(ge=1, le=10**15)]
Why = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
EntryId = Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9_-]{1,60}$")]
Digest = Annotated[str, msgspec.Meta(max_length=40)]


class SourceRecord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A record of `source`, whose supplier is `unit`, known there by `key`. `blocks` are keyed
    digests by which others like it are found; `entry` is the one it was linked to, for ever, which
    may be an alias by now; `matches` the likeliest first; `account` the person's own, "" while he
    has none here."""

    phase: Phase = ""
    source: str = ""
    unit: str = ""
    key: str = ""
    versions: tuple[Version, ...] = ()
    blocks: tuple[str, ...] = ()
    matches: tuple[Match, ...] = ()
    entry: str = ""
    decided_by: str = ""
    reason: str = ""
    since: datetime | None = None
    due: date | None = None
    account: str = ""

    @property
    def said(self) -> Said:
        """What it says by its highest number."""
        return self.versions[-1].said if self.versions else Said()

    @property
    def masked_name(self) -> str:
        """The name with its first character alone."""
        return mask_name(self.said.name)

    @property
    def masked_number(self) -> str:
        """The identity number, masked."""
        return mask_number(self.said.id_number)

    @property
    def probability(self) -> float | None:
        """That of the likeliest entry; None: there is none like it."""
        return round(self.matches[0].probability, 6) if self.matches else None


class Payload(msgspec.Struct, frozen=True, kw_only=True):
    """What comes with one delivery of a record: `seq` is its number at the source, higher with
    every change there; `observed_on` the local day on which it was so."""

    key: Key
    seq: Seq
    observed_on: date
    valid_from: date | None = None
    valid_to: date | None = None
    said: Said


class ReceiveRecord(Payload, Command, frozen=True, kw_only=True):
    """Take a version of a record in (归集); `blocks` are made by the platform."""

    blocks: Annotated[tuple[Digest, ...], msgspec.Meta(max_length=10)] = ()


class CompareRecord(Command, frozen=True, kw_only=True):
    """Platform: the entries that the record was compared with (自动比对)."""

    compared: Annotated[tuple[Comparison, ...], msgspec.Meta(max_length=50)] = ()


class LinkRecord(Command, frozen=True, kw_only=True):
    """It is of the person of an entry (归并到登记)."""

    entry: EntryId
    reason: Why


class SetApart(Command, frozen=True, kw_only=True):
    """It is of nobody who has an entry (另立登记)."""

    reason: Why


class ClaimRecord(Command, frozen=True, kw_only=True):
    """Platform: the person of its entry has this account."""

    account: str


class RecordReceived(Event, frozen=True, kw_only=True):
    at: datetime
    source: str
    unit: str
    key: str
    version: Version
    blocks: tuple[str, ...] = ()


class RecordCompared(Event, frozen=True, kw_only=True):
    """`entry` is what it was linked to, "" while a steward is to decide by the local day `due`."""

    at: datetime
    phase: Phase
    matches: tuple[Match, ...] = ()
    entry: str = ""
    due: date | None = None


class CandidateDecided(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    phase: Phase
    entry: str
    reason: str


class RecordClaimed(Event, frozen=True, kw_only=True):
    at: datetime
    account: str


SourceRecordEvent = RecordReceived | RecordCompared | CandidateDecided | RecordClaimed
