"""Rows of offers as pages use them: opened, in the order of items and organisations."""

from collections.abc import Mapping
from typing import Any

from actors.blocks.organisation.units import Organisation, OrgUnit
from actors.systems.community_service.tiers import TIERS, Tier, tier_of
from serve_apps.front.wiring import Services
from serve_apps.pages.records import Records
from storage.mongo import Document
from storage.secrecy.rows import opened_in

MOST = 2_000  # offers that a page looks through
_ROLES = ("window_clerk", "village_clerk")


async def offered(services: Services, where: Mapping[str, Any]) -> list[Document]:
    """Return the offers that hold now and fit `where`. What a unit offered that is no more, whoever
    took over offers, unless it does so itself.

    Raises:
        PyMongoError: the database does not answer.
    """
    database, organisation = services[Records].database, services.library[Organisation]
    asked = dict(where)
    if isinstance(asked.get("unit"), str):
        asked["unit"] = {"$in": [asked["unit"], *organisation.inherited(asked["unit"])]}
    found = database["item_offers"].find({**asked, "state": "offered"})
    rows = await found.sort([("item", 1), ("unit", 1)]).limit(MOST).to_list()
    own = {(row["item"], row["unit"]) for row in rows}
    kept: dict[tuple[str, str], Document] = {}
    for row in await opened_in(database, rows):
        acting = organisation.acting(row["unit"])
        if acting == row["unit"] or (row["item"], acting) not in own:
            kept.setdefault((row["item"], acting), {**row, "unit": acting})
    return list(kept.values())


def counters(services: Services) -> dict[Tier, list[OrgUnit]]:
    """Return who receives people below the county, by tier: units where somebody sits at a window
    or visits as a clerk."""
    organisation = services.library[Organisation]
    manned = {
        member.unit
        for member in organisation.staff.values()
        if any(member.has(role) for role in _ROLES)
    }
    found: dict[Tier, list[OrgUnit]] = {tier: [] for tier in TIERS if tier != "county"}
    for code in sorted(manned):
        tier = tier_of(code, organisation)
        if tier in found:
            found[tier].append(organisation.unit(code))
    return found
