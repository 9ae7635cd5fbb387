"""The cluster grows before a planned peak and shrinks after it."""

from datetime import UTC, datetime, timedelta

import pytest

from actors.runtime.peaks import AFTERWARDS, AHEAD, Size, size_at
from storage.peaks import Peak

BEGINS = datetime(2027, 3, 1, tzinfo=UTC)
ENDS = BEGINS + timedelta(days=14)
SESSION = Peak(id="session", begins=BEGINS, ends=ENDS, hosts=24, replicas=16)
RUSH = Peak(id="rush", begins=BEGINS, ends=BEGINS + timedelta(days=1), hosts=8, replicas=20)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("now", "size"),
    [
        (BEGINS - AHEAD - SECOND, Size()),
        (BEGINS - AHEAD, Size(24, 16)),
        (BEGINS, Size(24, 16)),
        (ENDS - SECOND, Size(24, 16)),
        (ENDS, Size(over=True)),
        (ENDS + AFTERWARDS, Size()),
    ],
    ids=["long before", "soon", "at its begin", "until its end", "after it", "long after"],
)
@pytest.mark.feature("PLAT-01")
def test_a_peak_is_prepared_for_half_an_hour_before_and_over_with_its_end(
    now: datetime, size: Size
) -> None:
    assert size_at([SESSION], now) == size


@pytest.mark.feature("PLAT-01")
def test_of_two_peaks_the_most_of_either_is_wanted() -> None:
    assert size_at([SESSION, RUSH], BEGINS) == Size(24, 20)


def test_a_plan_without_peaks_asks_for_nothing() -> None:
    assert size_at([], BEGINS) == Size()
