"""The scan for alarms reads what is due, and little else, however many wait for another day."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio

from actors.runtime.placement import SHARDS
from storage.embedded import EmbeddedMongo
from storage.mongo import Database, Document, connect
from storage.reminders import Reminders, due_queries
from storage.schema import prepare
from storage.settings import StorageSettings
from tests.integration.test_alarms import START, index_entry

FUTURE, DUE = 60_000, 2_000
LIMIT = 500


async def fill(database: Database) -> None:
    """Far more alarms of the future than are due, over all shards."""
    rows = [
        index_entry(f"ledger:f{number}", "later", START + timedelta(days=1 + number % 300), 1)
        for number in range(FUTURE)
    ]
    rows += [
        index_entry(f"ledger:d{number}", "later", START - timedelta(seconds=number), 1)
        for number in range(DUE)
    ]
    await database["reminders"].insert_many(rows, ordered=False)


def stages(plan: Document) -> list[str]:
    inner: list[Document] = plan.get("inputStages", []) + [
        plan[name] for name in ("inputStage",) if name in plan
    ]
    return [plan["stage"], *(stage for each in inner for stage in stages(each))]


async def explained(database: Database, query: Document) -> tuple[set[str], dict[str, Any]]:
    command = {
        "explain": {"find": "reminders", "filter": query, "sort": {"due": 1}, "limit": LIMIT},
        "verbosity": "executionStats",
    }
    told = await database.command(command)
    return set(stages(told["queryPlanner"]["winningPlan"])), told["executionStats"]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def filled(
    mongod: EmbeddedMongo, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Database]:
    """A database with them, which nobody changes."""
    folder, name = tmp_path_factory.mktemp("alarms"), f"t{uuid4().hex[:12]}"
    database = connect(
        StorageSettings(uri=mongod.uri, database=name, data=folder, port=mongod.port)
    )
    await prepare(database)
    await fill(database)
    yield database
    await database.client.drop_database(name)
    await database.client.close()


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("hosts", [1, 2, 8])
async def test_a_scan_examines_about_as_much_as_it_returns(filled: Database, hosts: int) -> None:
    shards = None if hosts == 1 else range(0, SHARDS, hosts)

    queries = due_queries(START, shards)

    assert len(queries) <= 3
    for query in queries:
        used, told = await explained(filled, query)
        owned = len(query.get("shard", {}).get("$in", ()))
        assert "COLLSCAN" not in used and "SORT" not in used
        assert told["totalDocsExamined"] <= told["nReturned"] + 1
        assert told["totalKeysExamined"] <= told["nReturned"] + owned + 1
    found = await Reminders(filled).due(START, shards, limit=LIMIT)
    assert 0 < len(found) <= LIMIT
    assert [alarm.due for alarm in found] == sorted(alarm.due for alarm in found)
    if shards is not None:
        assert {alarm.shard for alarm in found} <= set(shards)
