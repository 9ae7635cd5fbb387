"""F13: a host whose clock is wrong by minutes or a day fires alarms when they are due."""

import asyncio
import os
import sys
from datetime import UTC, datetime, timedelta

import pytest

from benchmarks.chaos.checker import journal_of, judge_alarms
from storage.mongo import Database
from storage.settings import StorageSettings
from tests.integration.test_alarms import index_entry

LIBRARY = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"


@pytest.mark.parametrize("wrong", ["+1d", "-5m"])
async def test_f13_alarms_follow_the_one_clock_of_the_platform(
    prepared: Database, storage_settings: StorageSettings, wrong: str
) -> None:
    later = datetime.now(UTC) + timedelta(minutes=1)
    await prepared["reminders"].insert_one(index_entry("ledger:later", "later", later, 7))
    began = datetime.now(UTC)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.faults.skewed",
        storage_settings.uri,
        storage_settings.database,
        env={
            **os.environ,
            "LD_PRELOAD": LIBRARY,
            "FAKETIME": wrong,
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        },
    )
    assert await process.wait() == 0
    ended = datetime.now(UTC)

    commits = await journal_of(prepared)
    assert judge_alarms(commits) == []
    assert {commit["key"] for commit in commits} == {"ledger:soon"}
    tolerance = timedelta(seconds=2)
    assert all(began - tolerance <= commit["at"] <= ended + tolerance for commit in commits)
