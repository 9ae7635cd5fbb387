"""A card that was read is handed over once, to whoever asked, while it is fresh."""

from datetime import UTC, datetime, timedelta

import pytest

from storage.card_readings import LASTS, CardReadings
from storage.mongo import Database

pytestmark = pytest.mark.feature("HALL-07")
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
BOX = b"sealed"


async def test_a_card_is_taken_once_by_who_asked_from_the_terminal_that_was_asked(
    database: Database,
) -> None:
    readings = CardReadings(database)
    for _ in range(2):
        await readings.ask("r1", "t1", "staff:a", NOW)
    soon = NOW + timedelta(seconds=20)

    assert not await readings.take("r1", "staff:a", soon, "k")  # nothing was read yet
    assert not await readings.show("r1", "t2", soon, box=BOX, trouble="")  # another window's
    assert not await readings.show("r9", "t1", soon, box=BOX, trouble="")  # nobody asked
    assert await readings.show("r1", "t1", soon, box=BOX, trouble="")
    assert not await readings.show("r1", "t1", soon, box=b"another", trouble="")  # doubled
    assert await readings.of("r1", "staff:b", soon) is None
    found = await readings.of("r1", "staff:a", soon)
    assert found is not None and found.box == BOX
    assert not await readings.take("r1", "staff:b", soon, "k")
    assert [await readings.take("r1", "staff:a", soon, key) for key in ("k", "k", "other")] == [
        True,
        True,
        False,
    ]


async def test_what_is_stale_is_as_what_never_was(database: Database) -> None:
    readings, late = CardReadings(database), NOW + LASTS
    await readings.ask("r1", "t1", "staff:a", NOW)
    await readings.ask("r2", "t1", "staff:a", NOW)
    await readings.show("r2", "t1", NOW, box=BOX, trouble="")

    assert not await readings.show("r1", "t1", late, box=BOX, trouble="")
    assert await readings.of("r2", "staff:a", late) is None
    assert not await readings.take("r2", "staff:a", late, "k")


async def test_what_hindered_a_reading_is_told_and_is_no_card(database: Database) -> None:
    readings = CardReadings(database)
    await readings.ask("r1", "t1", "staff:a", NOW)
    await readings.show("r1", "t1", NOW, box=b"", trouble="card_expired")
    found = await readings.of("r1", "staff:a", NOW)

    assert found is not None and found.trouble == "card_expired"
    assert not await readings.take("r1", "staff:a", NOW, "k")
