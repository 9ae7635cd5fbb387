"""Taking the register of residents away as a file (导出): masked, for a purpose, every row on
record before it leaves."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from actors.systems.community_service.entrustment.asking import VILLAGE_CLERK
from actors.systems.community_service.register.resident_records import RESIDENT
from serve_apps.front.disclosing import disclose
from serve_apps.front.language import language_of
from serve_apps.front.policies import signed_in_staff, staff_with
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Wired
from serve_apps.front.words import sentence, word
from serve_apps.pages.export import FORMATS, Sheet
from serve_apps.pages.records import Records
from serve_apps.pages.values import Values
from serve_apps.systems.community_service.registers.lists import RESIDENTS
from storage.mongo import Document
from storage.rows import Order
from storage.rows import each as each_row

router = APIRouter(include_in_schema=False)
Clerk = Annotated[Visitor, Depends(staff_with(VILLAGE_CLERK))]
Staff = Annotated[Visitor, Depends(signed_in_staff)]
COLUMNS = (
    "masked_name", "masked_number", "registration", "relation", "house", "tenure", "care", "state",
    "source", "sourced_at",
)  # fmt: skip
PURPOSE = "handling"
_AT_ONCE = 20


@router.get("/residents")
async def show_list(request: Request, visitor: Staff, services: Wired) -> Response:
    """Show the list; whoever wants it as a file is asked what for.

    Raises:
        BadCursor: the place in the list is none.
        PyMongoError: the database does not answer.
    """
    form = request.query_params.get("format", "")
    if form in FORMATS:
        return _asked(request, form)
    return await RESIDENTS.respond(request, visitor, services)


@router.post("/residents/export")
async def export(
    request: Request,
    visitor: Clerk,
    services: Wired,
    form: Annotated[str, Form(max_length=10)],
    reason: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Send the register of one's own place, masked, once every row is on record as read.

    Raises:
        Refusal: the visitor may not read for the purpose.
        Overloaded, Unavailable: it is not known to be recorded; nothing is sent.
        PyMongoError: the database does not answer.
    """
    if form not in FORMATS or not reason.strip():
        return _asked(request, form if form in FORMATS else "csv", 422)
    records, by = services[Records], visitor.identity
    where = records.readable(by, f"{RESIDENT}.read", {}, PURPOSE)
    judged = records.judging(by, f"{RESIDENT}.read", {}, PURPOSE)
    order = Order(("updated_at",), descending=True)
    rows = [row async for row in each_row(records.database, "residents", where, order)]
    rows = [row for row in rows if judged(row).allowed]

    async def record(row: Document) -> None:
        id = str(row["_id"])
        state = (await services.sender.show(f"{RESIDENT}:{id}")).state
        why = reason.strip()
        await disclose(services, visitor, RESIDENT, id, state, PURPOSE, full=False, reason=why)

    for at in range(0, len(rows), _AT_ONCE):
        await asyncio.gather(*map(record, rows[at : at + _AT_ONCE]))
    language = language_of(request)
    values = Values(RESIDENT, services.library, language)

    async def lines() -> AsyncIterator[list[Any]]:
        for row in rows:
            yield [values.text(name, row.get(name)) for name in COLUMNS]

    heads = [values.label(name) for name in COLUMNS]
    title = word("lists.residents.title", language)
    return await FORMATS[form](Sheet("residents", title, heads, lines()))


def _asked(request: Request, form: str, status: int = 200) -> Response:
    said = sentence("resident.no_purpose", language_of(request), {}) if status != 200 else ""
    context = {
        "form": form,
        "said": said,
        "purpose": word(f"purposes.{PURPOSE}", language_of(request)),
        "errors": (("reason", said),) if said else (),
    }
    return page(request, "community_service/export.html", context, status=status)
