"""A supply channel (供数通道): what can be asked of it, what can happen to it, what is known."""

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec

from actors.kernel.turn import Command, Event
from actors.systems.service_insight.timeliness import share

SUPPLY_FEED = "supply_feed"
Phase = Literal["", "on_time", "late", "failing"]
"""按时, 逾期, 中断."""
PHASES: tuple[Phase, ...] = ("on_time", "late", "failing")
SourceCode = Annotated[str, msgspec.Meta(pattern="^[a-z0-9_]{2,40}$")]
Cycle = Annotated[int, msgspec.Meta(ge=1, le=260)]
Contract = Annotated[int, msgspec.Meta(ge=1, le=9999)]
_PERIODS = 12  # that freshness is reckoned of
_DAYS = 31  # that coverage is reckoned of


class Period(msgspec.Struct, frozen=True):
    """A cycle: something was to come by the local day `due`; it came, so many working days late."""

    due: date
    came: date
    late: int


class Counted(msgspec.Struct, frozen=True):
    """A day that was counted: how many ids the source names, and how many of these are here."""

    day: date
    in_source: int
    in_library: int
    reconciled: bool


class SupplyFeed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The channel of `source`, which `unit` supplies by version `contract` of the agreement at
    least every `cycle` working days: next by the local day `due`. `periods` and `counted` are the
    latest, the last one last."""

    phase: Phase = ""
    source: str = ""
    title: str = ""
    unit: str = ""
    contract: int = 0
    cycle: int = 0
    since: datetime | None = None
    due: date | None = None
    last: date | None = None
    periods: tuple[Period, ...] = ()
    counted: tuple[Counted, ...] = ()

    @property
    def freshness(self) -> float | None:
        """The part of the latest periods that came in time; None: there was none yet."""
        return share(sum(not each.late for each in self.periods), len(self.periods))

    @property
    def coverage(self) -> float | None:
        """The part of what the source named on its latest days that is in the library."""
        named = sum(each.in_source for each in self.counted)
        return share(sum(each.in_library for each in self.counted), named)

    @property
    def reconciled_day(self) -> date | None:
        """The last day of which both have the same."""
        return max((each.day for each in self.counted if each.reconciled), default=None)


def with_period(periods: tuple[Period, ...], period: Period) -> tuple[Period, ...]:
    """Return the latest periods with one more."""
    return (*periods, period)[-_PERIODS:]


def with_counted(counted: tuple[Counted, ...], one: Counted) -> tuple[Counted, ...]:
    """Return the latest days with what was counted of one, in the place of what was known of it."""
    known = {each.day: each for each in (*counted, one)}
    return tuple(known[day] for day in sorted(known))[-_DAYS:]


class DeclareFeed(Command, frozen=True, kw_only=True):
    """Declare the channel of a source (登记供数通道); its code is its name for ever."""

    source: SourceCode
    title: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
    unit: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
    contract: Contract
    cycle: Cycle


class ChangeFeed(Command, frozen=True, kw_only=True):
    """Note another version of the agreement (变更供数约定). The cycle under way ends as it was."""

    contract: Contract
    cycle: Cycle


class NoteDelivered(Command, frozen=True, kw_only=True):
    """Platform: something came on the local day `on`."""

    on: date


class NoteCounted(Command, frozen=True, kw_only=True):
    """Platform: a day was counted."""

    counted: Counted


class CheckFeed(Command, frozen=True, kw_only=True):
    """Clock: is anything overdue?"""


class FeedDeclared(Event, frozen=True, kw_only=True):
    at: datetime
    source: str
    title: str
    unit: str
    contract: int
    cycle: int
    due: date


class FeedChanged(Event, frozen=True, kw_only=True):
    at: datetime
    contract: int
    cycle: int


class FeedDelivered(Event, frozen=True, kw_only=True):
    """`due` is when the next has to come."""

    at: datetime
    period: Period
    due: date


class FeedOverdue(Event, frozen=True, kw_only=True):
    at: datetime
    phase: Phase
    late: int


class FeedCounted(Event, frozen=True, kw_only=True):
    at: datetime
    counted: Counted


FeedEvent = FeedDeclared | FeedChanged | FeedDelivered | FeedOverdue | FeedCounted
