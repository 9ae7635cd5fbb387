"""A watcher and the clocks that it is told of, for tests to drive."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import msgspec

from actors import scan
from actors.blocks.clocks import events as e
from actors.blocks.clocks.cards import ClockFacts
from actors.blocks.clocks.commands import Observe, Wake, WatchCommand
from actors.blocks.clocks.events import WatchEvent
from actors.blocks.clocks.kind import watcher_kind
from actors.blocks.clocks.state import WatchState
from actors.kernel.alarms import Reminder
from actors.kernel.calendar import CalendarYear
from actors.kernel.deadlines import CHINA
from actors.kernel.identity import CLOCK, PLATFORM, Identity
from actors.kernel.library import Library
from actors.kernel.turn import Turn
from actors.kernel.words import Title
from actors.place.calendars.load import load_calendar

LIBRARY = Library(scan.load(), load_calendar())
KIND = watcher_kind(LIBRARY)
START = datetime(2026, 3, 2, 10, tzinfo=CHINA)  # a Monday; no holiday in March 2026
NOTICE_2027 = CalendarYear(
    year=2027, version=1, source="the notice", published=True, closed=(date(2027, 1, 1),)
)


def march(day: int, hour: int = 10, second: int = 1) -> datetime:
    return datetime(2026, 3, day, hour, 0, second, tzinfo=CHINA).astimezone(UTC)


def case_clock(**changes: object) -> ClockFacts:
    facts = ClockFacts(name="case", started_at=START, promised=7, statutory=10)
    return msgspec.structs.replace(facts, **changes)


class Watcher:
    """A watcher that is driven by hand: what it wrote, and the alarm that is set."""

    def __init__(self) -> None:
        self.state = KIND.initial("watcher:c1")
        self.events: list[WatchEvent] = []
        self.alarm: Reminder | None = None

    def tell(self, command: WatchCommand, now: datetime, by: Identity) -> list[WatchEvent]:
        turn: Turn[WatchState] = Turn(
            "watcher:c1", self.state, KIND.evolve, now=now, by=by, command_id="x"
        )
        KIND.decide(turn, command)
        self.state = turn.state
        for reminder in turn.reminders:
            self.alarm = reminder if reminder.at is not None else None
        written = msgspec.convert(
            [msgspec.to_builtins(event, builtin_types=(datetime,)) for event in turn.events],
            list[WatchEvent],
            builtin_types=(datetime,),
        )
        assert written == turn.events  # what is stored is what was decided
        self.events += written
        return written

    def observe(
        self,
        *clocks: ClockFacts,
        at: datetime,
        now: datetime | None = None,
        closed: bool = False,
        seq: int = 0,
        calendars: tuple[CalendarYear, ...] = (),
    ) -> list[WatchEvent]:
        command = Observe(
            case="c1",
            number="N1",
            item="SPJY-01",
            title=Title("食品经营许可", "Food business licence"),
            unit="market_supervision",
            clocks=clocks,
            at=at,
            seq=seq,
            closed=closed,
            calendars=calendars,
        )
        return self.tell(command, now or at, PLATFORM)

    def ring(self, late: timedelta = timedelta()) -> list[WatchEvent]:
        """Let the alarm that is set ring, `late` after its time."""
        assert self.alarm is not None and self.alarm.at is not None
        alarm, self.alarm = self.alarm, None
        command = msgspec.convert(alarm.command, Wake, builtin_types=(datetime,))
        return self.tell(command, alarm.at + late, CLOCK)

    def ring_until_silent(self) -> None:
        while self.alarm is not None:
            self.ring()


def raised(events: Iterable[WatchEvent]) -> list[tuple[str, str, datetime]]:
    return [(x.clock, x.level, x.at) for x in events if isinstance(x, e.LevelRaised)]


def only(events: list[WatchEvent], kind: type) -> list[WatchEvent]:
    return [event for event in events if isinstance(event, kind)]
