"""How far the machine's clock is off."""

from datetime import UTC, datetime, timedelta

import pytest

from storage.clock import skew

NOW = datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("theirs", "took", "expected"),
    [
        (timedelta(), 0.01, timedelta()),
        (timedelta(seconds=1.9), 0.01, timedelta()),
        (timedelta(days=-1, seconds=0.1), 0.2, timedelta(days=-1)),
        (timedelta(minutes=5, seconds=0.1), 0.2, timedelta(minutes=5)),
        (timedelta(days=1), 1.5, None),
        (timedelta(days=1), -3600.0, None),
    ],
)
def test_a_difference_beyond_two_seconds_is_put_right_if_the_answer_came_at_once(
    theirs: timedelta, took: float, expected: timedelta | None
) -> None:
    assert skew(NOW, NOW + theirs, NOW + timedelta(seconds=took)) == expected
