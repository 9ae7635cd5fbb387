"""What a watcher (监察哨) knows of the case beside which it stands."""

from datetime import date, datetime

import msgspec

from actors.blocks.clocks.cards import ClockFacts, Level
from actors.kernel.calendar import CalendarYear
from actors.kernel.words import Title


class WatchedClock(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One clock under watch. `raised` is its highest level so far, which a card never falls below;
    `doubted` that the facts as they are now known no longer bear it; `settled` that the clock has
    stopped and its last level is on record."""

    facts: ClockFacts
    raised: Level = ""
    doubted: bool = False
    settled: bool = False


class WatchState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One case under supervision. `observed_at` is the instant of the last observation and
    `observed_seq` the number of the case's commit that told it, `wake_at` the instant of the alarm
    that is set, `blocked_on` the first day that cannot be counted while
    supervision is blocked, `calendars` notices published since the platform started.
    `closing` tells that the case was closed, `closed` that all its clocks are settled as well."""

    case: str = ""
    number: str = ""
    item: str = ""
    title: Title | None = None
    unit: str = ""
    observed_at: datetime | None = None
    observed_seq: int = 0
    clocks: tuple[WatchedClock, ...] = ()
    calendars: tuple[CalendarYear, ...] = ()
    wake_at: datetime | None = None
    blocked_on: date | None = None
    closing: bool = False
    closed: bool = False
    restricted: str = ""  # the destruction that restricts it, PIPL Art. 47
