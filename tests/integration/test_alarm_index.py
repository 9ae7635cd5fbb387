"""The scan for alarms reads what is due, and little else, however many wait for another day."""

from datetime import timedelta
from typing import Any

import pytest

from actors.runtime.placement import SHARDS
from storage.mongo import Database, Document
from storage.reminders import Reminders, due_queries
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


@pytest.mark.parametrize("hosts", [1, 2, 8])
async def test_a_scan_examines_about_as_much_as_it_returns(prepared: Database, hosts: int) -> None:
    await fill(prepared)
    shards = None if hosts == 1 else range(0, SHARDS, hosts)

    queries = due_queries(START, shards)

    assert len(queries) <= 3
    for query in queries:
        used, told = await explained(prepared, query)
        owned = len(query.get("shard", {}).get("$in", ()))
        assert "COLLSCAN" not in used and "SORT" not in used
        assert told["totalDocsExamined"] <= told["nReturned"] + 1
        assert told["totalKeysExamined"] <= told["nReturned"] + owned + 1
    found = await Reminders(prepared).due(START, shards, limit=LIMIT)
    assert 0 < len(found) <= LIMIT
    assert [alarm.due for alarm in found] == sorted(alarm.due for alarm in found)
    if shards is not None:
        assert {alarm.shard for alarm in found} <= set(shards)
