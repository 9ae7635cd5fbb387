"""批量办理: the pages of batches. That of one that runs has it go on, a few targets at a time, and
shows how far it is; opened again, it goes on where it was."""

from collections.abc import Iterator
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Path, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.tasks.batch import Batch, Target
from serve_apps.blocks.tasks import running
from serve_apps.front.bodies import answer, operation
from serve_apps.front.faces import address_of
from serve_apps.front.language import Language, language_of
from serve_apps.front.policies import Officer
from serve_apps.front.rendering import page
from serve_apps.front.wiring import Wired
from serve_apps.front.words import known_word, sentence
from serve_apps.pages.listing import Listing
from serve_apps.pages.records import Records
from storage.rows import Order

router = APIRouter(include_in_schema=False)
api = APIRouter(tags=["tasks"])
BatchId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
BATCHES = Listing(
    name="batches", view="batches", order=Order(("at",), descending=True), filters=("by",)
)


@router.get("/batches")
async def list_batches(
    request: Request, visitor: Officer, services: Wired, at: str = ""
) -> Response:
    """List the visitor's own batches, the latest first."""
    found = await BATCHES.page(
        services[Records].database,
        {"by": visitor.identity.id},
        cursor=at,
        now=services.clock.now(),
    )
    language = language_of(request)
    context = {
        "rows": [{**row, "title": _act("case", row["act"], language)} for row in found.rows],
        "after": f"/batches?at={found.after}" if found.after else "",
        "before": f"/batches?at={found.before}" if found.before else "",
    }
    return page(request, "batches/list.html", context)


@router.get("/batches/{batch}")
async def show_batch(
    request: Request, visitor: Officer, services: Wired, batch: BatchId
) -> Response:
    """Show how far a batch is, and what became of each."""
    state = await running.batch_of(services, visitor, batch)
    return page(request, "batches/one.html", _context(batch, state, language_of(request)))


@router.post("/batches/{batch}")
async def go_on(request: Request, visitor: Officer, services: Wired, batch: BatchId) -> Response:
    """Have the next few done; show the part of the page that changes."""
    state = await running.go_on(services, visitor, batch)
    if request.headers.get("hx-request") != "true":
        return RedirectResponse(f"/batches/{batch}", 303)
    return page(request, "batches/now.html", _context(batch, state, language_of(request)))


@api.post("/batches/{batch}/go_on", **operation(gives=Batch))
async def go_on_by_program(visitor: Officer, services: Wired, batch: BatchId) -> Response:
    """Have the next few targets of your batch done, and tell what became of all so far. Ask again
    until its phase is "done"."""
    return answer(await running.go_on(services, visitor, batch))


def _context(id: str, state: Batch, language: Language) -> dict[str, Any]:
    results = list(_results(state, language))
    kind = state.targets[0].key.partition(":")[0]
    return {
        "batch": id,
        "state": state,
        "title": _act(kind, state.act, language),
        "results": [each for each in results if each["said"]]
        + [each for each in results if not each["said"]],
        "done": sum(not outcome.code for outcome in state.outcomes),
        "refused": sum(bool(outcome.code) for outcome in state.outcomes),
        "total": len(state.targets),
        "key": uuid4().hex,
    }


def _results(state: Batch, language: Language) -> Iterator[dict[str, Any]]:
    for outcome in state.outcomes:
        target: Target = state.targets[outcome.n]
        yield {
            "number": target.number or target.key,
            "href": address_of(target.key, "staff"),
            "said": sentence(outcome.code, language, outcome.facts) if outcome.code else "",
        }


def _act(kind: str, act: str, language: Language) -> str:
    return known_word(f"{kind}.commands.{act}", language) or act
