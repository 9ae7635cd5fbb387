"""Draining a host and moving a shard: what will happen, a confirmation, and then the deed."""

from typing import Annotated
from urllib.parse import quote
from uuid import uuid4

from fastapi import APIRouter, Depends, Form, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.forms.normalise import whole_number
from actors.blocks.operations.record import Action
from actors.blocks.operations.roles import OPERATOR
from actors.runtime.control import drain_fault, move_fault
from actors.runtime.placement import SHARDS
from serve_apps.blocks.operations.operating import operate
from serve_apps.front.language import language_of, translations
from serve_apps.front.policies import staff_with
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.faults import tell

router = APIRouter(include_in_schema=False)
Operator = Annotated[Visitor, Depends(staff_with(OPERATOR))]
HostName = Annotated[str, Path(max_length=80)]
OperationId = Annotated[str, Form(alias="key", pattern="^[0-9a-f]{32}$")]
_UNFIT = -1  # stands for a shard that is no number; the rules refuse it


@router.get("/operator/hosts/{host}/drain")
async def ask_to_drain(request: Request, _: Operator, services: Wired, host: HostName) -> Response:
    """Show what draining `host` will mean, or what stands against it."""
    look = await services.control.look()
    fault = drain_fault(look, host)
    if fault and fault.kind == "unknown":
        raise fault
    context = {
        "host": look.host(host),
        "others": [one for one in look.hosts if one.state == "up" and one.name != host],
        "key": uuid4().hex,
        "against": fault.reasons if fault else (),
    }
    return page(request, "operator/drain.html", context, status=409 if fault else 200)


@router.post("/operator/hosts/{host}/drain")
async def drain(visitor: Operator, services: Wired, host: HostName, key: OperationId) -> Response:
    """Have `host` drained."""
    return await _operate(services, visitor, key, "drain", host)


@router.get("/operator/move")
async def ask_to_move(
    request: Request,
    _: Operator,
    services: Wired,
    shard: Annotated[str, Query(max_length=10)] = "",
    host: Annotated[str, Query(max_length=80)] = "",
) -> Response:
    """Show what moving a shard will mean, or what is wrong with what was entered."""
    look = await services.control.look()
    given = whole_number(shard)
    number = _UNFIT if given is None else given
    fault = move_fault(look, number, host)
    language = language_of(request)
    say = translations(language).gettext
    names = {"shard": say("分片编号"), "host": say("目标宿主")}
    told = tell(fault.reasons if fault else (), language, names=names)
    context = {
        "look": look,
        "shard": shard,
        "number": number,
        "target": host,
        "largest": SHARDS - 1,
        "key": uuid4().hex,
        "errors": told.summary,
        "beside": told.beside,
    }
    return page(request, "operator/move.html", context, status=422 if fault else 200)


@router.post("/operator/move")
async def move(
    visitor: Operator,
    services: Wired,
    shard: Annotated[int, Form(ge=0, lt=SHARDS)],
    host: Annotated[str, Form(max_length=80)],
    key: OperationId,
) -> Response:
    """Have a shard moved."""
    return await _operate(services, visitor, key, "move", host, shard)


async def _operate(
    services: Services, visitor: Visitor, id: str, action: Action, host: str, shard: int = -1
) -> Response:
    await operate(services, visitor.identity, id, action, host, shard)
    return RedirectResponse(f"/operator?operation={quote(id)}#operations", 303)
