"""A service record (办件归集): a case or licence of a case system, as its source says (SDB-10)."""

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec

from actors.kernel.turn import Command, Event
from actors.systems.service_insight.feeds.day import Key
from actors.systems.service_insight.feeds.feed import SourceCode

SERVICE_RECORD = "service_record"
Phase = Literal["", "held"]
PHASES: tuple[Phase, ...] = ("held",)
What = Literal["case", "licence"]
"""办件, 证照."""
Outcome = Literal["new", "updated", "late", "unchanged"]
"""It is the first of its key, the latest, came after a later one, was there before."""
Line = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]


class Content(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a source says of a case or licence: `day` is the local day on which it is counted
    there, `subject` the unified social credit code (统一社会信用代码) of whom it is of or the id
    of an entry of the base library, `name` what an organisation is called; of persons nothing but
    that id is taken."""

    day: date
    what: What
    number: Line
    item: Line
    status: Line
    subject: Annotated[str, msgspec.Meta(max_length=60)] = ""
    name: Annotated[str, msgspec.Meta(max_length=100)] = ""


class ServiceVersion(msgspec.Struct, frozen=True, kw_only=True):
    """What was said with the number `seq`, and when that came."""

    seq: int
    content: Content
    recorded_at: datetime


class ServiceRecord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A case or licence of `source`, whose supplier is `unit`, known there by `key`; `versions` by
    their numbers."""

    phase: Phase = ""
    source: str = ""
    unit: str = ""
    key: str = ""
    versions: tuple[ServiceVersion, ...] = ()

    @property
    def content(self) -> Content | None:
        """What it says by its highest number."""
        return self.versions[-1].content if self.versions else None


class ServicePayload(Content, frozen=True, kw_only=True):
    """What comes with one delivery: `seq` is higher with every change at the source."""

    key: Key
    seq: Annotated[int, msgspec.Meta(ge=1, le=10**15)]


class ReceiveService(ServicePayload, Command, frozen=True, kw_only=True):
    """Take a version in (归集办件)."""

    source: SourceCode


class ServiceReceived(Event, frozen=True, kw_only=True):
    at: datetime
    source: str
    unit: str
    key: str
    version: ServiceVersion
