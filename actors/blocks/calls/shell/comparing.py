"""Compares the party's list of a day with our calls of that day."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import cast
from uuid import uuid4

import structlog
from pymongo.errors import PyMongoError

from actors.blocks.calls.listing import Entry, differences
from actors.blocks.calls.party import PartyState
from actors.blocks.calls.reconciliation import (
    RECONCILIATION,
    RecordComparison,
    reconciliation_id,
)
from actors.blocks.calls.records import Phase
from actors.blocks.calls.shell.adapter import Adapter, Party
from actors.kernel.deadlines import CHINA
from actors.kernel.errors import Fault
from actors.kernel.identity import PLATFORM
from actors.kernel.ports import Sender
from storage.mongo import Database, Document

EDGE = timedelta(minutes=15)  # of a day in which the party may have another one for it
AGAIN_SECONDS = 600.0
LIST_SECONDS = 300.0
_PAGE = 1_000
_log = structlog.get_logger("yimen.calls")


async def compare_wanted(
    database: Database, sender: Sender, party: Party, adapter: Adapter, state: PartyState
) -> None:
    """Compare every day that is wanted; one whose list cannot be had waits."""
    for day in state.wanted:
        try:
            await compare(database, sender, party.name, adapter, day)
        except (OSError, TimeoutError, ValueError, PyMongoError, Fault) as error:
            _log.warning(
                "calls.no_list", party=party.name, day=str(day), error=type(error).__name__
            )
            await asyncio.sleep(AGAIN_SECONDS)


async def compare(
    database: Database, sender: Sender, name: str, adapter: Adapter, day: date
) -> None:
    """Compare the list of `day`, and record what it differs in.

    Raises:
        OSError, TimeoutError, ValueError: the list could not be had.
        PyMongoError, Fault: the platform does not answer.
    """
    async with asyncio.timeout(LIST_SECONDS):
        listed = tuple(await adapter.reconcile(day))
    ours = await _sent_on(database, name, day)
    known = await _known(database, name, listed)
    entries = {entry.id for entry in listed}
    inner = {id: row["phase"] for id, row in ours.items() if id in entries or _inside(row, day)}
    record = RecordComparison(
        adapter=name,
        day=day,
        listed=len(listed),
        differences=differences(inner, listed, known),
    )
    key = f"{RECONCILIATION}:{reconciliation_id(name, day)}"
    await sender.send(key, record, id=f"compared/{uuid4().hex}", by=PLATFORM)


async def _sent_on(database: Database, name: str, day: date) -> dict[str, Document]:
    begins = datetime.combine(day, time(), CHINA).astimezone(UTC)
    within = {"$gte": begins, "$lt": begins + timedelta(days=1)}
    found = database["calls"].find({"adapter": name, "sent_at": within}, {"phase": 1, "sent_at": 1})
    return {row["_id"]: row async for row in found}


def _inside(row: Document, day: date) -> bool:
    """Tell whether the party, too, must have it for a call of `day`."""
    begins = datetime.combine(day, time(), CHINA)
    return begins + EDGE <= row["sent_at"] < begins + timedelta(days=1) - EDGE


async def _known(database: Database, name: str, listed: Sequence[Entry]) -> dict[str, Phase]:
    found: dict[str, Phase] = {}
    for first in range(0, len(listed), _PAGE):
        ids = [entry.id for entry in listed[first : first + _PAGE]]
        rows = database["calls"].find({"_id": {"$in": ids}, "adapter": name}, {"phase": 1})
        found |= {row["_id"]: cast("Phase", row["phase"]) async for row in rows}
    return found
