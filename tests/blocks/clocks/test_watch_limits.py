"""What a watcher cannot count, and whom it does not listen to."""

from datetime import date, datetime

import pytest

from actors.blocks.clocks import events as e
from actors.blocks.clocks.commands import Wake
from actors.kernel.deadlines import CHINA, start_of_day
from actors.kernel.errors import Refusal
from actors.kernel.identity import Identity
from tests.blocks.clocks.watched import NOTICE_2027, START, Watcher, case_clock, only, raised


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
