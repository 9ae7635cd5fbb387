"""Filing for somebody who is present at a window (HALL-07): which item, who it is and how that was
seen; then the same pages and checks as residents have. Who files does not decide the case."""

from collections.abc import Mapping
from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from uuid_utils import uuid7

from actors.blocks.cases.applicants import ID_TYPES, applicant_faults, as_kept
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.closed_units import why_untaken
from actors.blocks.cases.commands import SaveDraft, Withdraw
from actors.blocks.cases.items import ServiceItem
from actors.blocks.cases.offers import may_begin
from actors.blocks.cases.roles import WINDOW_CLERK
from actors.blocks.forms import normalise
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from serve_apps.blocks.cases.applicants import Sent, applicant_of
from serve_apps.blocks.cases.applications import save_draft
from serve_apps.blocks.cases.apply import CaseId, Key
from serve_apps.blocks.cases.drafts import send_own
from serve_apps.blocks.cases.visibility import UNKNOWN
from serve_apps.front.language import language_of
from serve_apps.front.policies import staff_with
from serve_apps.front.rendering import page
from serve_apps.front.texts import Typed
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.front.words import word
from serve_apps.pages.faults import Faults, tell
from serve_apps.pages.records import Records

router = APIRouter(prefix="/staff/filing", include_in_schema=False)
Clerk = Annotated[Visitor, Depends(staff_with(WINDOW_CLERK))]
_SHOWN = ("kind", "identified", "name", "id_number", "phone", "texted")
_DRAFTS = 50
Ticket = Annotated[str, Query(pattern=r"^[A-Z0-9]{0,10}$")]
Sought = Annotated[str, Query(max_length=100)]


@router.get("")
async def choose(
    request: Request, visitor: Clerk, services: Wired, q: Sought = "", ticket: Ticket = ""
) -> Response:
    """Show what the clerk may take in, of it what has `q` in its title or code, and what he has
    begun and not sent. `ticket` is whose turn it is at his window."""
    sought = normalise.plain_text(q).casefold()
    cases = services[Records].database["cases"]
    mine = cases.find({"phase": "draft", "filed_by": visitor.identity.id})
    context = {
        "items": [
            item
            for item in services.library[Catalogue].current_items()
            if _is_taken_in(services, visitor, item)
            and sought in f"{item.code} {item.title.zh} {item.title.en}".casefold()
        ],
        "q": q,
        "ticket": ticket,
        "drafts": await mine.sort("updated_at", -1).limit(_DRAFTS).to_list(),
    }
    return page(request, "staff/filing.html", context)


@router.get("/{code}")
async def ask_who(
    request: Request, visitor: Clerk, services: Wired, code: str, ticket: Ticket = ""
) -> Response:
    """Ask who is present, and how that is known; `ticket` is whose turn it is at the window."""
    item = taken_in(services, visitor, code)
    nothing = dict.fromkeys(_SHOWN, "") | {"kind": item.audience[0], "ticket": ticket}
    return _who(request, item, nothing, Faults())


@router.post("/{code}")
async def begin(
    request: Request,
    visitor: Clerk,
    services: Wired,
    code: str,
    key: Key,
    kind: Annotated[str, Form(pattern="^(natural|legal)$")] = "natural",
    identified: Annotated[str, Form(pattern="^(typed)?$")] = "",
    name: Annotated[str, Typed, Form(max_length=200)] = "",
    id_number: Annotated[str, Form(max_length=64)] = "",
    phone: Annotated[str, Form(max_length=64)] = "",
    texted: Annotated[str, Form(pattern="^(yes)?$")] = "",
) -> Response:
    """Begin a draft for whoever is present; the same `key` begins the same one. A number whose
    check digit is wrong begins none. What is typed here was read by no card reader."""
    item = taken_in(services, visitor, code)
    typed = {"kind": kind, "identified": identified, "name": name, "id_number": id_number,
             "phone": phone, "texted": texted}  # fmt: skip
    told = {**typed, "texted": bool(texted)}
    sent = Sent(**cast("Any", told), id_type=ID_TYPES[kind])
    try:
        wish = await draft_for(services, visitor, item, sent)
    except Refusal as refusal:
        return _who(request, item, typed, told_of(request, refusal.reasons), status=422)
    filed = await save_draft(services, visitor.identity, key, wish)
    return RedirectResponse(f"/apply/{filed.case}", 303)


@router.post("/drafts/{case}/drop")
async def drop(visitor: Clerk, services: Wired, case: CaseId, key: Key) -> Response:
    """Throw a draft away that the clerk began."""
    await send_own(services, visitor, case, Withdraw(), key)
    return RedirectResponse("/staff/filing", 303)


def taken_in(services: Services, visitor: Visitor, code: str) -> ServiceItem:
    """Return the item if the clerk may take it in at his window.

    Raises:
        Refusal: kind "unknown", there is none that he may.
    """
    item = services.library[Catalogue].item(code)
    if not _is_taken_in(services, visitor, item):
        raise UNKNOWN
    return item


async def draft_for(
    services: Services, visitor: Visitor, item: ServiceItem, sent: Sent
) -> SaveDraft:
    """Return the command that begins a draft for whoever is present.

    Raises:
        Refusal: something is wrong with what was `sent` of him; every fault is named.
    """
    applicant = as_kept(await applicant_of(services, visitor, sent))
    today = local_day(services.clock.now())
    if faults := applicant_faults(applicant, item, services.library, today):
        raise Refusal(*faults)
    return SaveDraft(
        item=item.code, item_version=item.version, channel="window", applicant=applicant, form={}
    )


def _is_taken_in(services: Services, visitor: Visitor, item: ServiceItem) -> bool:
    library = services.library
    if "window" not in item.channels or why_untaken(item, library):
        return False
    return may_begin(visitor.identity, item, library)


def told_of(request: Request, reasons: tuple[Reason, ...]) -> Faults:
    """Return what is wrong with who is present, by the titles of the controls."""
    language = language_of(request)
    titles = {f"applicant.{name}": word(f"filing.{name}", language) for name in _SHOWN}
    return tell(reasons, language, names=titles)


def _who(
    request: Request,
    item: ServiceItem,
    typed: Mapping[str, str],
    faults: Faults,
    status: int = 200,
) -> Response:
    context = {
        "item": item,
        "typed": typed,
        "key": uuid7().hex,
        "errors": faults.summary,
        "beside": faults.beside,
    }
    return page(request, "staff/present.html", context, status=status)
