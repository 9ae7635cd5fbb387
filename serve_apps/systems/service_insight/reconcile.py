"""The registers answer others who clean their tables: the W3C Reconciliation API, version 0.2."""

import asyncio
from collections.abc import Mapping
from datetime import date
from itertools import islice
from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.systems.service_insight.matching import Matching
from actors.systems.service_insight.questions import MOST, Extension, Question, questions
from actors.systems.service_insight.registers import (
    PROPERTIES,
    TYPES,
    Entity,
    Reference,
    properties_of,
)
from serve_apps.front.bodies import answer
from serve_apps.front.language import Language, language_of
from serve_apps.front.policies import AnyVisitor, Policy, SignInNeeded
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor, bearer_token
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.parts import SummaryRow
from serve_apps.systems.service_insight import messages
from serve_apps.systems.service_insight.directory import Directory
from serve_apps.systems.service_insight.open_routes import OpenRoute

router = APIRouter(prefix="/reconcile", include_in_schema=False, route_class=OpenRoute)
pages = APIRouter(prefix="/reconcile", include_in_schema=False)
asks = Policy("asks", guarded=False)  # a question changes nothing, also one that is posted
Asker = Annotated[Visitor, Depends(asks)]
Text = Annotated[str, Query()]
Prefix = Annotated[str, Query(max_length=100)]
SUGGESTED = 20  # in one answer
UNKNOWN = Refusal(Reason("reconcile.unknown"), kind="unknown")


@router.get("")
async def ask(
    request: Request, visitor: Asker, services: Wired, queries: Text = "", extend: Text = ""
) -> Response:
    """Answer queries, or tell of the service where nothing is asked."""
    if queries or extend:
        return await _answered(request, visitor, services, queries, extend)
    _check(request, visitor)
    return answer(messages.manifest(_origin(request, services), language_of(request)))


@router.post("")
async def ask_by_form(
    request: Request,
    visitor: Asker,
    services: Wired,
    queries: Annotated[str, Form()] = "",
    extend: Annotated[str, Form()] = "",
) -> Response:
    """Answer queries that are sent as a form, as the protocol wants them.

    Raises:
        HTTPException: 400, nothing is asked; 413, too much.
    """
    if not queries and not extend:
        raise HTTPException(400)
    return await _answered(request, visitor, services, queries, extend)


@router.get("/suggest/{what}")
async def suggest(
    request: Request,
    visitor: Asker,
    services: Wired,
    what: Literal["entity", "type", "property"],
    prefix: Prefix = "",
    cursor: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> Response:
    """Suggest what begins with `prefix`, from the place `cursor` on."""
    _check(request, visitor)
    language = language_of(request)
    if what == "entity":
        matching = await services[Directory].matching()
        found = matching.suggested(prefix) if prefix.strip() else iter(())
        some = islice(found, cursor, cursor + SUGGESTED)
        shown = [messages.suggested(each, language) for each in some]
    elif what == "type":
        shown = _beginning([messages.named_type(each, language) for each in TYPES], prefix)
    else:
        shown = _beginning([messages.named_property(each, language) for each in PROPERTIES], prefix)
    return answer({"result": shown})


@router.get("/properties")
async def propose(
    request: Request,
    visitor: Asker,
    type: Prefix = "",
    limit: Annotated[int, Query(ge=0, le=1_000)] = 1_000,
) -> Response:
    """Propose the properties of a type, "" for any."""
    _check(request, visitor)
    language = language_of(request)
    found = properties_of((type,) if type else ())[:limit]
    named = [messages.named_property(each, language) for each in found]
    return answer({"properties": named, "limit": limit} | ({"type": type} if type else {}))


@pages.get("/entities/{id}")
async def show_entity(request: Request, _: AnyVisitor, services: Wired, id: str) -> Response:
    """Show what a register says of an entity.

    Raises:
        Refusal: there is no such entity.
    """
    matching, today = await services[Directory].matching(), local_day(services.clock.now())
    entity = matching.registers.by_id.get(id)
    if entity is None:
        raise UNKNOWN
    language = language_of(request)
    context = {
        "entity": entity,
        "type": messages.named_type(entity.type, language)["name"],
        "in_force": entity.in_force(today),
        "rows": _rows(matching, entity, today, language),
        "successors": matching.registers.successors(entity, today),
    }
    return page(request, "insight/entity.html", context)


async def _answered(
    request: Request, visitor: Visitor, services: Services, queries: str, extend: str
) -> Response:
    """Raises msgspec.ValidationError, HTTPException: it is not of the shape, or too much."""
    _check(request, visitor)
    language, today = language_of(request), local_day(services.clock.now())
    if queries:
        asked = questions(queries)
        _require_few(len(asked))
        matching = await services[Directory].matching()
        return answer(await asyncio.to_thread(_found, matching, asked, today, language))
    wanted = msgspec.json.decode(extend, type=Extension)
    _require_few(len(wanted.ids))
    registers = (await services[Directory].matching()).registers
    return answer(messages.extended(registers, wanted, today, language))


def _found(
    matching: Matching, asked: Mapping[str, Question], today: date, language: Language
) -> dict[str, Any]:
    return {
        name: messages.result(matching.find(question, today), language)
        for name, question in asked.items()
    }


def _check(request: Request, visitor: Visitor) -> None:
    """Refuse a token that proves nothing. None is needed: the registers are public."""
    if bearer_token(request) is not None and not visitor.kind:
        raise SignInNeeded


def _require_few(many: int) -> None:
    if many > MOST:
        raise HTTPException(413)


def _origin(request: Request, services: Services) -> str:
    return (services.settings.public_address or str(request.base_url)).rstrip("/")


def _beginning(named: list[dict[str, str]], prefix: str) -> list[dict[str, str]]:
    wanted = prefix.strip().casefold()
    return [
        each
        for each in named
        if each["id"].startswith(wanted) or each["name"].casefold().startswith(wanted)
    ]


def _rows(matching: Matching, entity: Entity, today: date, language: Language) -> list[SummaryRow]:
    rows: list[SummaryRow] = []
    for each in properties_of((entity.type,)):
        values = matching.registers.values(entity, each.id, today)
        texts = tuple(one.name if isinstance(one, Reference) else str(one) for one in values)
        if texts:
            rows.append(SummaryRow(each.zh if language == "zh" else each.en, texts))
    return rows
