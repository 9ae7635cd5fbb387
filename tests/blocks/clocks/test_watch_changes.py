"""A watcher whose facts change: pauses, extensions, corrections, and news that comes late."""

from datetime import timedelta

import pytest

from actors.blocks.clocks import events as e
from actors.blocks.clocks.cards import ClockFacts
from actors.blocks.clocks.commands import Wake
from actors.kernel.identity import CLOCK
from tests.blocks.clocks.watched import START, Watcher, case_clock, march, only, raised


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
