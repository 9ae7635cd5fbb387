"""我的授权: for which applications somebody has agreed that what is known of him stands in the
form; what was not sent yet can be taken back."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from uuid_utils import uuid7

from serve_apps.blocks.cases.applications import save_draft
from serve_apps.blocks.cases.apply import CaseId, Key
from serve_apps.blocks.cases.drafts import open_own
from serve_apps.blocks.cases.listings import own_query
from serve_apps.blocks.cases.prefilling import without_prefilled
from serve_apps.front.policies import Resident
from serve_apps.front.rendering import page
from serve_apps.front.wiring import Wired
from serve_apps.pages.records import Records

router = APIRouter(include_in_schema=False)
_MOST = 50


@router.get("/consents")
async def show(request: Request, visitor: Resident, services: Wired) -> Response:
    """Show the applications that were filled in before, the last changed first."""
    where = own_query(visitor) | {"prefilled": {"$gt": 0}}
    shown = {"item.title": 1, "phase": 1, "number": 1, "updated_at": 1, "prefilled": 1}
    shown["prefilled_from"] = 1
    rows = services[Records].database["cases"].find(where, shown)
    context = {
        "rows": await rows.sort("updated_at", -1).limit(_MOST).to_list(),
        "key": uuid7().hex,
    }
    return page(request, "apply/consents.html", context)


@router.post("/consents/{case}/revoke")
async def revoke(visitor: Resident, services: Wired, case: CaseId, key: Key) -> Response:
    """Take it back for an application that was not sent: what nobody has changed is gone."""
    draft = await open_own(services, visitor, case)
    if draft.open and draft.state.prefilled:
        less = without_prefilled(draft)
        await save_draft(services, visitor.identity, key, less, case=case)
    return RedirectResponse("/consents", 303)
