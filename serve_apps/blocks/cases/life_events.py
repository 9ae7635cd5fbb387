"""一件事 (HALL-33): several items applied for at once, and how far they are, on one page."""

from collections.abc import Iterable
from typing import Annotated
from uuid import NAMESPACE_URL, uuid5

from fastapi import APIRouter, Depends, Form, Path, Request
from fastapi.responses import RedirectResponse, Response
from uuid_utils import uuid7

from actors.blocks.cases.application import Together
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.closed_units import why_untaken
from actors.blocks.cases.items import ServiceItem, reference_of
from actors.blocks.cases.life_events import LifeEvent
from actors.blocks.cases.statement import of_a_child
from actors.blocks.organisation.units import Organisation
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Refusal, Unavailable
from serve_apps.blocks.cases.applications import submit
from serve_apps.blocks.cases.apply import Key, parts_of
from serve_apps.blocks.cases.drafts import wish
from serve_apps.blocks.cases.prefilling import asks_for_known
from serve_apps.blocks.cases.sharing import Bundle, as_asked, begin_together, bundle_of
from serve_apps.blocks.cases.statements import Told, told
from serve_apps.blocks.cases.visibility import UNKNOWN
from serve_apps.blocks.waiting.rooms import WaitingRooms
from serve_apps.front.language import Language, language_of, translations
from serve_apps.front.policies import Resident, anyone
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.faults import Faults, tell

router = APIRouter(include_in_schema=False)
EventName = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
BundleId = Annotated[str, Path(pattern=r"^[A-Za-z0-9._~-]{1,64}$")]


@router.get("/events", dependencies=[Depends(anyone)])
async def show_events(request: Request, services: Wired) -> Response:
    """Show the life events that are offered."""
    events = services.library[Catalogue].events.values()
    return page(request, "together/events.html", {"events": list(events)})


@router.get("/events/{name}", dependencies=[Depends(anyone)])
async def show_event(request: Request, services: Wired, name: EventName) -> Response:
    """Show what belongs to an event, and what is told of one's data before one is asked."""
    return _event(request, services, services.library[Catalogue].event(name), Faults())


@router.post("/events/{name}/apply")
async def begin(
    request: Request,
    visitor: Resident,
    services: Wired,
    name: EventName,
    key: Key,
    items: Annotated[list[str] | None, Form()] = None,
    prefill: Annotated[bool, Form()] = False,
) -> Response:
    """Begin a draft for each item that was chosen; the same `key` begins the same ones."""
    event = services.library[Catalogue].event(name)
    needed = {part.item for part in event.items if not part.optional}
    chosen = [code for code in event.codes() if code in needed or code in (items or ())]
    for code in chosen:
        item = services.library[Catalogue].item(code)
        if why_untaken(item, services.library):
            return RedirectResponse(f"/items/{code}", 303)  # the guide says why
        back = f"/events/{name}"
        await services[WaitingRooms].require(visitor.identity, code, back)
    try:
        await begin_together(services, visitor, event, chosen, key, known=prefill)
    except Refusal as refusal:
        if refusal.kind != "invalid":
            raise
        said = tell(refusal.reasons, language_of(request))
        return _event(request, services, event, said, status=422)
    return RedirectResponse(f"/together/{name}/{key}", 303)


@router.get("/together/{name}/{bundle}")
async def show(
    request: Request,
    visitor: Resident,
    services: Wired,
    name: EventName,
    bundle: BundleId,
    saved: bool = False,
) -> Response:
    """Show what is still to be filled in and, of what was sent, how far it is."""
    found = await _found(services, visitor, name, bundle)
    return _together(request, services, found, Faults(), saved=saved)


@router.post("/together/{name}/{bundle}/send")
async def send(
    request: Request,
    visitor: Resident,
    services: Wired,
    name: EventName,
    bundle: BundleId,
    seen: Annotated[str, Form(max_length=200)] = "",
    statement: Annotated[list[str] | None, Form()] = None,
    guardian_consents: Annotated[bool, Form()] = False,
) -> Response:
    """Send all that was not sent yet. However often this is done, each is sent once; one that is
    refused stays a draft, and the others are sent all the same.

    What counts is what was shown: `seen` are the drafts as they stood then.
    """
    found = await _found(services, visitor, name, bundle)
    say = translations(language_of(request)).gettext
    if found.sent:
        return RedirectResponse(f"/together/{name}/{bundle}", 303)
    if seen != _seen(found):
        changed = Faults((("", say("填写的内容已在别处改动，请重新核对后再提交")),))
        return _together(request, services, found, changed, status=409)
    summary: list[tuple[str, str]] = []
    for draft in found.drafts:
        if draft.open:
            reference = reference_of(draft.item)
            whole = wish(
                draft,
                form=draft.answers,
                statement=reference if reference in (statement or ()) else "",
                guardian_consents=guardian_consents,
            )
            key = uuid5(NAMESPACE_URL, f"yimen:submit:{draft.case}:{draft.seq}").hex
            try:
                await submit(services, visitor.identity, key, whole, case=draft.case)
            except Unavailable:
                unknown = {"draft": draft, "item": draft.item, "key": key}
                return page(request, "apply/unknown.html", unknown)
            except Refusal as refusal:
                names = {"guardian_consents": ""}
                language = language_of(request)
                faults = tell(refusal.reasons, language, item=draft.item, names=names)
                title = draft.item.title[language]
                summary += [("", f"{title}: {sentence}") for _, sentence in faults.summary]
    if summary:
        found = await _found(services, visitor, name, bundle)
        return _together(request, services, found, Faults(tuple(summary)), status=422)
    return RedirectResponse(f"/together/{name}/{bundle}", 303)


async def _found(services: Services, visitor: Visitor, name: str, bundle: str) -> Bundle:
    found = await bundle_of(services, visitor, Together(event=name, bundle=bundle))
    if not found.drafts:
        raise UNKNOWN
    return found


def _event(
    request: Request, services: Services, event: LifeEvent, faults: Faults, status: int = 200
) -> Response:
    catalogue = services.library[Catalogue]
    items = {part.item: catalogue.item(part.item) for part in event.items}
    language = language_of(request)
    context = {
        "event": event,
        "items": items,
        "made": {(supply.to, supply.material): items[supply.by].title for supply in event.supplies},
        "knows": any(asks_for_known(item) for item in items.values()),
        "statements": _statements(services, items.values(), language),
        "key": uuid7().hex,
        "errors": faults.summary,
    }
    return page(request, "together/event.html", context, status=status)


def _statements(services: Services, items: Iterable[ServiceItem], language: Language) -> list[Told]:
    """Return what is told of the data of several items, each statement once."""
    found = {
        item.statement.reference: told(item.statement, item, services.library, language)
        for item in items
        if item.statement is not None
    }
    return list(found.values())


def _together(
    request: Request,
    services: Services,
    found: Bundle,
    faults: Faults,
    status: int = 200,
    saved: bool = False,
) -> Response:
    language = language_of(request)
    asked = [as_asked(draft, found) for draft in found.drafts]
    left = [draft for draft in found.drafts if draft.open]
    children = [draft for draft in left if draft.item.child]
    today = local_day(services.clock.now())
    context = {
        "bundle": found,
        "title": found.event.title if found.event else asked[0].item.title,
        "parts": [(draft, parts_of(draft, language)[:-1]) for draft in asked if draft.open],
        "sent": [draft for draft in asked if not draft.open],
        "ready": not any(draft.faults for draft in left),
        "missing": sum(len(draft.faults) for draft in asked if draft.open),
        "statements": _statements(services, [draft.item for draft in left], language),
        "of_a_child": any(
            of_a_child(draft.answers.get(draft.item.child), today) for draft in children
        ),
        "units": services.library[Organisation],
        "seen": _seen(found),
        "saved": saved,
        "errors": faults.summary,
    }
    return page(request, "together/together.html", context, status=status)


def _seen(found: Bundle) -> str:
    return "-".join(f"{draft.seq}" for draft in found.drafts)
