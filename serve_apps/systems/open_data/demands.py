"""Demands for data (数据需求): a public board with votes, one's own, and the desk of those who
moderate and answer."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Form, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.organisation.units import Organisation
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Command
from actors.systems.open_data.demand import records as r
from actors.systems.open_data.demand.view import DEMANDS, VOTES
from actors.systems.open_data.roles import ROLES
from serve_apps.front.bodies import command_id
from serve_apps.front.holding import Holding, Telling
from serve_apps.front.language import language_of
from serve_apps.front.new_ids import new_id
from serve_apps.front.policies import AnyVisitor, OwnAccount, staff_with
from serve_apps.front.rendering import page, unit_name
from serve_apps.front.texts import Typed
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.front.words import word
from serve_apps.pages.asking import Asking
from serve_apps.pages.faults import Faults, tell
from serve_apps.pages.filters import Choice, OfUnit
from serve_apps.pages.lists import Column, ListPage, Sorting
from serve_apps.pages.panels import Panel, Shows
from serve_apps.pages.record import RecordPage
from serve_apps.pages.records import Records
from storage.mongo import Document

router = APIRouter(include_in_schema=False)
AT, STAFF_AT = "/demands", "/open-demands"
ON_A_PAGE = 20
Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
Key = Annotated[str, Form(pattern=r"^[A-Za-z0-9._~:-]{1,64}$")]
UNKNOWN = Refusal(Reason("data_demand.unknown"), kind="unknown")
_ASKED = ("title", "text")


@router.get(AT)
async def show_board(
    request: Request,
    _: AnyVisitor,
    services: Wired,
    unit: Annotated[str, Query(max_length=60)] = "",
    page_number: Annotated[int, Query(alias="page", ge=1, le=1_000)] = 1,
) -> Response:
    """Show the public demands, those with most votes first, of all units or of one.

    Raises:
        PyMongoError: the database does not answer.
    """
    public: Document = {"state": {"$in": list(r.PUBLIC)}, **({"unit": unit} if unit else {})}
    found = services[Records].database[DEMANDS].find(public)
    order = [("votes", -1), ("posted_at", -1), ("_id", 1)]
    start = (page_number - 1) * ON_A_PAGE
    rows = await found.sort(order).skip(start).limit(ON_A_PAGE + 1).to_list()
    language = language_of(request)
    of = f"&unit={unit}" if unit else ""
    context = {
        "rows": [{**row, "unit": _unit(services, row, language)} for row in rows[:ON_A_PAGE]],
        "of_unit": unit_name(services.library, unit, language) if unit else "",
        "before": f"{AT}?page={page_number - 1}{of}" if page_number > 1 else "",
        "after": f"{AT}?page={page_number + 1}{of}" if len(rows) > ON_A_PAGE else "",
        "start": start,
    }
    return page(request, "open_data/demands.html", context)


@router.get(AT + "/new")
async def begin(request: Request, visitor: OwnAccount) -> Response:
    """Ask which data are wanted, and what for."""
    return _form(request, {}, Faults())


@router.post(AT + "/new")
async def post(
    request: Request,
    visitor: OwnAccount,
    services: Wired,
    key: Key,
    title: Annotated[str, Typed, Form(max_length=100)] = "",
    text: Annotated[str, Typed, Form(max_length=1_000)] = "",
) -> Response:
    """Post a demand, or show the form again with every reason.

    Raises:
        Overloaded, Unavailable: it could not be asked.
    """
    typed = {"title": title, "text": text}
    id = new_id(r.DEMAND, visitor.identity.owner, key)
    try:
        missing = [Reason("form.required", f"/{n}") for n in _ASKED if not typed[n].strip()]
        if missing:
            raise Refusal(*missing)
        await _send(services, visitor, f"{r.DEMAND}:{id}", r.PostDemand(**typed), key)
    except Refusal as refusal:
        if refusal.kind != "invalid":
            raise
        language = language_of(request)
        names = {name: word(f"data_demand.fields.{name}", language) for name in _ASKED}
        return _form(request, typed, tell(refusal.reasons, language, names=names), status=422)
    return RedirectResponse(f"{AT}/{id}", 303)


@router.get(AT + "/{id}")
async def show(request: Request, visitor: AnyVisitor, services: Wired, id: Id) -> Response:
    """Show one that is public; to whoever posted it also while it is not.

    Raises:
        Refusal: there is none for the visitor.
        PyMongoError, Overloaded, Unavailable: it could not be asked.
    """
    state: r.Demand = (await services.sender.show(f"{r.DEMAND}:{id}")).state
    own = bool(visitor.kind) and state.owner == visitor.identity.id
    if state.restricted or not (state.phase in r.PUBLIC or (own and state.phase)):
        raise UNKNOWN
    voted = False
    if visitor.kind:
        key = f"{r.VOTE}:{r.vote_id(visitor.identity.id, id)}"
        voted = (await services.sender.show(key)).state.phase == "cast"
    context = {
        "id": id,
        "it": state,
        "unit": unit_name(services.library, state.unit, language_of(request)),
        "public": state.phase in r.PUBLIC,
        "signed_in": bool(visitor.kind),
        "voted": voted,
        "key": uuid4().hex,
    }
    return page(request, "open_data/demand.html", context)


@router.get(AT + "/{id}/vote")
async def lead_back(visitor: OwnAccount, id: Id) -> Response:
    """Lead back to the demand whoever has signed in to vote."""
    return RedirectResponse(f"{AT}/{id}", 303)


@router.post(AT + "/{id}/vote")
async def vote(
    visitor: OwnAccount,
    services: Wired,
    id: Id,
    key: Key,
    back: Annotated[bool, Form()] = False,
) -> Response:
    """Vote for a demand, or take the vote `back`; who has done so already has.

    Raises:
        Refusal: it is not public.
        Overloaded, Unavailable: it could not be asked.
    """
    to = f"{r.VOTE}:{r.vote_id(visitor.identity.id, id)}"
    cast = (await services.sender.show(to)).state.phase == "cast"
    if cast and back:
        await _send(services, visitor, to, r.TakeBackVote(), key)
    elif not (cast or back):
        wish = await prepared(services, visitor, "", r.CastVote(demand=id))
        await _send(services, visitor, to, wish, key)
    return RedirectResponse(f"{AT}/{id}", 303)


async def prepared(services: Services, visitor: Visitor, id: str, sent: r.CastVote) -> Command:
    """Return `sent` once its demand is found to be public.

    Raises:
        Refusal: it is not.
        Overloaded, Unavailable: it could not be asked.
    """
    state: r.Demand = (await services.sender.show(f"{r.DEMAND}:{sent.demand}")).state
    if state.phase not in r.PUBLIC:
        raise Refusal(Reason("demand_vote.not_shown", "/demand"), kind="not_now")
    return sent


async def _send(services: Services, visitor: Visitor, to: str, wish: Command, key: str) -> None:
    by = visitor.identity
    await services.sender.send(to, wish, id=command_id(by.owner, key, wish), by=by)


def _form(
    request: Request, typed: Mapping[str, str], faults: Faults, status: int = 200
) -> Response:
    context = {
        "typed": {"title": "", "text": "", **typed},
        "key": uuid4().hex,
        "errors": faults.summary,
        "beside": faults.beside,
    }
    return page(request, "open_data/demand_new.html", context, status=status)


def _unit(services: Services, row: Document, language: Any) -> str:
    return unit_name(services.library, row["unit"], language)


def _units(asking: Asking) -> Iterable[tuple[str, str]]:
    units = asking.services.library[Organisation].units.values()
    return sorted(((unit.code, unit.title[asking.language]) for unit in units), key=lambda u: u[1])


async def _public(
    services: Services, visitor: Visitor, id: str, state: Any, shows: Shows
) -> Mapping[str, Any] | None:
    """Return what is public of a demand; what is not is read for a purpose."""
    demand: r.Demand = state
    if demand.phase not in r.PUBLIC or not shows("text"):
        return None
    return {"id": id, "title": demand.title, "text": demand.text}


def _told(row: Mapping[str, Any], state: r.Demand, how: Telling) -> Mapping[str, Any]:
    return {
        "title": state.title,
        "text": state.text,
        "phase": state.phase,
        "posted_at": state.posted_at,
        "reply": state.reply,
        "reason": state.reason,
    }


def _vote_told(row: Mapping[str, Any], state: r.Vote, how: Telling) -> Mapping[str, Any]:
    return {"demand": state.demand, "phase": state.phase}


HELD = (
    Holding(
        name="data_demands",
        of=(r.DEMAND,),
        kind=r.DEMAND,
        collection=DEMANDS,
        field="account",
        told=_told,
    ),
    Holding(
        name="demand_votes",
        of=(r.VOTE,),
        kind=r.VOTE,
        collection=VOTES,
        field="account",
        told=_vote_told,
    ),
)
_OFFICES = staff_with(*ROLES)
LIST = ListPage(
    name="open_demands",
    view=DEMANDS,
    at=STAFF_AT,
    record=f"{STAFF_AT}/{{id}}",
    columns=(
        Column(field="posted_at"),
        Column(field="unit"),
        Column(field="state", look="state"),
        Column(field="votes", look="number"),
        Column(field="due"),
    ),
    orders=(Sorting(name="latest", fields=("posted_at",), descending=True),),
    filters=(
        Choice(field="state", values=r.PHASES, said=f"{r.DEMAND}.states"),
        OfUnit(field="unit"),
    ),
    policy=_OFFICES,
)
RECORD = RecordPage(
    kind=r.DEMAND,
    at=STAFF_AT,
    heading="posted_at",
    good=("opened", "planned"),
    bad=("removed", "refused"),
    notice=("held", "routed"),
    choices={"unit": _units},
    told=("reply", "reason", "moderate_by"),
    left_out=("PostDemand",),
    panels=(Panel(template="open_data/demand_panel.html", made=_public),),
    untold=("VotesCounted",),
    purposes=("handling",),
    policy=_OFFICES,
)
