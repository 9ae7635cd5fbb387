"""My ratings (我的评价): what somebody said of services, what units wrote, and the one answer."""

from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.ratings.kind import rating_kind
from actors.blocks.ratings.records import RATING, AnswerOutcome, Rating
from actors.blocks.reads.record import OF_ONESELF
from actors.kernel.errors import Reason, Refusal
from serve_apps.front.bodies import command_id
from serve_apps.front.disclosing import disclose
from serve_apps.front.language import language_of
from serve_apps.front.policies import Resident
from serve_apps.front.rendering import page
from serve_apps.front.texts import Typed
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.front.words import word
from serve_apps.pages.faults import Faults, tell
from serve_apps.pages.records import Records

router = APIRouter(include_in_schema=False)
MOST = 50  # that are listed, the latest
Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
Key = Annotated[str, Form(pattern=r"^[A-Za-z0-9._~:-]{1,64}$")]
UNKNOWN = Refusal(Reason("rating.unknown"), kind="unknown")


@router.get("/account/ratings")
async def show_ratings(request: Request, visitor: Resident, services: Wired) -> Response:
    """Show what was rated for whom the visitor acts, the latest first."""
    found = services[Records].database["ratings"].find({"account": visitor.represents})
    rows = await found.sort("rated_at", -1).limit(MOST).to_list()
    return page(request, "ratings/own_list.html", {"rows": rows})


@router.get("/account/ratings/{id}")
async def show_rating(request: Request, visitor: Resident, services: Wired, id: Id) -> Response:
    """Show one rating, and what came of it."""
    return await _page(request, services, visitor, id, Faults())


@router.post("/account/ratings/{id}/answer")
async def answer(
    request: Request,
    visitor: Resident,
    services: Wired,
    id: Id,
    key: Key,
    content: Annotated[str, Form(max_length=3)] = "",
    text: Annotated[str, Typed, Form(max_length=2_000)] = "",
) -> Response:
    """Say once whether one is content with what came of it."""
    language = language_of(request)
    if content not in ("yes", "no"):
        names = {"content": word("rating.fields.content", language)}
        told = tell((Reason("form.required", "/content"),), language, names=names)
        return await _page(request, services, visitor, id, told, status=422)
    wish, by = AnswerOutcome(content=content == "yes", text=text), visitor.identity
    sent = command_id(by.owner, key, wish)
    await services.sender.send(f"{RATING}:{id}", wish, id=sent, by=by)
    return RedirectResponse(f"/account/ratings/{id}", 303)


async def _page(
    request: Request, services: Services, visitor: Visitor, id: str, faults: Faults,
    status: int = 200,
) -> Response:  # fmt: skip
    state: Rating = (await services.sender.show(f"{RATING}:{id}")).state
    rules = rating_kind(services.library).rules
    assert rules is not None
    if not state.phase or not rules.permitted("read", visitor.identity, state).allowed:
        raise UNKNOWN
    await disclose(services, visitor, RATING, id, state, OF_ONESELF)
    context: dict[str, Any] = {
        "id": id,
        "rating": state,
        "may_answer": "AnswerOutcome" in rules.allowed(visitor.identity, state),
        "key": uuid4().hex,
        "errors": faults.summary,
        "beside": faults.beside,
    }
    return page(request, "ratings/own.html", context, status=status)
