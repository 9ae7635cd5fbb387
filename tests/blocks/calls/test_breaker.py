"""A sick party is left alone for longer each time, and tried with one call before it is trusted."""

from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actors.blocks.calls.breaker import (
    FIRST_SECONDS,
    MOST_SECONDS,
    TRIPS_AFTER,
    Breaker,
    after,
    room,
)
from actors.blocks.calls.outcome import Outcome

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
State = Literal["done", "accepted", "failed", "unsent", "unknown", "unheard"]


def sick(times: int = TRIPS_AFTER) -> Breaker:
    breaker = Breaker()
    for _ in range(times):
        breaker = after(breaker, Outcome(state="unknown"), NOW)
    return breaker


def test_some_tries_in_vain_trip_it_and_one_fewer_do_not() -> None:
    assert sick(TRIPS_AFTER - 1).state(NOW) == "closed"
    assert sick().until == NOW + timedelta(seconds=FIRST_SECONDS)
    assert room(sick(), 4, 0, NOW) == 0


def test_when_its_time_is_over_one_call_probes_the_party() -> None:
    later = NOW + timedelta(seconds=FIRST_SECONDS)

    assert sick().state(later) == "half_open"
    assert (room(sick(), 4, 0, later), room(sick(), 4, 1, later)) == (1, 0)


@pytest.mark.parametrize("state", ["done", "accepted", "failed", "unheard"])
def test_whatever_the_party_answers_shows_that_it_is_well(state: State) -> None:
    assert after(sick(), Outcome(state=state), NOW) == Breaker()


def test_a_probe_in_vain_leaves_it_alone_twice_as_long_and_never_for_ever() -> None:
    breaker, waits = sick(), list[float]()
    for _ in range(12):
        assert breaker.until is not None
        probed = breaker.until
        breaker = after(breaker, Outcome(state="unsent"), probed)
        assert breaker.until is not None
        waits.append((breaker.until - probed).total_seconds())

    assert waits[:2] == [2 * FIRST_SECONDS, 4 * FIRST_SECONDS]
    assert waits[-1] == MOST_SECONDS


def test_tries_that_were_begun_before_it_tripped_count_no_more() -> None:
    assert after(sick(), Outcome(state="unknown"), NOW) == sick()


@given(st.lists(st.tuples(st.sampled_from(["done", "unknown", "unsent"]), st.integers(0, 900))))
def test_no_history_begins_more_than_may_be_at_once(history: list[tuple[State, int]]) -> None:
    breaker, now = Breaker(), NOW
    for state, seconds in history:
        now += timedelta(seconds=seconds)
        if room(breaker, 4, 0, now):
            breaker = after(breaker, Outcome(state=state), now)
        assert 0 <= room(breaker, 4, 2, now) <= 2
        assert breaker.until is None or breaker.until <= now + timedelta(seconds=MOST_SECONDS)
