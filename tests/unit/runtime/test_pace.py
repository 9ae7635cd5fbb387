"""Alarms after an outage: as fast as is set, and slower as soon as anybody complains."""

from hypothesis import given
from hypothesis import strategies as st

from actors.runtime.pace import Pace

STEP = 0.1


def passed(pace: Pace, began: float, seconds: float) -> int:
    """How many pass from `began` on, when as many as possible are to."""
    count = 0
    for step in range(round(seconds / STEP)):
        pace.go_on(began + (step + 1) * STEP)
        while pace.take():
            count += 1
    return count


def test_a_second_of_rest_is_made_up_for_and_then_the_rate_holds() -> None:
    pace = Pace(100, now=0)

    assert passed(pace, 0, 10) in range(1085, 1101)  # a hundred at once


def test_a_complaint_halves_the_rate_and_it_comes_back_in_time() -> None:
    pace = Pace(100, now=0)
    passed(pace, 0, 1)

    pace.slow_down(1)

    assert passed(pace, 1, 1) in range(45, 52)
    assert pace.rate < 65
    pace.go_on(12)
    assert pace.rate == 100


def test_complaints_of_one_moment_count_as_one() -> None:
    pace = Pace(100, now=0)
    for _ in range(50):
        pace.slow_down(5)

    assert pace.rate == 50


@given(st.lists(st.tuples(st.floats(0.05, 3), st.booleans()), max_size=60))
def test_the_rate_never_exceeds_what_is_set_and_never_stands_still(
    steps: list[tuple[float, bool]],
) -> None:
    pace, now = Pace(100, now=0), 0.0
    for seconds, complained in steps:
        now += seconds
        pace.go_on(now)
        if complained:
            pace.slow_down(now)
        assert 2 <= pace.rate <= 100
        burst = 0
        while pace.take():
            burst += 1
        assert burst <= 100
