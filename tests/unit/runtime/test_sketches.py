"""The hottest and the slowest, in a bounded space."""

from collections import Counter
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from actors.runtime.sketches import Frequent, HotEntity, Slowest, SlowTurn

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def slow(seconds: float) -> SlowTurn:
    return SlowTurn(seconds, NOON, f"case:{seconds}", "Submit")


def take(slowest: Slowest, seconds: float, now: float = 0.0) -> None:
    if slowest.among(seconds, now):
        slowest.add(slow(seconds))


def test_while_there_is_room_every_turn_is_counted() -> None:
    frequent = Frequent(most=3)
    for key in ("a", "b", "a", "c", "a", "b"):
        frequent.add(key, 0.0)

    assert frequent.top(2, 0.0) == [HotEntity("a", 3), HotEntity("b", 2)]


@given(st.lists(st.sampled_from("abcdefghij")), st.integers(1, 5))
def test_a_key_with_more_than_its_share_is_told_and_none_too_high(
    keys: list[str], most: int
) -> None:
    frequent = Frequent(most=most)
    for key in keys:
        frequent.add(key, 0.0)
    told = {each.key: each.turns for each in frequent.top(most, 0.0)}

    assert len(told) <= most
    for key, count in Counter(keys).items():
        assert told.get(key, 0) <= count
        assert key in told or count * (most + 1) <= len(keys)


def test_what_was_hot_two_windows_ago_is_forgotten() -> None:
    frequent = Frequent(window=30.0)
    frequent.add("a", 0.0)
    frequent.add("b", 31.0)

    assert {each.key for each in frequent.top(9, 40.0)} == {"a", "b"}
    assert {each.key for each in frequent.top(9, 62.0)} == {"b"}
    assert frequent.top(9, 1000.0) == []


@given(st.lists(st.integers(1, 1000).map(float)))
def test_the_slowest_turns_are_told_slowest_first(all_seconds: list[float]) -> None:
    slowest = Slowest(most=3)
    for seconds in all_seconds:
        take(slowest, seconds)

    assert [each.seconds for each in slowest.top(3, 0.0)] == sorted(all_seconds)[::-1][:3]


def test_a_slow_turn_is_told_in_the_window_after_its_own_and_then_forgotten() -> None:
    slowest = Slowest(window=300.0)
    take(slowest, 9.0, 0.0)
    take(slowest, 1.0, 301.0)

    assert [each.seconds for each in slowest.top(9, 400.0)] == [9.0, 1.0]
    assert [each.seconds for each in slowest.top(9, 602.0)] == [1.0]
