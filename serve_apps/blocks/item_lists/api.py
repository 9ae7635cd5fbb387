"""The implementation list for programs: given out, checked, published."""

from datetime import date
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Request, Response

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.item_lists.document import ImplementationList, list_of
from actors.blocks.organisation.roles import ADMINISTRATOR
from actors.kernel.errors import Reason, Refusal
from serve_apps.blocks.item_lists.reading import ListRead, ListSent, look_at, publish
from serve_apps.front.bodies import IdempotencyKey, answer, operation
from serve_apps.front.policies import anyone, staff_with
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Wired

router = APIRouter(tags=["items"])
Administrator = Annotated[Visitor, Depends(staff_with(ADMINISTRATOR))]


@router.get(
    "/implementation-list", dependencies=[Depends(anyone)], **operation(gives=ImplementationList)
)
async def give_list(services: Wired) -> Response:
    """Return the elements of every item that is offered, as a list that can be read again."""
    items = services.library[Catalogue].current_items()
    name = {"content-disposition": 'attachment; filename="implementation-list.json"'}
    return answer(list_of(items), headers=name)


@router.post("/implementation-list/check", **operation(gives=ListRead, takes=ImplementationList))
async def check_list(request: Request, _: Administrator, services: Wired) -> Response:
    """Tell every fault of a list by row and field, and where it differs. Nothing is changed."""
    found, _rows = look_at(await request.body(), services.library)
    return answer(found)


@router.post("/implementation-list", **operation(gives=ListRead, takes=ListSent))
async def publish_list(
    request: Request, visitor: Administrator, services: Wired, idempotency_key: IdempotencyKey
) -> Response:
    """Publish what a list changes, from a day on; with one fault nothing, and all faults are told.

    Raises:
        Refusal: it is no object with a list, nothing changes, or the day or the reason will not do.
    """
    try:
        sent = msgspec.json.decode(await request.body(), type=_Sent)
        effective = msgspec.convert(sent.effective, date)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise Refusal(Reason("item_list.faulty", "/", {"detail": str(error)[:200]})) from error
    found, changed = look_at(bytes(sent.list), services.library)
    if found.faults:
        return answer(found, status=422)
    await publish(services, visitor, changed, effective, sent.reason, idempotency_key)
    return answer(found)


class _Sent(msgspec.Struct, frozen=True):
    """What was sent, with the list as it came: its faults are told by row."""

    effective: str
    reason: str
    list: msgspec.Raw
