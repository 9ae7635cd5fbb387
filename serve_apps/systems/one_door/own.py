"""My page (我的、企业专属网页): what there is of whoever has signed in or of the company that he is
acting for, with counts; and the files that were handed in."""

from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response, StreamingResponse

from actors.blocks.accounts.state import AccountState
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.state import CaseState
from actors.blocks.mandates.kind import MANDATES
from actors.blocks.mandates.mandate import Represented
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from serve_apps.blocks.cases.drafts import open_own
from serve_apps.blocks.cases.listings import own_query
from serve_apps.blocks.cases.recognising import recognise
from serve_apps.front.faces import served
from serve_apps.front.policies import Resident
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.records import Records
from serve_apps.pages.stored_files import file_answer, pictures_of
from storage.mongo import Document

router = APIRouter(prefix="/my", include_in_schema=False)
CaseId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
MOST = 99  # that are counted
LATEST = 40  # cases whose files are listed
WAITING = 5  # cases that wait for the visitor and are named
UNKNOWN = Refusal(Reason("case.unknown"), kind="unknown")
_OPEN = ("submitted", "correction_requested", "accepted", "paused", "granted", "issued")


@dataclass(frozen=True)
class Part:
    """A part of the page: `name` says what it is, `href` where it leads, `count` how many there are
    (more than MOST are not counted, None where nothing is), `more` what of them needs somebody."""

    name: str
    href: str
    icon: str
    count: int | None = None
    more: int = 0


@router.get("")
async def show(request: Request, visitor: Resident, services: Wired) -> Response:
    """Show everything that there is of whom the visitor acts for."""
    where = own_query(visitor, await recognise(services, visitor))
    cases = services[Records].database["cases"]
    waiting = {"$and": [where, {"phase": {"$in": ["correction_requested", "draft"]}}]}
    fields = {"number": 1, "item.title": 1, "phase": 1, "dues": 1}
    rows = await cases.find(waiting, fields).sort("updated_at", -1).limit(WAITING).to_list()
    account: AccountState = (await services.sender.show(f"account:{visitor.represents}")).state
    person = account.person
    context = {
        "name": account.display,
        "company": person is not None and person.id_type == "credit_code",
        "acting": bool(visitor.identity.acting_for),
        "limited": bool(visitor.identity.items),
        "waiting": rows,
        "parts": [each async for each in _parts(services, visitor, where)],
        "most": MOST,
        "staff": await _staff(services, visitor),
        "titles": {item.code: item.title for item in services.library[Catalogue].current_items()},
    }
    return page(request, "my/home.html", context)


@router.get("/materials")
async def show_materials(request: Request, visitor: Resident, services: Wired) -> Response:
    """Show the files that were handed in with the latest cases, each with a small picture."""
    cases = services[Records].database["cases"]
    own = own_query(visitor)
    found = cases.find(own, {"_id": 1}).sort("updated_at", -1).limit(LATEST)
    shown: list[dict[str, Any]] = []
    async for row in found:
        draft = await open_own(services, visitor, str(row["_id"]))
        files = [each for each in draft.state.materials if each.sha256]
        if files:
            titles = {spec.name: spec.title for spec in draft.item.materials}
            shown.append(
                {
                    "case": draft.state,
                    "item": draft.item,
                    "files": [(each, titles.get(each.name)) for each in files],
                    "pictures": await pictures_of(services, files),
                }
            )
    return page(request, "my/materials.html", {"cases": shown})


@router.get("/materials/{case}/{name}")
async def fetch(visitor: Resident, services: Wired, case: CaseId, name: str) -> StreamingResponse:
    """Send one of one's own files.

    Raises:
        Refusal: there is no such case of the visitor's, or no such file.
    """
    state = (await open_own(services, visitor, case)).state
    found = next((each for each in state.materials if each.name == name and each.sha256), None)
    if found is None:
        raise UNKNOWN
    return await file_answer(services, found.sha256, found.file_name or found.name, UNKNOWN)


@router.get("/consents")
async def show_consents(request: Request, visitor: Resident, services: Wired) -> Response:
    """Show what was consented to: the statements on data that cases were filed by, and the licences
    that a window may take."""
    cases = services[Records].database["cases"]
    own = own_query(visitor) | {"phase": {"$nin": ["none", "draft"]}}
    found = cases.find(own, {"_id": 1}).sort("updated_at", -1).limit(LATEST)
    stated: list[CaseState] = []
    async for row in found:
        state = (await open_own(services, visitor, str(row["_id"]))).state
        if state.statement:
            stated.append(state)
    titles = {item.code: item.title for item in services.library[Catalogue].current_items()}
    context = {"stated": stated, "titles": titles, "licences": _has("/licences")}
    return page(request, "my/consents.html", context)


async def _parts(services: Services, visitor: Visitor, own: Document) -> AsyncIterator[Part]:
    """Yield what there is, each with its count."""

    async def count(view: str, where: Document) -> int:
        return await services[Records].database[view].count_documents(where, limit=MOST + 1)

    now, me = services.clock.now(), visitor.represents
    open_ = await count("cases", {"$and": [own, {"phase": {"$in": list(_OPEN)}}]})
    owed = await count("cases", {"$and": [own, {"phase": "correction_requested"}]})
    yield Part("cases", "/cases", "inbox", open_, owed)
    yield Part("materials", "/my/materials", "file")
    if _has("/licences"):
        held = await count("licences", {"account": me, "state": "in_force"})
        yield Part("licences", "/licences", "card", held)
    if _has("/appointments"):
        coming: Document = {"owner": me, "status": {"$in": ["asked", "booked"]}}
        yield Part("appointments", "/appointments", "calendar", await count("appointments", coming))
    if _has("/notices") and not visitor.identity.acting_for:
        unread: Document = {"mailbox": f"person~{me}", "read_by": {"$ne": visitor.identity.id}}
        yield Part("messages", "/notices", "bell", await count("notices", unread))
    if _has("/account/ratings"):
        told = await count("ratings", {"account": me, "phase": "told"})
        rated = await count("ratings", {"account": me})
        yield Part("ratings", "/account/ratings", "heart", rated, told)
    if _has("/complaints"):
        asked: Document = {"account": me, "phase": {"$ne": "closed"}}
        answered = await count("complaints", {"account": me, "phase": "answered"})
        yield Part("complaints", "/complaints", "edit", await count("complaints", asked), answered)
    if _has("/mandates"):
        yield Part("mandates", "/mandates", "person", await _held(services, visitor, now))
    yield Part("consents", "/my/consents", "check")
    if _has("/account/readings"):
        read = await count("access_log", {"about": me, "purpose": {"$ne": "own"}})
        yield Part("readings", "/account/readings", "eye", read)


def _has(path: str) -> bool:
    """Tell whether this platform has the page at `path`."""
    return path in served()


async def _held(services: Services, visitor: Visitor, now: datetime) -> int:
    """Return for how many others the visitor himself may act today."""
    where: Document = {"to": visitor.account, "ended_at": None}
    rows = await services[Records].database["mandates"].find(where).limit(MOST + 1).to_list()
    today = local_day(now).isoformat()
    return sum(1 for row in rows if not row["until"] or row["until"] >= today)


async def _staff(services: Services, visitor: Visitor) -> list[Mapping[str, Any]]:
    """Return who may act for the company that the visitor represents by law, and in what; nothing
    to anybody else."""
    acting_for = visitor.identity.acting_for
    if not acting_for:
        return []
    state: Represented = (await services.sender.show(f"{MANDATES}:{acting_for}")).state
    if visitor.account not in state.representatives:
        return []
    today = local_day(services.clock.now())
    return list(_in_force(state, today))


def _in_force(state: Represented, today: date) -> Iterator[Mapping[str, Any]]:
    for each in state.mandates:
        if not each.until or each.until >= today:
            yield {
                "name": each.name,
                "to": each.to,
                "items": each.items,
                "since": each.since,
                "until": each.until,
            }
