"""Subscriptions (我的数据订阅): whoever is signed in has himself told what becomes of a dataset."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import RedirectResponse, Response

from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Command
from actors.systems.open_data.following import records as r
from actors.systems.open_data.following.view import SUBSCRIPTIONS
from serve_apps.front.bodies import command_id
from serve_apps.front.holding import Holding, Telling
from serve_apps.front.language import language_of
from serve_apps.front.policies import OwnAccount
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.records import Records
from serve_apps.systems.open_data.catalogue import Catalogue
from serve_apps.systems.open_data.described import UNKNOWN, item_of

router = APIRouter(include_in_schema=False)
AT = "/my/subscriptions"
MOST = 100  # that are listed, the latest
Slug = Annotated[str, Path(pattern="^[a-z0-9_-]{2,80}$")]
Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
Key = Annotated[str, Form(pattern=r"^[A-Za-z0-9._~:-]{1,64}$")]


@router.get("/datasets/{slug}/subscription")
async def show(request: Request, visitor: OwnAccount, services: Wired, slug: Slug) -> Response:
    """Show whether the visitor follows a dataset, and have him begin or end it.

    Raises:
        Refusal: there is no such dataset.
        PyMongoError, Overloaded, Unavailable: it could not be asked.
    """
    row = await services[Catalogue].one(slug)
    if row is None:
        raise UNKNOWN
    state = await _state(services, visitor, slug)
    context = {
        "item": item_of(services, row, language_of(request)),
        "live": row["state"] == "live",
        "subscribed": state.phase == "active",
        "since": state.since,
        "key": uuid4().hex,
    }
    return page(request, "open_data/subscription.html", context)


@router.post("/datasets/{slug}/subscription")
async def subscribe(visitor: OwnAccount, services: Wired, slug: Slug, key: Key) -> Response:
    """Begin to follow a dataset; who does so already goes on.

    Raises:
        Refusal: no such dataset is open.
        PyMongoError, Overloaded, Unavailable: it could not be asked.
    """
    if (await _state(services, visitor, slug)).phase != "active":
        wish = await prepared(services, visitor, "", r.SubscribeDataset(dataset=slug))
        await _send(services, visitor, slug, wish, key)
    return RedirectResponse(f"/datasets/{slug}/subscription", 303)


@router.post("/datasets/{slug}/subscription/end")
async def unsubscribe(visitor: OwnAccount, services: Wired, slug: Slug, key: Key) -> Response:
    """Follow it no more.

    Raises:
        Overloaded, Unavailable: it could not be asked.
    """
    if (await _state(services, visitor, slug)).phase == "active":
        await _send(services, visitor, slug, r.UnsubscribeDataset(), key)
    return RedirectResponse(f"/datasets/{slug}/subscription", 303)


@router.get(AT)
async def show_list(request: Request, visitor: OwnAccount, services: Wired) -> Response:
    """Show the datasets that the visitor follows, the latest first.

    Raises:
        PyMongoError: the database does not answer.
    """
    own = {"owner": visitor.identity.id, "phase": "active"}
    rows = services[Records].database[SUBSCRIPTIONS].find(own).sort("since", -1).limit(MOST)
    language = language_of(request)
    items: list[dict[str, Any]] = []
    for row in await rows.to_list():
        known = await services[Catalogue].one(row["dataset"])
        if known is not None:
            items.append({**item_of(services, known, language), **row, "state": known["state"]})
    return page(request, "open_data/subscriptions.html", {"items": items})


@router.get(AT + "/{id}")
async def lead_on(visitor: OwnAccount, services: Wired, id: Id) -> Response:
    """Lead from a notice to the dataset that it is about.

    Raises:
        Refusal: it is nothing of the visitor's.
        Overloaded, Unavailable: it could not be asked.
    """
    state: r.Subscription = (await services.sender.show(f"{r.SUBSCRIPTION}:{id}")).state
    if state.owner != visitor.identity.id:
        raise Refusal(Reason("open_subscription.unknown"), kind="unknown")
    return RedirectResponse(f"/datasets/{state.dataset}", 303)


async def prepared(
    services: Services, visitor: Visitor, id: str, sent: r.SubscribeDataset
) -> Command:
    """Return `sent` once its dataset is found to be open.

    Raises:
        Refusal: it is not.
        PyMongoError: the database does not answer.
    """
    row = await services[Catalogue].one(sent.dataset)
    if row is None or row["state"] == "withdrawn":
        raise Refusal(Reason("open_subscription.not_open", "/dataset"), kind="not_now")
    return sent


async def _state(services: Services, visitor: Visitor, slug: str) -> r.Subscription:
    id = r.subscription_id(visitor.identity.id, slug)
    return (await services.sender.show(f"{r.SUBSCRIPTION}:{id}")).state


async def _send(services: Services, visitor: Visitor, slug: str, wish: Command, key: str) -> None:
    by = visitor.identity
    to = f"{r.SUBSCRIPTION}:{r.subscription_id(by.id, slug)}"
    await services.sender.send(to, wish, id=command_id(by.owner, key, wish), by=by)


def _told(row: Mapping[str, Any], state: r.Subscription, how: Telling) -> dict[str, Any]:
    return {
        "dataset": state.dataset,
        "phase": state.phase,
        "since": state.since,
        "told_at": row.get("told_at"),
    }


HELD = Holding(
    name="open_subscriptions",
    of=(r.SUBSCRIPTION,),
    kind=r.SUBSCRIPTION,
    collection=SUBSCRIPTIONS,
    field="account",
    told=_told,
)
