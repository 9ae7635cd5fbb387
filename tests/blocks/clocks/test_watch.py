"""监察哨: wakes by its alarm alone, raises each level once, never drops a card in silence."""

from datetime import date, timedelta

import msgspec
import pytest

from actors.blocks.clocks import events as e
from actors.blocks.clocks.cards import ClockFacts
from actors.blocks.clocks.commands import Wake
from actors.kernel.calendar import Calendar
from actors.kernel.identity import CLOCK
from actors.kernel.words import Title
from tests.blocks.clocks.watched import LIBRARY, START, Watcher, case_clock, march, only, raised


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
        counted_by=f"national.2 standard.1@{LIBRARY[Calendar].version}",
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


def test_the_colour_of_a_case_is_that_of_its_worst_clock() -> None:
    watcher = Watcher()
    special = ClockFacts(name="special", started_at=START, promised=1, statutory=1)
    watcher.observe(case_clock(promised=15, statutory=20), special, at=START)
    for _ in range(3):
        watcher.ring()

    events = watcher.observe(case_clock(promised=1, statutory=20), special, at=march(5))

    assert [x.highest for x in watcher.events if isinstance(x, e.LevelRaised)] == [
        "warning",
        "yellow",
        "red",
        "red",
    ]
    assert raised(events) == [("case", "yellow", march(5))]
