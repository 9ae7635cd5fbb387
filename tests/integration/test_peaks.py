"""The plan of peaks is kept, and what is over leaves it with the next one."""

from datetime import UTC, datetime, timedelta

from storage.mongo import Database
from storage.peaks import Peak, Peaks

NOW = datetime(2027, 3, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def peak(id: str, begins: datetime) -> Peak:
    return Peak(id=id, begins=begins, ends=begins + HOUR, hosts=4)


async def test_peaks_are_read_in_the_order_of_their_begins(prepared: Database) -> None:
    peaks = Peaks(prepared)
    assert await peaks.read() == ()

    late, early = peak("late", NOW + 9 * HOUR), peak("early", NOW + HOUR)
    await peaks.plan(late, now=NOW)
    await peaks.plan(early, now=NOW)

    assert await peaks.read() == (early, late)


async def test_a_peak_is_ended_once_and_stays_until_the_next_is_planned(
    prepared: Database,
) -> None:
    peaks = Peaks(prepared)
    await peaks.plan(peak("one", NOW), now=NOW)
    await peaks.plan(peak("other", NOW + 9 * HOUR), now=NOW)

    assert await peaks.end("one", now=NOW + HOUR / 2)
    assert not await peaks.end("one", now=NOW + HOUR / 2)
    assert not await peaks.end("none", now=NOW)
    assert [each.ends for each in await peaks.read()] == [NOW + HOUR / 2, NOW + 10 * HOUR]

    await peaks.plan(peak("next", NOW + 5 * HOUR), now=NOW + HOUR)
    assert [each.id for each in await peaks.read()] == ["next", "other"]
