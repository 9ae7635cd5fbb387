"""监察哨: wakes by its alarm alone, raises each level once, never drops a card in silence."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from actors.calendars.load import load_calendar
from actors.kernel.alarms import Reminder
from actors.kernel.calendar import CalendarYear
from actors.kernel.cards import ClockFacts
from actors.kernel.deadlines import CHINA, start_of_day
from actors.kernel.errors import Refusal
from actors.kernel.identity import CLOCK, PLATFORM, Identity
from actors.kernel.library import Library
from actors.kernel.turn import Turn
from actors.kernel.watch import events as e
from actors.kernel.watch.commands import Observe, Wake, WatchCommand
from actors.kernel.watch.events import WatchEvent
from actors.kernel.watch.state import WatchState
from actors.kernel.words import Title
from actors.watcher import watcher_kind

LIBRARY = Library(systems={}, items={}, units={}, places={}, calendar=load_calendar())
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


@pytest.mark.feature("SUP-03", "SUP-04")
def test_a_watcher_wakes_for_each_level_and_then_sleeps_for_ever() -> None:
    watcher = Watcher()

    watcher.observe(case_clock(), at=START)
    watcher.ring_until_silent()

    assert raised(watcher.events) == [
        ("case", "warning", march(6)),
        ("case", "yellow", march(11)),
        ("case", "red", march(16)),
    ]
    assert watcher.state.wake_at is None


def test_a_card_carries_what_a_view_shows() -> None:
    watcher = Watcher()
    watcher.observe(case_clock(), at=START)
    watcher.ring()
    events = watcher.ring(late=timedelta(minutes=5))

    assert events[0] == e.LevelRaised(
        at=march(11) + timedelta(minutes=5),
        case="c1",
        number="N1",
        item="SPJY-01",
        title=Title("食品经营许可", "Food business licence"),
        unit="market_supervision",
        clock="case",
        started_at=START,
        level="yellow",
        before="warning",
        days_over=1,
        fell_due_at=march(11),
        due=date(2026, 3, 11),
        highest="yellow",
        counted_by=f"national.1 standard.1@{LIBRARY.calendar.version}",
    )


def test_a_platform_that_stood_still_raises_the_highest_level_at_once() -> None:
    watcher = Watcher()
    watcher.observe(case_clock(), at=START)

    events = watcher.ring(late=timedelta(days=30))

    assert [(x.level, x.before) for x in events if isinstance(x, e.LevelRaised)] == [("red", "")]
    assert watcher.alarm is None


def test_a_late_decision_is_carded_although_no_alarm_rang() -> None:
    watcher = Watcher()
    watcher.observe(case_clock(), at=START)

    events = watcher.observe(case_clock(stopped_at=march(12)), at=march(12), closed=True)

    assert raised(events) == [("case", "yellow", march(12))]
    assert [type(x) for x in events[-3:]] == [e.ClockSettled, e.WatchEnded, e.AlarmSet]
    assert watcher.alarm is None
    assert watcher.state.closed


def test_a_case_decided_in_time_ends_without_a_card() -> None:
    watcher = Watcher()
    watcher.observe(case_clock(), at=START)
    set_alarm = watcher.state.wake_at

    events = watcher.observe(case_clock(stopped_at=march(4)), at=march(4), closed=True)
    late = watcher.tell(Wake(at=set_alarm or START), march(6), CLOCK)

    (ended,) = only(events, e.WatchEnded)
    assert raised(watcher.events) == []
    assert isinstance(ended, e.WatchEnded) and ended.highest == ""
    assert late == []


def test_a_warning_colours_a_case_only_while_the_clock_runs() -> None:
    watcher = Watcher()
    watcher.observe(case_clock(), at=START)
    watcher.ring()

    events = watcher.observe(case_clock(stopped_at=march(9)), at=march(9), closed=True)

    (settled,) = only(events, e.ClockSettled)
    (ended,) = only(events, e.WatchEnded)
    assert isinstance(settled, e.ClockSettled) and isinstance(ended, e.WatchEnded)
    assert (settled.level, settled.highest, ended.highest) == ("warning", "", "")


def test_a_card_colours_a_case_for_good() -> None:
    watcher = Watcher()
    special = ClockFacts(name="special", started_at=START, promised=1, statutory=1)
    watcher.observe(case_clock(), special, at=START)
    watcher.ring()
    watcher.ring()
    stopped = msgspec.structs.replace(special, stopped_at=march(5))

    events = watcher.observe(case_clock(), stopped, at=march(5))

    (settled,) = only(events, e.ClockSettled)
    assert isinstance(settled, e.ClockSettled)
    assert (settled.level, settled.highest) == ("red", "red")


def test_an_alarm_that_was_replaced_does_nothing() -> None:
    watcher = Watcher()
    watcher.observe(case_clock(), at=START)
    first = watcher.state.wake_at
    watcher.observe(case_clock(pauses=((march(3), None),)), at=march(3))

    assert first is not None
    assert watcher.alarm is None  # standing still, there is nothing to wait for
    assert watcher.tell(Wake(at=first), first, CLOCK) == []


def test_a_pause_moves_the_alarm_and_the_resumed_clock_is_watched_on() -> None:
    watcher = Watcher()
    watcher.observe(case_clock(), at=START)
    watcher.observe(case_clock(pauses=((march(3, second=0), None),)), at=march(3))
    watcher.observe(case_clock(pauses=((march(3, second=0), march(5, second=0)),)), at=march(5))

    assert watcher.state.wake_at == march(10)


def test_a_level_is_raised_once_however_often_the_case_is_observed() -> None:
    watcher = Watcher()
    watcher.observe(case_clock(), at=START)
    watcher.ring()
    for minute in range(3):
        watcher.observe(case_clock(), at=march(6) + timedelta(minutes=minute))

    assert len(raised(watcher.events)) == 1
    assert watcher.alarm is not None and watcher.alarm.at == march(11)


def test_a_warning_is_lifted_when_the_limit_is_extended() -> None:
    watcher = Watcher()
    watcher.observe(case_clock(), at=START)
    watcher.ring()

    events = watcher.observe(case_clock(promised=17, statutory=20), at=march(9))

    (lifted,) = only(events, e.WarningLifted)
    assert isinstance(lifted, e.WarningLifted) and lifted.highest == ""
    watcher.ring()
    assert raised(watcher.events)[-1] == ("case", "warning", march(20))


def test_a_card_is_never_dropped_when_the_facts_change_afterwards() -> None:
    watcher = Watcher()
    watcher.observe(case_clock(), at=START)
    watcher.ring()
    watcher.ring()
    pause = (march(3, second=0), march(10, second=0))

    events = watcher.observe(case_clock(pauses=(pause,)), at=march(12))
    again = watcher.observe(case_clock(pauses=(pause,)), at=march(12, 11))

    (doubted,) = only(events, e.CardDoubted)
    assert isinstance(doubted, e.CardDoubted)
    assert (doubted.level, doubted.computed) == ("yellow", "")
    assert only(again, e.CardDoubted) == []
    assert watcher.state.clocks[0].raised == "yellow"
    watcher.ring_until_silent()
    assert [level for _, level, _ in raised(watcher.events)] == ["warning", "yellow", "red"]


def test_the_colour_of_a_case_is_that_of_its_worst_clock() -> None:
    watcher = Watcher()
    special = ClockFacts(name="special", started_at=START, promised=1, statutory=1)
    watcher.observe(case_clock(promised=15, statutory=20), special, at=START)
    watcher.ring()
    watcher.ring()

    events = watcher.observe(case_clock(promised=1, statutory=20), special, at=march(5))

    assert [x.highest for x in watcher.events if isinstance(x, e.LevelRaised)] == [
        "warning",
        "yellow",
        "red",
        "red",
    ]
    assert raised(events) == [("case", "yellow", march(5))]


def test_a_second_special_procedure_is_watched_afresh() -> None:
    watcher = Watcher()
    first = ClockFacts(
        name="special", started_at=START, promised=1, statutory=1, stopped_at=march(5)
    )
    second = ClockFacts(name="special", started_at=march(9), promised=4, statutory=4)
    watcher.observe(first, at=march(5))

    watcher.observe(first, second, at=march(9))
    events = watcher.ring()

    assert [(x.level, x.before) for x in events if isinstance(x, e.LevelRaised)] == [
        ("warning", "")
    ]


def test_a_clock_that_the_case_no_longer_names_has_stopped() -> None:
    watcher = Watcher()
    special = ClockFacts(name="special", started_at=START, promised=5, statutory=5)
    watcher.observe(case_clock(), special, at=START)

    events = watcher.observe(case_clock(), at=march(3))

    (settled,) = only(events, e.ClockSettled)
    assert isinstance(settled, e.ClockSettled)
    assert (settled.clock, settled.stopped_at) == ("special", march(3))


def test_an_observation_that_comes_late_changes_nothing() -> None:
    watcher = Watcher()
    watcher.observe(case_clock(pauses=((march(3), None),)), at=march(3))

    assert watcher.observe(case_clock(), at=START, now=march(4)) == []
    assert watcher.alarm is None


@pytest.mark.parametrize(("seq", "taken"), [(1, False), (3, True)])
def test_of_two_observations_that_of_the_later_commit_counts_whatever_the_clock_said(
    seq: int, taken: bool
) -> None:
    watcher = Watcher()
    watcher.observe(case_clock(), at=march(9), seq=2)

    watcher.observe(
        case_clock(stopped_at=march(3)), at=march(3), now=march(9), seq=seq, closed=True
    )

    assert watcher.state.closed == taken
    assert (watcher.alarm is None) == taken


@pytest.mark.feature("SUP-03")
def test_a_missing_calendar_is_an_alarm_to_the_operator_and_not_silence() -> None:
    start = datetime(2026, 12, 28, 10, tzinfo=CHINA)
    watcher = Watcher()
    watcher.observe(case_clock(started_at=start, promised=9, statutory=10), at=start)
    assert watcher.state.wake_at == start_of_day(date(2027, 1, 1))

    events = watcher.ring()
    every_day = [watcher.ring() for _ in range(2)]

    (blocked,) = only(events, e.SupervisionBlocked)
    assert isinstance(blocked, e.SupervisionBlocked)
    assert (blocked.day, blocked.number) == (date(2027, 1, 1), "N1")
    assert [only(each, e.SupervisionBlocked) for each in every_day] == [[], []]
    assert watcher.state.wake_at == start_of_day(date(2027, 1, 4))


def test_a_published_calendar_ends_the_silence_of_a_blocked_watcher() -> None:
    start = datetime(2026, 12, 21, 10, tzinfo=CHINA)
    facts = case_clock(started_at=start, promised=9, statutory=14)
    watcher = Watcher()
    watcher.observe(facts, at=start)
    watcher.ring()
    watcher.ring()
    january = datetime(2027, 1, 6, 12, tzinfo=CHINA)

    events = watcher.observe(facts, at=january, calendars=(NOTICE_2027,))

    assert only(events, e.SupervisionResumed) != []
    assert [level for _, level, _ in raised(events)] == ["yellow"]
    assert watcher.state.blocked_on is None
    watcher.ring_until_silent()
    assert raised(watcher.events)[-1][1] == "red"


def test_a_closed_case_that_cannot_be_counted_is_not_let_go() -> None:
    start = datetime(2026, 12, 28, 10, tzinfo=CHINA)
    january = datetime(2027, 1, 20, 10, tzinfo=CHINA)
    facts = case_clock(started_at=start, stopped_at=january)
    watcher = Watcher()
    watcher.observe(facts, at=january, closed=True)
    assert not watcher.state.closed
    assert only(watcher.events, e.SupervisionBlocked) != []

    watcher.observe(facts, at=january, closed=True, calendars=(NOTICE_2027,))

    assert watcher.state.closed
    assert [level for _, level, _ in raised(watcher.events)] == ["red"]


def test_only_the_platform_may_speak_to_a_watcher() -> None:
    supervisor = Identity("staff:s1", ("supervisor",), "discipline_inspection")
    watcher = Watcher()

    with pytest.raises(Refusal, match=r"watch\.platform_only") as caught:
        watcher.tell(Wake(at=START), START, supervisor)

    assert caught.value.kind == "forbidden"


def test_an_unknown_policy_is_refused_by_name() -> None:
    with pytest.raises(Refusal, match=r"watch\.policy_unknown"):
        Watcher().observe(case_clock(policy="atlantis"), at=START)
