"""What can happen to a watcher. Whatever was computed is in the event; a view needs no rules.

`highest` in an event is the highest level over all clocks of the case after it: the colour of the
case in lists. A card colours a case for good; a warning only while its clock runs.
"""

from datetime import date, datetime

from actors.blocks.clocks.cards import ClockFacts, Level
from actors.kernel.calendar import CalendarYear
from actors.kernel.turn import Event
from actors.kernel.words import Title


class Observed(Event, frozen=True, kw_only=True):
    """The clocks of the case, as its commit `seq` told them at `at`; when it is `closed`, all have
    stopped."""

    at: datetime
    seq: int = 0
    case: str
    number: str
    item: str
    title: Title | None = None
    unit: str
    clocks: tuple[ClockFacts, ...]
    closed: bool = False
    calendars: tuple[CalendarYear, ...] = ()


class LevelRaised(Event, frozen=True, kw_only=True):
    """A clock reached a higher level: a warning (预警) or a card. Only the highest card of a case
    and clock counts, so a view replaces the one before.

    `before` is the level until now, `days_over` the d that raised it, `fell_due_at` the instant
    from which it held (earlier than `at` if the platform stood still), `due` the local day on
    which the limit that it is counted against is used up (None while a pause lasts or the calendar
    ends). `counted_by` names the policy, the working time and the calendar.
    """

    at: datetime
    case: str
    number: str
    item: str
    title: Title | None = None
    unit: str
    clock: str
    started_at: datetime
    level: Level
    before: Level = ""
    days_over: int
    fell_due_at: datetime
    due: date | None = None
    highest: Level
    counted_by: str


class WarningLifted(Event, frozen=True, kw_only=True):
    """The facts changed (an extension, a pause) and the limit is far again. Cards are not lifted:
    that is for a supervisor to do."""

    at: datetime
    case: str
    number: str
    unit: str
    clock: str
    started_at: datetime
    days_over: int
    highest: Level


class CardDoubted(Event, frozen=True, kw_only=True):
    """The facts changed so that the card `level` would not be raised today, only `computed`. The
    card stands until a supervisor lowers or revokes it."""

    at: datetime
    case: str
    number: str
    unit: str
    clock: str
    started_at: datetime
    level: Level
    computed: Level
    days_over: int


class ClockSettled(Event, frozen=True, kw_only=True):
    """A clock stopped at `stopped_at`; `level` is its last."""

    at: datetime
    case: str
    number: str
    unit: str
    clock: str
    started_at: datetime
    stopped_at: datetime
    level: Level
    highest: Level


class AlarmSet(Event, frozen=True, kw_only=True):
    """The watcher sleeps until `wake_at`; None: there is nothing to wait for."""

    wake_at: datetime | None


class SupervisionBlocked(Event, frozen=True, kw_only=True):
    """An alarm to the operator: `day` has no published working-day calendar, so the clocks of this
    case cannot be counted. Tried again every day until it is published."""

    at: datetime
    case: str
    number: str
    unit: str
    day: date


class SupervisionResumed(Event, frozen=True, kw_only=True):
    """The missing calendar was published and the clocks are counted again."""

    at: datetime
    case: str
    number: str
    unit: str


class WatchEnded(Event, frozen=True, kw_only=True):
    """The case was closed and its clocks are settled; `highest` is the highest level on record."""

    at: datetime
    case: str
    number: str
    unit: str
    highest: Level


WatchEvent = (
    Observed
    | LevelRaised
    | WarningLifted
    | CardDoubted
    | ClockSettled
    | AlarmSet
    | SupervisionBlocked
    | SupervisionResumed
    | WatchEnded
)
