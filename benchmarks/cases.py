"""Cases in the middle of their review, for both sides of `bench transition` to work on."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from uuid_utils import uuid7

from actors.blocks.accounts.roles import RESIDENT
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.commands import Accept, Submit
from actors.blocks.cases.items import ServiceItem, reference_of
from actors.blocks.cases.materials import required
from actors.blocks.cases.roles import REVIEWER, WINDOW_CLERK
from actors.blocks.cases.state import CaseState, Material
from actors.blocks.files.formats import MEDIA_TYPES
from actors.blocks.organisation.units import StaffMember
from actors.kernel.identity import Identity
from actors.kernel.library import Library
from actors.kernel.ports import Sender
from actors.place.city.load import City
from serve_apps.front.new_ids import new_id
from storage.mongo import Database

ITEM = "SPJY-01"
KEEP = (datetime, bytes)
AT_ONCE = 200


def reviewer(city: City, item: ServiceItem) -> StaffMember:
    """Return the officer who claims and gives back the review of `item`."""
    return _member(city, item, REVIEWER)


def _member(city: City, item: ServiceItem, role: str) -> StaffMember:
    return next(m for m in city.staff.values() if m.unit == item.unit and role in m.roles)


async def begin(sender: Sender, library: Library, city: City, count: int) -> list[str]:
    """File and accept `count` cases over `sender`; return their ids. Their review is open."""
    item = library[Catalogue].item(ITEM)
    person = next(a for a in city.applicants if a.kind in item.audience)
    by = Identity(f"person:{person.account}", (RESIDENT,))
    member = _member(city, item, WINDOW_CLERK)
    clerk = Identity(f"staff:{member.account}", member.roles, member.unit)
    materials = tuple(
        Material(
            name=name,
            file_name=f"{name}.pdf",
            sha256="0" * 64,
            bytes=1000,
            media_type=MEDIA_TYPES["pdf"],
        )
        for name in required(item, item.example)
    )
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> str:
        case = new_id("case", by.id, uuid7().hex)
        wish = Submit(
            number=f"{item.implementation_code}20260302{number % 10_000:04d}",
            item=item.code,
            item_version=item.version,
            channel="web",
            place=person.place,
            applicant=person.applicant,
            form=item.example,
            materials=materials,
            statement=reference_of(item),
        )
        async with gate:
            await sender.send(f"case:{case}", wish, id="submit", by=by, timeout=60)
            await sender.send(f"case:{case}", Accept(), id="accept", by=clerk, timeout=60)
        return case

    return list(await asyncio.gather(*(one(number) for number in range(count))))


def review_task(state: CaseState) -> str:
    """Return the name of the review that is open."""
    return next(task.name for task in state.tasks if not task.opinion)


async def copy_for_peer(
    sender: Sender, database: Database, cases: Sequence[str], collection: str
) -> None:
    """Give the peer the same cases in the same states, as the latest commit of each."""
    documents: list[dict[str, Any]] = []
    for case in cases:
        shown = await sender.show(f"case:{case}")
        documents.append(
            {
                "_id": f"{shown.key}/{shown.seq:010d}",
                "key": shown.key,
                "seq": shown.seq,
                "recent": ["submit", "accept"],
                "state": msgspec.msgpack.encode(shown.state),
            }
        )
    await database[collection].insert_many(documents)
