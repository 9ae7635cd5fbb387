"""The alarms in memory: each once, the oldest first, never more than there is room for."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from actors.runtime.upcoming import Upcoming
from storage.reminders import Alarm

START = datetime(2026, 3, 2, tzinfo=UTC)


def alarm(number: int, second: int = 0) -> Alarm:
    return Alarm(f"ledger:{number}", "a", number % 4, START + timedelta(seconds=second), {})


def popped(upcoming: Upcoming, second: int) -> list[Alarm]:
    found: list[Alarm] = []
    while (each := upcoming.pop(START + timedelta(seconds=second))) is not None:
        found.append(each)
    return found


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 20)), max_size=50))
def test_each_comes_once_and_the_oldest_first(pairs: list[tuple[int, int]]) -> None:
    upcoming = Upcoming(100)
    for number, second in pairs:
        upcoming.add(alarm(number, second), indexed=True)

    found = popped(upcoming, 10)

    assert [each.due for each in found] == sorted(each.due for each in found)
    assert len(found) == len({pair for pair in pairs if pair[1] <= 10})
    assert len(upcoming) == len(set(pairs))  # what was popped is known until it is forgotten


def test_there_is_room_for_so_many_whatever_becomes_of_them() -> None:
    upcoming = Upcoming(3)
    for number in range(5):
        upcoming.add(alarm(number), indexed=True)
    assert len(popped(upcoming, 0)) == 3
    upcoming.add(alarm(9), indexed=True)
    assert popped(upcoming, 0) == []

    upcoming.forget([alarm(0)])
    upcoming.add(alarm(9), indexed=True)

    assert popped(upcoming, 0) == [alarm(9)]


def test_what_the_index_may_lack_is_handed_over() -> None:
    upcoming = Upcoming(10)
    for number in range(8):
        upcoming.add(alarm(number), indexed=number < 2)
    upcoming.add(alarm(6), indexed=True)  # a scan has seen it since

    lacking = upcoming.take_unindexed(lambda each: each.shard == 2)

    assert lacking == [alarm(2)]
    assert upcoming.take_unindexed(lambda each: each.shard == 3) == [alarm(3), alarm(7)]
    assert [each.shard for each in popped(upcoming, 0)] == [0, 1, 0, 1]
