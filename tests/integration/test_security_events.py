"""Security events: durable before it is said so, kept for a time, and never lost without a word."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from pymongo.errors import PyMongoError
from structlog.testing import capture_logs

from actors.blocks.security.sorts import SORTS
from actors.followers import sealer
from actors.followers.sealer import Sealer, catch_up
from storage import security_events
from storage.mongo import Database
from storage.security_events import COLLECTION, SecurityEvent, SecurityEvents, keep_for_days
from storage.signing import FileSigner, make_key
from tests.integration.conftest import StartEngine
from tests.integration.sealed import write

AT = datetime.now(UTC).replace(microsecond=0)
REFUSING = {"actor": {"$ne": "nobody"}}  # what the database takes, when it refuses some


def event(kind: str = "forged", actor: str = "", seconds: int = 0) -> SecurityEvent:
    return SecurityEvent(at=AT + timedelta(seconds=seconds), kind=kind, actor=actor)


@pytest_asyncio.fixture
async def events(prepared: Database) -> AsyncIterator[SecurityEvents]:
    events = SecurityEvents(prepared)
    events.start()
    yield events
    await events.stop()


async def stored(database: Database) -> list[tuple[str, str, int]]:
    found = await database[COLLECTION].find().sort("at").to_list()
    return [(each["kind"], each["actor"], each["times"]) for each in found]


async def refuse(database: Database, rule: dict[str, object]) -> None:
    await database.command({"collMod": COLLECTION, "validator": rule})


async def until(events: SecurityEvents, database: Database, count: int) -> None:
    async with asyncio.timeout(60):
        while await database[COLLECTION].count_documents({}) != count:
            await asyncio.sleep(0.02)


async def test_what_is_recorded_is_durable(events: SecurityEvents, prepared: Database) -> None:
    await asyncio.gather(*(events.record(event("signed_in", f"a{n}", n)) for n in range(20)))

    assert await stored(prepared) == [("signed_in", f"a{n}", 1) for n in range(20)]
    assert events.counts == {"signed_in": 20}


async def test_a_flood_of_what_is_alike_is_one_event_that_tells_how_often(
    events: SecurityEvents, prepared: Database
) -> None:
    for _ in range(300):
        events.note(event())
    events.note(event("denied", "zhang", 1))

    await until(events, prepared, 2)
    assert await stored(prepared) == [("forged", "", 300), ("denied", "zhang", 1)]


async def test_what_the_database_does_not_take_waits_and_who_records_it_is_told(
    events: SecurityEvents, prepared: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(security_events, "_AGAIN", 0.05)
    await refuse(prepared, REFUSING)
    with capture_logs() as logs, pytest.raises(PyMongoError):
        await events.record(event("signed_in", "nobody"))
    assert "security.unwritten" in {each["event"] for each in logs}

    await refuse(prepared, {})
    await until(events, prepared, 1)
    assert events.lost == 0


async def test_what_would_be_too_many_is_logged_whole_and_counted(
    prepared: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(security_events, "MOST", 2)
    events = SecurityEvents(prepared)
    spoilt = 'zhang"}\n{"event":"all is well'
    with capture_logs() as logs:
        events.note(event("forged", spoilt))
        events.note(event("forged", "b", 1))
        events.note(event("forged", "c", 2))

    assert events.lost == 1
    (lost,) = logs
    assert (lost["event"], lost["actor"], lost["at"]) == (
        "security.lost", spoilt, AT.isoformat(),
    )  # fmt: skip
    assert "\n" not in json.dumps(lost)
    await events.stop()
    assert await stored(prepared) == [("forged", "b", 1), ("forged", "c", 1)]


async def test_events_go_after_as_many_days_as_are_set(prepared: Database) -> None:
    async def kept() -> float:
        found = await prepared[COLLECTION].index_information()
        return found["retention"]["expireAfterSeconds"] / 86_400

    await keep_for_days(prepared, 190)
    assert await kept() == 190
    await keep_for_days(prepared, 400)
    assert await kept() == 400
    await prepared[COLLECTION].drop_index("retention")


async def test_pages_show_the_newest_first_by_an_index(
    events: SecurityEvents, prepared: Database
) -> None:
    for number in range(7):
        await events.record(event("denied" if number % 2 else "forged", seconds=number))

    first = await events.page({"kind": "forged"}, size=2)
    second = await events.page({"kind": "forged"}, cursor=first.after or "", size=2)
    at = [row["at"] - AT for row in (*first.rows, *second.rows)]
    assert [each.seconds for each in at] == [6, 4, 2, 0]
    for where in ({}, {"kind": "forged"}, {"actor": "a"}, {"source": "::1"}):
        plan = await prepared[COLLECTION].find(where).sort([("at", -1), ("_id", -1)]).explain()
        assert "SORT" not in str(plan["queryPlanner"]["winningPlan"]).replace("SORT_KEY", "")


async def test_another_key_of_the_seals_is_an_event(
    start_engine: StartEngine, prepared: Database, tmp_path: Path
) -> None:
    assert sealer.KEY_CHANGED in SORTS
    for number, name in enumerate(("one", "one", "two")):
        path = tmp_path / name
        make_key(path)
        await write(start_engine, "ledger:a", count=1, first=number)
        operator = Sealer(prepared, FileSigner(path), seconds=60, owner="operator")
        await catch_up(prepared, operator)
        assert await operator.seal()

    assert [kind for kind, _, _ in await stored(prepared)] == ["key_changed", "key_changed"]
