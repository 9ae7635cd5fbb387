"""How many calls are not over, and how parties are: for operators and for figures."""

from collections import Counter
from typing import Any

from actors.blocks.calls.gauges import DIFFERENCES, OPEN, UNCALLED
from actors.blocks.calls.records import Phase
from actors.kernel.gauges import Reading
from storage.mongo import Database

NOT_OVER: tuple[Phase, ...] = ("wished", "under_way", "waiting", "accepted", "unknown", "dead")


async def read_gauges(database: Database) -> list[Reading]:
    """Return what stands with outside parties; of no party too, so that the series is there.

    Raises:
        PyMongoError: the database does not answer.
    """
    counts, differences = await counted(database), await differing(database)
    readings: list[Reading] = []
    for party, silent in ({"": False} | await uncalled(database)).items():
        named = {"party": party}
        readings += [
            Reading(UNCALLED.name, silent, named),
            Reading(DIFFERENCES.name, differences[party], named),
        ]
        standing = counts.get(party, Counter[str]())
        for state in NOT_OVER:
            readings.append(Reading(OPEN.name, standing[state], {**named, "state": state}))
    return readings


async def counted(database: Database) -> dict[str, Counter[str]]:
    """Return how many calls that are not over there are, by party and state.

    Raises:
        PyMongoError: the database does not answer.
    """
    pipeline: list[dict[str, Any]] = [
        {"$match": {"phase": {"$in": list(NOT_OVER)}}},
        {"$group": {"_id": {"adapter": "$adapter", "state": "$phase"}, "n": {"$sum": 1}}},
    ]
    found: dict[str, Counter[str]] = {}
    async for row in await database["calls"].aggregate(pipeline):
        found.setdefault(row["_id"]["adapter"], Counter())[row["_id"]["state"]] = row["n"]
    return found


async def differing(database: Database) -> Counter[str]:
    """Return how many differences between lists are open, by party.

    Raises:
        PyMongoError: the database does not answer.
    """
    found: Counter[str] = Counter()
    async for row in database["call_differences"].find({"state": "open"}, {"adapter": 1}):
        found[row["adapter"]] += 1
    return found


async def uncalled(database: Database) -> dict[str, bool]:
    """Return whether a party is not called just now, being sick or held, by name.

    Raises:
        PyMongoError: the database does not answer.
    """
    found = database["parties"].find({}, {"state": 1})
    return {row["_id"]: row["state"] != "well" async for row in found}
