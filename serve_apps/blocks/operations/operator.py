"""The operators' page: the hosts, their shards, what stands out, and one entity looked into."""

from collections.abc import Collection, Mapping
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from actors.blocks.operations.record import KEY, Operation
from actors.blocks.operations.roles import OPERATOR
from actors.blocks.reads.record import RecordAccess
from actors.kernel.errors import Fault, Reason
from actors.runtime.placement import SHARDS
from serve_apps.blocks.operations.cluster import cluster, duration, known, latest, standing
from serve_apps.blocks.operations.covered import command_name, covered_actor, facts
from serve_apps.front.disclosing import ledger_of
from serve_apps.front.language import Language, language_of, translations
from serve_apps.front.policies import staff_with
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.front.words import known_word, sentence
from serve_apps.pages.faults import tell
from storage.clock import WallClock

router = APIRouter(include_in_schema=False)
Operator = Annotated[Visitor, Depends(staff_with(OPERATOR))]
EntityKey = Annotated[str, Query(max_length=200)]
COMMITS = 50  # of one entity's history
SET_ASIDE = 10
_PATIENCE = 3.0  # seconds that the page waits for the record of operations


@router.get("/operator")
async def show_cluster(
    request: Request, _: Operator, services: Wired, operation: str = ""
) -> Response:
    """Show the hosts, the shards, what stands out and what operators did. `operation` is the one
    that the visitor has just asked for."""
    look = await services.control.look()
    operations = await _operations(services)
    language = language_of(request)
    context = {
        **cluster(look),
        "duration": duration,
        "known": known,
        "standing": lambda one: standing(one, services.clock.now()),
        "set_aside": await services.histories.set_aside(SET_ASIDE),
        "seal_age": await services.seals.age(WallClock().now()),
        "in_line": sum(one.tail - one.head for one in (await services.lines()).values()),
        "operations": None if operations is None else latest(operations),
        "said": lambda one: said(one, language),
        "asked": next((one for one in operations or () if one.id == operation), None),
        "largest": SHARDS - 1,
    }
    fragment = request.headers.get("hx-request") == "true"
    return page(request, "operator/now.html" if fragment else "operator/cluster.html", context)


@router.get("/operator/entity")
async def show_entity(
    request: Request, visitor: Operator, services: Wired, key: EntityKey = ""
) -> Response:
    """Show where one entity lives, its mailbox and its history. Of its events nothing
    is seen but what its kind shows, and the look is recorded before."""
    key = key.strip()
    kind, _, id = key.partition(":")
    if kind not in services.kinds or not id:
        return _ask_again(request, key)
    context: dict[str, Any] = {
        "one": await services.control.entity(key),
        "entity": known(key),
        "duration": duration,
    }
    if request.headers.get("hx-request") == "true":
        return page(request, "operator/entity_now.html", context)
    record, by = RecordAccess(purpose="maintenance"), visitor.identity
    await services.sender.send(ledger_of(kind, id), record, id=uuid4().hex, by=by)
    language = language_of(request)
    commits, shown = await services.histories.latest(key, COMMITS), services.kinds[kind].shown
    context |= {"commits": [_told(commit, shown, language) for commit in commits], "most": COMMITS}
    return page(request, "operator/entity.html", context)


def said(operation: Operation, language: Language) -> str:
    """Return in words what stood against `operation`, "" if nothing did."""
    if not operation.reason:
        return ""
    return sentence(operation.reason, language, {"largest": str(SHARDS - 1)})


async def _operations(services: Services) -> tuple[Operation, ...] | None:
    """Return the record of operations, None when the host that keeps it does not answer: the page
    is most needed then."""
    try:
        return (await services.sender.show(KEY, timeout=_PATIENCE)).state.latest
    except Fault:
        return None


def _ask_again(request: Request, key: str) -> Response:
    """Ask for the key of an entity again, since `key` is none."""
    language = language_of(request)
    say = translations(language).gettext
    reason = Reason("operation.unknown_kind", "/key")
    told = tell([reason], language, names={"key": say("实体标识")})
    context = {"key": key, "errors": told.summary, "beside": told.beside}
    return page(request, "operator/find.html", context, status=422)


def _told(commit: Mapping[str, Any], shown: Collection[str], language: Language) -> dict[str, Any]:
    """Return one commit as the page shows it, with those facts that its kind has `shown`."""
    return {
        "seq": commit["seq"],
        "at": commit["at"],
        "by": covered_actor(commit["by"]),
        "command": command_name(commit["cmd"], commit["key"]),
        "host": commit.get("host", ""),
        "epoch": commit.get("epoch", 0),
        "events": [
            {
                "type": event["type"],
                "title": known_word(f"{commit['kind']}.events.{event['type']}", language),
                "facts": facts(event, shown),
            }
            for event in commit["ev"]
        ],
        "alarms": [(one["name"], one["at"]) for one in commit.get("rem", ())],
        "messages": [(known(one["key"]), one["command"]["type"]) for one in commit.get("out", ())],
    }
