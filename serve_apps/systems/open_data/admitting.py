"""Who may have the rows of a dataset (有条件开放): all of one that is open to all; of one under a
condition, whoever brings a key that its unit has granted, or has signed in and owns one."""

import hashlib
import hmac
from datetime import datetime, timedelta

from fastapi import Request
from starlette.exceptions import HTTPException

from actors.kernel.deadlines import end_of_day, local_day
from actors.kernel.errors import Reason, Refusal
from actors.systems.open_data.keys.records import OPEN_KEY, Key
from actors.systems.open_data.keys.view import KEYS
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services
from serve_apps.pages.records import Records
from serve_apps.systems.open_data.described import SOON
from serve_apps.systems.open_data.metering import Meter, OverQuota
from storage.mongo import Document

NOT_KEPT = {"cache-control": "private, no-store"}
_MOST_KEYS = 20  # of one person that are looked at


class NotAdmitted(Exception):
    """Who asks has no key that opens this dataset."""


def token_of(request: Request) -> str:
    """Return the key that a request brings, as clients of CKAN send it: bare; "" for none."""
    bare = request.headers.get("authorization", "").strip()
    return request.headers.get("x-ckan-api-key", "").strip() or ("" if " " in bare else bare)


def digest_of(token: str) -> str:
    """Return what is kept of a key."""
    return hashlib.sha256(token.encode()).hexdigest()


def caching(row: Document) -> dict[str, str]:
    """Return how long others may keep the rows of a dataset."""
    return NOT_KEPT if row.get("condition") else SOON


def until_tomorrow(now: datetime) -> str:
    """Return the seconds until quotas begin anew."""
    return str(max(1, int((end_of_day(local_day(now)) - now) / timedelta(seconds=1))))


async def admit(services: Services, row: Document, token: str, owner: str = "") -> None:
    """Have whoever brings `token`, or has signed in as the identity `owner`, have the rows of
    `row`. A call by a good key counts; one that is none is passed over where all may read.

    Raises:
        NotAdmitted: he may not.
        OverQuota: his key has no calls left today.
        Overloaded, Unavailable, PyMongoError: it could not be asked.
    """
    closed, slug = bool(row.get("condition")), row["slug"]
    if token and (known := await _key(services, token)) is not None:
        id, key = known
        if key.opens(slug if closed else "", services.clock.now()):
            services[Meter].take(id, key)
            return
    if closed and not (owner and await _owns(services, owner, slug)):
        raise NotAdmitted


async def admits(request: Request, services: Services, visitor: Visitor, row: Document) -> bool:
    """Tell whether the visitor of a page may see the rows of `row`.

    Raises:
        HTTPException: 429, his key has no calls left today.
        Overloaded, Unavailable, PyMongoError: it could not be asked.
    """
    owner = visitor.identity.id if visitor.kind else ""
    try:
        await admit(services, row, token_of(request), owner)
    except NotAdmitted:
        return False
    except OverQuota as over:
        wait = until_tomorrow(services.clock.now())
        raise HTTPException(429, headers={"retry-after": wait}) from over
    return True


async def require(request: Request, services: Services, visitor: Visitor, row: Document) -> None:
    """Admit the visitor to the rows of `row`.

    Raises:
        Refusal: he may not have them.
        HTTPException, Overloaded, Unavailable, PyMongoError: see `admits`.
    """
    if not await admits(request, services, visitor, row):
        raise Refusal(Reason("open_dataset.key_needed"), kind="forbidden")


async def _key(services: Services, token: str) -> tuple[str, Key] | None:
    id, _, secret = token.partition(".")
    if not secret or len(id) != 32 or not id.isalnum() or not id.isascii():
        return None
    key: Key = (await services.sender.show(f"{OPEN_KEY}:{id}")).state
    same = key.drawn and hmac.compare_digest(key.digest, digest_of(token))
    return (id, key) if same else None


async def _owns(services: Services, owner: str, slug: str) -> bool:
    """Tell whether `owner` has a key for `slug`: the list says which to ask, the key whether."""
    own = {"owner": owner, "datasets": slug, "state": "active"}
    rows = services[Records].database[KEYS].find(own, {"_id": 1}).limit(_MOST_KEYS)
    for row in await rows.to_list():
        key: Key = (await services.sender.show(f"{OPEN_KEY}:{row['_id']}")).state
        if key.owner == owner and key.opens(slug, services.clock.now()):
            return True
    return False
