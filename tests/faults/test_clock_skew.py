"""F13: a host whose clock is wrong, or jumps, fires alarms when they are due."""

import asyncio
import os
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from actors.kernel.deadlines import local_day, start_of_day
from benchmarks.chaos.checker import journal_of, judge_alarms
from storage.mongo import Database, Document
from storage.settings import StorageSettings
from tests.integration.test_alarms import index_entry

LIBRARY = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"
DAY = timedelta(days=1)


async def run_skewed(settings: StorageSettings, folder: Path, *wrong: timedelta) -> None:
    """Run a host whose clock is `wrong` at first, and from the second on jumps to be so."""
    first, *jumps = [f"{each.total_seconds():+.0f}" for each in wrong]
    clock = folder / "clock"
    clock.write_text(first)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.faults.skewed",
        settings.database,
        *jumps,
        env={
            **os.environ,
            "YIMEN_MONGODB_URI": settings.uri,
            "LD_PRELOAD": LIBRARY,
            "FAKETIME_TIMESTAMP_FILE": str(clock),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        },
    )
    assert await process.wait() == 0


async def judged(database: Database, began: datetime) -> list[Document]:
    """Return the journal, all of which must have been written in time, since `began`."""
    commits = await journal_of(database)
    tolerance = timedelta(seconds=2)
    latest = datetime.now(UTC) + tolerance
    assert all(began - tolerance <= commit["at"] <= latest for commit in commits)
    return commits


def fired(commits: list[Document]) -> list[str]:
    return sorted(each["key"] for each in commits if each["cmd"].startswith("reminder:"))


@pytest.mark.parametrize(
    "wrong", [DAY, pytest.param(timedelta(minutes=-5), marks=pytest.mark.long)]
)
async def test_f13_alarms_follow_the_one_clock_of_the_platform(
    prepared: Database, storage_settings: StorageSettings, tmp_path: Path, wrong: timedelta
) -> None:
    began = datetime.now(UTC)
    later = began + timedelta(minutes=10)
    await prepared["reminders"].insert_one(index_entry("ledger:later", "later", later, 7))

    await run_skewed(storage_settings, tmp_path, wrong)

    commits = await judged(prepared, began)
    assert judge_alarms([each for each in commits if each["key"] == "ledger:0"]) == []
    assert fired(commits) == ["ledger:0"]


def places_to_jump_to(today: date) -> list[date]:
    """Return tomorrow, the next new year, and the day after the next holiday of October."""
    after_holiday = date(today.year + (today.month >= 10), 10, 8)
    return [today + DAY, date(today.year + 1, 1, 1), after_holiday]


async def test_f13_a_clock_that_jumps_on_and_back_again_moves_no_deadline(
    prepared: Database, storage_settings: StorageSettings, tmp_path: Path
) -> None:
    right, began = timedelta(), datetime.now(UTC)
    jumps: list[timedelta] = []
    for day in places_to_jump_to(local_day(began)):
        jumps += [start_of_day(day) + timedelta(minutes=10) - began, right]

    await run_skewed(storage_settings, tmp_path, right, *jumps)

    commits = await judged(prepared, began)
    assert fired(commits) == [f"ledger:{number}" for number in range(7)]
    dues = {
        event["dues"]["notice"]
        for commit in commits
        for event in commit["ev"]
        if event["type"] == "DuesSet"
    }
    assert len(dues) == 1
