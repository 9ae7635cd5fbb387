"""What can be asked of a watcher (监察哨). Cases send `Observe`; its own alarm sends `Wake`."""

from datetime import date, datetime

from actors.blocks.clocks.cards import ClockFacts, Level
from actors.kernel.calendar import CalendarYear
from actors.kernel.turn import Command
from actors.kernel.words import Title


class Observe(Command, frozen=True, kw_only=True):
    """Take note of a case under supervision: sent by the case whenever its clocks change.

    `clocks` are all clocks of the case as they stand, stopped ones included; one that is left out
    counts as stopped at `at`. `at` is the instant of the change, and `seq` the number of the case's
    commit that told it: an observation of an earlier commit than the last one is ignored. (Those
    of earlier releases have no number, and go by `at`.) `unit` is answerable for the case now.
    `calendars` are notices published since the platform started, to be counted with from now on.
    """

    case: str
    number: str
    item: str
    title: Title | None = None
    unit: str
    clocks: tuple[ClockFacts, ...]
    at: datetime
    seq: int = 0
    closed: bool = False
    calendars: tuple[CalendarYear, ...] = ()


class Wake(Command, frozen=True, kw_only=True):
    """Clock: the instant `at` was reached, for which the alarm was set. One that has been replaced
    since does nothing."""

    at: datetime


class TellLevel(Command, frozen=True, kw_only=True):
    """Sent by a watcher to its case: a clock has reached a higher level, so those whom it concerns
    are told (SUP-05). `unit` is answerable, `due` the day on which the limit is used up."""

    clock: str
    level: Level
    unit: str
    due: date | None = None


WatchCommand = Observe | Wake
