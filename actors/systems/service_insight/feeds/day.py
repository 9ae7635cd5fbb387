"""A day of a source (供数日): what it says that it has, what came of it, and the count of both."""

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec

from actors.kernel.turn import Command, Event
from actors.systems.service_insight.feeds.feed import SourceCode

SUPPLY_DAY = "supply_day"
Phase = Literal["", "open", "gap", "reconciled"]
"""未对账, 有缺口, 已对平."""
PHASES: tuple[Phase, ...] = ("open", "gap", "reconciled")
MOST = 10_000  # ids of one day
Key = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Keys = Annotated[tuple[Key, ...], msgspec.Meta(max_length=MOST)]


class SupplyDay(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The local day `day` of `source`: the ids that it `declared`, None before, and those that
    were `delivered`. `gap` lacks here, `strange` is here and unknown there, once it was counted.
    `arrived_on` is the last local day on which something came."""

    phase: Phase = ""
    source: str = ""
    unit: str = ""
    day: date | None = None
    declared: tuple[str, ...] | None = None
    delivered: tuple[str, ...] = ()
    arrived_on: date | None = None
    gap: tuple[str, ...] = ()
    strange: tuple[str, ...] = ()
    in_source: int = 0
    in_library: int = 0
    since: datetime | None = None


def day_id(source: str, day: date) -> str:
    """Return the id of a day of a source."""
    return f"{source}~{day.isoformat()}"


class NoteDelivery(Command, frozen=True, kw_only=True):
    """Platform: the record `key` of the day came. That it came before changes nothing."""

    source: SourceCode
    unit: str
    day: date
    key: Key


class DeclareDay(Command, frozen=True, kw_only=True):
    """Say which ids the source has of the day (申报当日清单); said again, the last one holds."""

    source: SourceCode
    day: date
    ids: Keys


class CountDay(Command, frozen=True, kw_only=True):
    """Clock: count, at six in the morning of the day after."""


class DeliveryNoted(Event, frozen=True, kw_only=True):
    at: datetime
    source: str
    unit: str
    day: date
    key: str
    on: date


class DayDeclared(Event, frozen=True, kw_only=True):
    at: datetime
    source: str
    unit: str
    day: date
    ids: tuple[str, ...]


class DayCounted(Event, frozen=True, kw_only=True):
    at: datetime
    phase: Phase
    in_source: int
    in_library: int
    gap: tuple[str, ...] = ()
    strange: tuple[str, ...] = ()


DayEvent = DeliveryNoted | DayDeclared | DayCounted
