"""What the page of a session (会议) tells beside its fields: agenda, sittings, documents, votes."""

from collections.abc import Mapping
from typing import Any

from actors.kernel.deadlines import CHINA
from actors.systems.npc_motions.congress_session_state import SessionState, Sitting
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services
from serve_apps.pages.panels import Panel, Shows
from serve_apps.pages.records import Records
from storage import rows
from storage.rows import Order


async def _told(
    services: Services, visitor: Visitor, id: str, state: SessionState, shows: Shows
) -> Mapping[str, Any] | None:
    """Return what the visitor may see of it; deputies see the documents that are released."""
    staff = visitor.kind == "staff"
    documents = [
        (name, each)
        for name, each in state.documents.items()
        if each.state == "released" or (staff and each.state == "waiting")
    ]
    sittings = sorted(state.sittings.items(), key=lambda each: (each[1].begins_at, each[0]))
    seated = {account for _, each in sittings for account in each.seats} if staff else set[str]()
    return {
        "id": id,
        "agenda": state.agenda if shows("agenda") else (),
        "sittings": [
            {
                "id": sitting_id,
                "title": each.title,
                "begins_at": each.begins_at,
                "until": each.ends_at.astimezone(CHINA).strftime("%H:%M"),
                "room": each.room,
                "items": [item.title for item in state.agenda if item.id in each.items],
                "seated": len(each.seats),
                "present": len(each.present),
                "seat": each.seats.get(visitor.account, ""),
                "here": visitor.account in each.present,
                "code": staff and state.phase == "open" and bool(each.seats),
            }
            for sitting_id, each in (sittings if shows("sittings") else ())
        ],
        "seats": await _seats(services, [each for _, each in sittings], seated),
        "documents": documents if shows("documents") else (),
        "votes": list(state.votes.values()) if shows("votes") else (),
        "plans": sorted(state.plans.items(), reverse=True) if shows("plans") else (),
        "staff": staff,
    }


async def _seats(services: Services, sittings: list[Sitting], seated: set[str]) -> list[Any]:
    """Return for every sitting that has seats who sits where, and who is there."""
    if not seated:
        return []
    names = await names_of(services, seated)
    return [
        {
            "title": each.title,
            "rows": [
                (seat, names.get(account, account), account in each.present)
                for account, seat in sorted(each.seats.items(), key=lambda pair: pair[1])
            ],
        }
        for each in sittings
        if each.seats
    ]


async def names_of(services: Services, accounts: set[str]) -> dict[str, str]:
    """Return the names of the deputies that have `accounts`, as far as they are known.

    Raises:
        PyMongoError: the database does not answer.
    """
    where = {"account": {"$in": sorted(accounts)}}
    found = rows.each(services[Records].database, "deputies", where, Order(()))
    return {row["account"]: row["name"] async for row in found}


PANEL = Panel(template="npc_motions/session.html", made=_told)
