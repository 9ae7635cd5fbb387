"""Writing a motion or a suggestion step by step (撰写向导), with help in line. Every step is kept
as the draft, so that it can be gone on with later, and prints."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from actors.kernel.errors import Reason, Refusal
from actors.systems.npc_motions.views import PROPOSALS
from serve_apps.front.language import language_of
from serve_apps.front.policies import Resident
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.front.words import word
from serve_apps.pages.own_change import awaited
from serve_apps.pages.records import Records
from serve_apps.pages.values import Values
from serve_apps.systems.npc_motions.filling import in_office
from serve_apps.systems.npc_motions.writing.plan import PLANS, Plan, Step
from serve_apps.systems.npc_motions.writing.step import BEGIN, Writing

router = APIRouter(include_in_schema=False)
MOST_DRAFTS = 20


@router.get(BEGIN)
async def begin(
    request: Request, visitor: Resident, services: Wired, kept: bool = False
) -> Response:
    """Say what can be written and in which steps, lead to the first one of a new draft, and to
    those that are not handed in.

    Raises:
        Refusal: the visitor is no deputy in office.
    """
    if not await in_office(services, visitor.account):
        raise Refusal(Reason("suggestion.not_in_office"), kind="forbidden")
    language = language_of(request)
    kinds = [
        {
            "title": word(f"writing.{kind}.title", language),
            "text": word(f"writing.{kind}.text", language),
            "begin": word(f"writing.{kind}.begin", language),
            "steps": [plan.title(step, language) for step in plan.steps],
            "href": plan.address(uuid4().hex, plan.steps[0]),
        }
        for kind, plan in PLANS.items()
    ]
    entered = [
        await awaited(request, services, services[Records].database, PROPOSALS, kind)
        for kind in PLANS
    ]
    drafts = await _drafts(request, services, visitor)
    context = {"kinds": kinds, "drafts": drafts, "kept": kept, "entering": not all(entered)}
    return page(request, "npc_motions/write_begin.html", context)


@router.get("/write/{kind}/{id}")
async def go_on(visitor: Resident, services: Wired, kind: str, id: str) -> Response:
    """Lead to the step on which something is missing.

    Raises:
        Refusal: nothing of that kind is written step by step.
    """
    plan = _plan(kind)
    state = (await services.sender.show(f"{kind}:{id}")).state
    own = state.phase and state.lead == visitor.account
    step = plan.unfinished(state) if own else plan.steps[0]
    return RedirectResponse(plan.address(id, step), 303)


@router.get("/write/{kind}/{id}/{step}")
async def show_step(
    request: Request, visitor: Resident, services: Wired, kind: str, id: str, step: str
) -> Response:
    """Show a step of the draft.

    Raises:
        Refusal: there is no such step, or the draft is not the visitor's.
    """
    return await _writing(request, services, visitor, kind, id, step).show()


@router.post("/write/{kind}/{id}/{step}")
async def take_step(
    request: Request, visitor: Resident, services: Wired, kind: str, id: str, step: str
) -> Response:
    """Keep what was written on a step, and lead to the next one.

    Raises:
        Refusal: there is no such step, or the draft is not the visitor's.
    """
    return await _writing(request, services, visitor, kind, id, step).take()


@router.get("/write/{kind}/{id}/{step}/find")
async def find(
    request: Request,
    visitor: Resident,
    services: Wired,
    kind: str,
    id: str,
    step: str,
    control: str,
) -> Response:
    """Show what can be picked in a control of a step.

    Raises:
        Refusal: there is no such control, or the draft is not the visitor's.
    """
    return await _writing(request, services, visitor, kind, id, step).find(control)


def _writing(
    request: Request, services: Services, visitor: Visitor, kind: str, id: str, step: str
) -> Writing:
    plan = _plan(kind)
    found: Step | None = plan.step(step)
    if found is None:
        raise Refusal(Reason(f"{kind}.unknown"), kind="unknown")
    return Writing(request, services, visitor, plan, id, found)


def _plan(kind: str) -> Plan:
    if kind not in PLANS:
        raise Refusal(Reason("suggestion.unknown"), kind="unknown")
    return PLANS[kind]


async def _drafts(
    request: Request, services: Services, visitor: Visitor
) -> list[Mapping[str, Any]]:
    """Return the visitor's drafts, the last changed first."""
    language = language_of(request)
    phases = {phase for plan in PLANS.values() for phase in plan.open}
    where = {"lead": visitor.account, "state": {"$in": sorted(phases)}}
    found = services[Records].database[PROPOSALS.name].find(where)
    rows = [row async for row in found.sort("updated_at", -1).limit(MOST_DRAFTS)]
    values = {kind: Values(kind, services.library, language) for kind in PLANS}
    return [
        {
            "href": f"{BEGIN}/{row['kind']}/{row['_id']}",
            "title": row["title"],
            "kind": word(f"writing.{row['kind']}.title", language),
            "state": values[row["kind"]].state(row["state"]),
            "at": row["updated_at"],
        }
        for row in rows
    ]
