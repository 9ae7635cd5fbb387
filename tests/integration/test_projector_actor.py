"""The projector on Ray: killed in the middle of its work, it loses and doubles nothing."""

import asyncio
import os
import signal
from datetime import date
from typing import Any

from actors.projector_actor import projector_stats, start_projectors, stop_projectors
from actors.runtime.settings import RuntimeSettings
from storage.mongo import Database
from storage.settings import StorageSettings
from storage.views import Views
from tests.unit.views.commits import NUMBER, history

CASES = 300


async def test_a_projector_that_is_killed_loses_and_doubles_nothing(
    ray_session: None, prepared: Database, storage_settings: StorageSettings
) -> None:
    runtime = RuntimeSettings(namespace=f"test-{storage_settings.database}")
    commits = [c for n in range(CASES) for c in history(f"c{n}", number=f"{NUMBER[:-4]}{n:04d}")]
    first = await start_projector(storage_settings, runtime)
    try:
        await prepared["journal"].insert_many(commits[:1500])
        while not await prepared["cases"].count_documents({}):
            await asyncio.sleep(0.02)
        os.kill(first["pid"], signal.SIGKILL)
        await prepared["journal"].insert_many(commits[1500:])

        while await prepared["cases"].count_documents({"closed": True, "seq": 10}) < CASES:
            await asyncio.sleep(0.1)
        second: dict[str, Any] | None = await projector_stats(runtime.namespace)
    finally:
        await stop_projector(runtime.namespace)

    assert second is not None and second["pid"] != first["pid"]
    read = await Views(prepared).statistics(date(2026, 3, 1), date(2026, 3, 31))
    assert (read["totals"]["received"], read["totals"]["decided"]) == (CASES, CASES)
    assert read["totals"]["ratings"]["5"] == CASES
