"""Clocks of any kind that are counted by dates: their levels, their pauses, their watchers."""

from datetime import UTC, date, datetime

from msgspec.structs import replace

from actors.blocks.clocks import events as e
from actors.blocks.clocks.cards import ClockFacts, Mark, days_over, level, next_threshold
from actors.blocks.clocks.commands import Observe
from actors.blocks.clocks.load import load_card_policies, load_work_tables
from actors.blocks.clocks.watching import Subject, follow, of_another_kind, watched_by, watcher_of
from actors.kernel.calendar import Calendar
from actors.kernel.deadlines import CHINA, start_of_day
from actors.kernel.identity import PLATFORM
from actors.kernel.turn import Turn
from tests.blocks.clocks.watched import LIBRARY, Watcher, raised

TIME = load_work_tables(LIBRARY[Calendar]).of("housing_construction")
POLICY = load_card_policies()["national"]
REPLY = ClockFacts(
    name="reply",
    started_at=datetime(2026, 3, 2, 9, tzinfo=CHINA).astimezone(UTC),
    due=date(2026, 6, 2),
    marks=(
        Mark("warning", date(2026, 5, 23)),
        Mark("yellow", date(2026, 6, 3)),
        Mark("red", date(2026, 6, 12)),
    ),
)


def noon(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 12, tzinfo=CHINA).astimezone(UTC)


def test_a_level_holds_from_the_beginning_of_its_local_day() -> None:
    due = [start_of_day(mark.on) for mark in REPLY.marks]

    assert [level(REPLY, at, POLICY, TIME) for at in due] == ["warning", "yellow", "red"]
    assert level(REPLY, noon(5, 22), POLICY, TIME) == ""
    assert days_over(REPLY, noon(6, 3), "promised", TIME) == 1
    assert days_over(REPLY, noon(5, 23), "promised", TIME) == -10


def test_the_next_level_is_known_years_ahead_without_a_calendar() -> None:
    later = replace(REPLY, due=date(2036, 12, 31), marks=(Mark("red", date(2037, 1, 1)),))

    assert next_threshold(later, noon(3, 2), POLICY, TIME) == (
        start_of_day(date(2037, 1, 1)),
        "red",
    )


def test_a_clock_that_stands_still_raises_nothing() -> None:
    frozen = replace(REPLY, pauses=((noon(5, 1), None),))

    assert level(frozen, noon(7, 1), POLICY, TIME) == ""
    assert next_threshold(frozen, noon(7, 1), POLICY, TIME) is None


def test_a_pause_that_is_over_is_in_the_date_already() -> None:
    moved = replace(REPLY, pauses=((noon(3, 10), noon(3, 17)),))

    assert level(moved, noon(6, 3), POLICY, TIME) == "yellow"


def test_a_clock_that_stopped_keeps_its_level() -> None:
    stopped = replace(REPLY, stopped_at=noon(6, 4))

    assert level(stopped, noon(12, 1), POLICY, TIME) == "yellow"
    assert next_threshold(stopped, noon(12, 1), POLICY, TIME) is None


def test_a_watcher_raises_each_level_of_a_dated_clock_on_its_day() -> None:
    watcher = Watcher()
    watcher.observe(REPLY, at=noon(3, 2))
    watcher.ring_until_silent()

    assert raised(watcher.events) == [
        ("reply", mark.level, start_of_day(mark.on)) for mark in REPLY.marks
    ]
    assert [x.due for x in watcher.events if isinstance(x, e.LevelRaised)] == [REPLY.due] * 3


def turn(key: str = "handling:h1") -> Turn[None]:
    return Turn(key, None, lambda s, _: s, now=noon(3, 2), by=PLATFORM, command_id="x", seq=4)


def test_an_entity_of_any_kind_tells_its_watcher_of_what_changed() -> None:
    subject = Subject(number="20260001", item="handling", unit="housing", clocks=(REPLY,))
    telling, silent = turn(), turn()
    follow(telling, None, subject)
    follow(silent, subject, subject)
    follow(silent, None, None)

    (message,) = telling.messages
    assert message.key == "watcher:handling.h1"
    assert message.command["type"] == Observe.__name__
    assert (message.command["case"], message.command["seq"]) == ("h1", 4)
    assert silent.messages == []


def test_watchers_of_cases_keep_the_ids_of_their_cases() -> None:
    assert watcher_of("case:7f3a") == "watcher:7f3a"
    of_case = {"kind": "watcher", "key": "watcher:7f3a"}
    of_other = {"kind": "watcher", "key": watcher_of("handling:7f3a")}

    assert (of_another_kind(of_case), of_another_kind(of_other)) == (False, True)
    assert watched_by(of_other, "handling") == "7f3a"
    assert watched_by(of_other, "suggestion") == watched_by(of_case, "handling") == ""
