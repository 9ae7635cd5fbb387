"""Choosing cases of the inbox for a batch (批量办理), and beginning it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Literal
from uuid import uuid4

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.cases.offers import CASE
from actors.blocks.cases.roles import APPROVER, REVIEWER, WINDOW_CLERK
from actors.blocks.tasks.batch import MOST, Target
from actors.kernel.errors import Reason
from serve_apps.blocks.cases.inbox import address, own_rows
from serve_apps.blocks.cases.listings import WAITING, waiting_for
from serve_apps.blocks.tasks import running
from serve_apps.front.language import Language, language_of
from serve_apps.front.policies import staff_with
from serve_apps.front.rendering import page
from serve_apps.front.texts import Typed
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.front.words import sentence, word
from serve_apps.pages.records import Records
from storage.mongo import Document

router = APIRouter(include_in_schema=False)
Handler = Annotated[Visitor, Depends(staff_with(WINDOW_CLERK, REVIEWER, APPROVER))]
SIZE = 50
Level = Literal["", "warning", "yellow", "red"]
Act = Literal["", "accept", "claim", "agree", "grant"]
ACTS: Mapping[str, tuple[str, str]] = {  # of each act: the command, and where its comment goes
    "accept": ("Accept", ""),
    "claim": ("ClaimTask", ""),
    "agree": ("GiveOpinion", "comment"),
    "grant": ("Decide", "reason"),
}
_FIXED: Mapping[str, Mapping[str, Any]] = {
    "agree": {"opinion": "agree"},
    "grant": {"outcome": "granted"},
}


@router.get("/staff/choose")
async def choose(
    request: Request,
    visitor: Handler,
    services: Wired,
    stage: str = "",
    level: Level = "",
    mine: bool = False,
    cursor: str = "",
) -> Response:
    """Show what waits, to choose of; it stands still meanwhile."""
    return await _page(request, visitor, services, _chosen(stage, level, mine=mine), cursor)


@router.post("/staff/batch")
async def begin(
    request: Request,
    visitor: Handler,
    services: Wired,
    act: Annotated[Act, Form()] = "",
    case: Annotated[list[str] | None, Form()] = None,
    whole: Annotated[bool, Form()] = False,
    comment: Annotated[str, Typed, Form(max_length=2_000)] = "",
    stage: Annotated[str, Form(max_length=64)] = "",
    level: Annotated[Level, Form()] = "",
    mine: Annotated[bool, Form()] = False,
    key: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Begin a batch of the cases that were chosen or, with `whole`, of all that wait, up to 500."""
    chosen = _chosen(stage, level, mine=mine)
    wrong = [] if case or whole else [Reason("batch.none_chosen")]
    wrong += [] if act else [Reason("batch.no_act")]
    if wrong or not act:
        told = [("", sentence(each.code, language_of(request), {})) for each in wrong]
        return await _page(request, visitor, services, chosen, "", told, status=422)
    where = waiting_for(visitor.identity, services.library, stage=stage, level=level, mine=mine)
    if not whole:
        where = {"$and": [where, {"_id": {"$in": list(dict.fromkeys(case or []))[:MOST]}}]}
    rows = services[Records].database["cases"].find(where).sort([("urgency", 1), ("_id", 1)])
    targets = _targets([row async for row in rows.limit(MOST)], visitor, act)
    command, place = ACTS[act]
    fields = {**_FIXED.get(act, {}), **({place: comment} if place and comment else {})}
    batch = await running.begin(services, visitor, command, fields, list(targets), key)
    return RedirectResponse(f"/batches/{batch}", 303)


def _targets(rows: Iterable[Document], visitor: Visitor, act: str) -> Iterator[Target]:
    """Yield what is meant in each case: for what concerns a task, the visitor's own there."""
    for row in own_rows(rows, visitor):
        of_task = act in ("claim", "agree")
        task = row["own"][0]["name"] if of_task and row["own"] else ""
        yield Target(key=f"{CASE}:{row['_id']}", number=row["number"], task=task)


def _chosen(stage: str, level: str, *, mine: bool) -> dict[str, str]:
    return {"stage": stage, "level": level, "mine": "true" if mine else ""}


async def _page(
    request: Request,
    visitor: Visitor,
    services: Services,
    chosen: dict[str, str],
    cursor: str,
    errors: Iterable[tuple[str, str]] = (),
    *,
    status: int = 200,
) -> Response:
    where = waiting_for(
        visitor.identity, services.library, stage=chosen["stage"], level=chosen["level"],
        mine=bool(chosen["mine"]),
    )  # fmt: skip
    found = await WAITING.page(
        services[Records].database, where, cursor=cursor, size=SIZE, now=services.clock.now()
    )
    context = {
        "rows": list(own_rows(found.rows, visitor)),
        "total": found.total,
        "whole": found.whole,
        "chosen": chosen,
        "acts": list(_acts(language_of(request))),
        "after": address("/staff/choose", chosen, found.after) if found.after else "",
        "before": address("/staff/choose", chosen, found.before) if found.before else "",
        "again": "",
        "errors": list(errors),
        "key": uuid4().hex,
    }
    return page(request, "staff/choosing.html", context, status=status)


def _acts(language: Language) -> Iterator[tuple[str, str]]:
    yield "accept", word("case.commands.Accept", language)
    yield "claim", word("case.commands.ClaimTask", language)
    yield (
        "agree",
        f"{word('case.commands.GiveOpinion', language)} · {word('opinions.agree', language)}",
    )
    yield (
        "grant",
        f"{word('case.commands.Decide', language)} · {word('outcomes.granted', language)}",
    )
