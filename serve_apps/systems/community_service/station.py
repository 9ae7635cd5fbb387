"""The station of a village (便民服务站): what waits today, and the batch that goes up."""

from typing import Annotated, Any
from uuid import uuid4

import msgspec
from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.organisation.units import Organisation
from actors.kernel.errors import Reason, Refusal
from actors.systems.community_service.dispatch.entries import DISPATCH
from actors.systems.community_service.dispatch.records import MOST, Entry, PackDispatch
from actors.systems.community_service.entrustment.asking import VILLAGE_CLERK
from actors.systems.community_service.tiers import above
from serve_apps.front.bodies import command_id
from serve_apps.front.face import Preparation
from serve_apps.front.language import language_of
from serve_apps.front.new_ids import new_id
from serve_apps.front.policies import staff_with
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.records import Records
from storage.mongo import Document

router = APIRouter(include_in_schema=False)
Clerk = Annotated[Visitor, Depends(staff_with(VILLAGE_CLERK))]
TODAY = ("asked", "entrusted", "collected", "sent_up", "decided", "delivered")
Id = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]


class Packing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A batch as it is put together: the entrustments whose papers go up to the unit `to`."""

    to: str
    entrustments: Annotated[tuple[Id, ...], msgspec.Meta(min_length=1, max_length=MOST)]


@router.get("/village")
async def show_station(request: Request, visitor: Clerk, services: Wired) -> Response:
    """Show what waits at the station: visits, applications, papers, results.

    Raises:
        PyMongoError: the database does not answer.
    """
    language, by = language_of(request), visitor.identity
    titles = {i.code: i.title[language] for i in services.library[Catalogue].current_items()}
    waiting: dict[str, list[dict[str, Any]]] = {}
    for state in TODAY:
        rows = await _rows(services, {"unit": by.unit, "state": state})
        if state not in ("asked", "delivered"):
            rows = [row for row in rows if row["agent"] == by.id]
        waiting[state] = [
            {"id": row["_id"], "title": titles.get(row["item"], row["item"]), **row} for row in rows
        ]
    units = services.library[Organisation]
    context = {
        "waiting": waiting,
        "to": [(code, units.unit(code).title[language]) for code in above(by.unit, units)],
        "papers": [row for row in waiting["collected"] if row["pieces"]],
        "key": uuid4().hex,
    }
    return page(request, "community_service/station.html", context)


@router.post("/village/dispatches")
async def pack(
    visitor: Clerk,
    services: Wired,
    key: Annotated[str, Form(max_length=64)],
    to: Annotated[str, Form(max_length=100)],
    entrustments: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Put a batch together of what was chosen.

    Raises:
        Refusal: something has no papers to send up, or the batch goes to no unit above.
        Overloaded, Unavailable: see `Sender.send`.
    """
    by = visitor.identity
    wish = Packing(to=to, entrustments=tuple(entrustments or ()))
    id = new_id(DISPATCH, by.owner, key)
    command = await _packed(services, visitor, id, wish)
    once = command_id(by.owner, key, wish, "PackDispatch")
    await services.sender.send(f"{DISPATCH}:{id}", command, id=once, by=by)
    return RedirectResponse(f"/dispatches/{id}", 303)


async def _packed(services: Services, visitor: Visitor, id: str, sent: Packing) -> PackDispatch:
    wanted = tuple(dict.fromkeys(sent.entrustments))[:MOST]
    rows = await _rows(
        services,
        {"_id": {"$in": list(wanted)}, "unit": visitor.identity.unit, "state": "collected"},
    )
    found = {row["_id"]: row for row in rows if row["pieces"]}
    if not wanted or any(each not in found for each in wanted):
        raise Refusal(Reason("dispatch.not_collected", "/entrustments"))
    entries = tuple(
        Entry(entrustment=each, number=found[each]["number"], pieces=found[each]["pieces"])
        for each in wanted
    )
    return PackDispatch(to=sent.to, entries=entries)


async def _rows(services: Services, where: Document) -> list[Document]:
    rows = services[Records].database["entrustments"].find(where)
    return await rows.sort([("updated_at", 1), ("_id", 1)]).limit(MOST).to_list()


PREPARED = Preparation(
    command=PackDispatch,
    prepare=_packed,
    takes=Packing,
    example=Packing(to="zumiao_subdistrict", entrustments=("0" * 32,)),
)
