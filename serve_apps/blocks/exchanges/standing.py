"""How things stand with every department's system (部门系统一览)."""

from dataclasses import dataclass
from typing import Any

from actors.blocks.exchanges.departments import Departments, DepartmentSystem
from serve_apps.blocks.calls.standing import Standing, standings
from serve_apps.front.wiring import Services
from serve_apps.pages.records import Records
from storage.mongo import Document

TROUBLED = 50  # on the page


@dataclass(frozen=True, kw_only=True)
class Connected:
    """A department's system: as a party, and how many cases are exchanged with it, by phase;
    `listed` counts the steps that had not arrived and were found in its lists."""

    system: DepartmentSystem
    party: Standing | None
    phases: dict[str, int]
    listed: int


async def connected(services: Services) -> list[Connected]:
    """Return every system that is declared.

    Raises:
        PyMongoError: the database does not answer.
    """
    parties = {each.name: each for each in await standings(services)}
    counts: dict[str, dict[str, int]] = {}
    listed: dict[str, int] = {}
    rows = services[Records].database["exchanges"]
    grouped: dict[str, Any] = {
        "_id": {"system": "$system", "phase": "$phase"},
        "count": {"$sum": 1},
        "listed": {"$sum": "$listed"},
    }
    async for row in await rows.aggregate([{"$group": grouped}]):
        system, phase = row["_id"]["system"], row["_id"]["phase"]
        counts.setdefault(system, {})[phase] = row["count"]
        listed[system] = listed.get(system, 0) + row["listed"]
    return [
        Connected(
            system=each,
            party=parties.get(each.name),
            phases=counts.get(each.name, {}),
            listed=listed.get(each.name, 0),
        )
        for each in services.library[Departments].systems
    ]


async def troubled(services: Services) -> list[Document]:
    """Return the exchanges that somebody has to look at, the latest first.

    Raises:
        PyMongoError: the database does not answer.
    """
    found = services[Records].database["exchanges"].find({"phase": "troubled"})
    return await found.sort([("updated_at", -1), ("_id", -1)]).limit(TROUBLED).to_list()
