"""GET /api/v1/{plural}/{id}: one entity of any kind that people can ask something of."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query, Response
from msgspec.structs import fields
from starlette.exceptions import HTTPException

from actors.kernel.errors import Reason, Refusal
from actors.kernel.kind import EntityKind
from actors.kernel.verdict import NONE_PERMITS
from serve_apps.front.bodies import answer
from serve_apps.front.disclosing import disclose
from serve_apps.front.policies import SignedIn
from serve_apps.front.problem import path_name
from serve_apps.front.wiring import Services, Wired

router = APIRouter(include_in_schema=False)  # `openapi.py` describes it for each kind


class Record(msgspec.Struct, frozen=True):
    """An entity as you may see it: `seq` is its version, `fields` what of it you may see, `allowed`
    the commands that you may send to it now."""

    id: str
    seq: int
    fields: dict[str, Any]
    allowed: tuple[str, ...]


@router.get("/{plural}/{id}")
async def show_record(
    plural: str,
    id: str,
    visitor: SignedIn,
    services: Wired,
    purpose: Annotated[str, Query(max_length=40)] = "",
    reason: Annotated[str, Query(max_length=500)] = "",
) -> Response:
    """Show an entity: without a purpose the fields that its kind shows to whoever may know of it,
    with one those that the policies let be read for it. Such a read is recorded durably before
    anything is shown.

    Raises:
        HTTPException: 404, there is no such kind here.
        Refusal: kind "unknown" if there is none or none that the visitor may know of; "forbidden"
            if he may not read it for that purpose.
        Overloaded, Unavailable: see `Sender.show`.
    """
    kind = kind_called(services, plural)
    if kind is None or kind.rules is None:
        raise HTTPException(404)
    by, rules = visitor.identity, kind.rules
    shown = await services.sender.show(f"{kind.name}:{id}")
    state = shown.state
    if not rules.phase(state) or not rules.may_know(by, state):
        because = NONE_PERMITS if rules.phase(state) else ""
        raise Refusal(Reason(f"{kind.name}.unknown"), kind="unknown", because=because)
    names = kind.shown
    if purpose:
        verdict = rules.permitted("read", by, state, purpose)
        if not verdict.allowed:
            because = verdict.because or NONE_PERMITS
            raise Refusal(Reason("access.forbidden"), kind="forbidden", because=because)
        names = tuple(field.name for field in fields(kind.state) if verdict.shows(field.name))
        await disclose(services, visitor, kind.name, id, state, purpose, reason=reason)
    told = {name: getattr(state, name) for name in names if hasattr(state, name)}
    allowed = tuple(map(path_name, rules.allowed(by, state)))
    return answer(Record(id, shown.seq, told, allowed))


def kind_called(services: Services, plural: str) -> EntityKind[Any] | None:
    """Return the kind of this deployment whose name in addresses is `plural`."""
    return next((kind for kind in services.kinds.values() if kind.plural == plural), None)
