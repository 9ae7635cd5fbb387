"""What a visitor has just done (刚才的办理): lists follow the journal a moment later, and whoever
comes to one from his own command is shown it there.

The browser carries what was changed for some seconds, signed. A list of that kind waits for its row
as long as `PATIENCE_SECONDS`, and says so if it did not come.
"""

import asyncio
from urllib.parse import quote, unquote

from fastapi import Request
from fastapi.responses import Response
from itsdangerous import BadSignature

from actors.kernel.view import View
from serve_apps.front.cookies import Cookie
from serve_apps.front.signing import signer
from serve_apps.front.wiring import Services
from storage.mongo import Database

COOKIE = "yimen_own_change"
CARRIED_SECONDS = 20
PATIENCE_SECONDS = 1.0  # rows come within some hundredths of a second where nothing is amiss
_LOOK_SECONDS = 0.03
_PURPOSE = "own change"


def remember(services: Services, response: Response, key: str, seq: int) -> Response:
    """Return `response`, which tells the browser that its visitor has brought the entity `key` to
    its version `seq`."""
    text = signer(services.secrets.signing_key, _PURPOSE).sign(quote(f"{key}@{seq}", safe=""))
    cookie = Cookie(services.settings)
    cookie.set(response, COOKIE, text.decode(), seconds=CARRIED_SECONDS)
    return response


async def awaited(
    request: Request, services: Services, database: Database, view: View, kind: str
) -> bool:
    """Wait until `view` has what the visitor has just done to an entity of `kind`; tell whether it
    has, or whether there is nothing to wait for.

    Raises:
        PyMongoError: the database does not answer.
    """
    done = _carried(request, services)
    if done is None or not view.whole or not view.reads(kind):
        return True
    key, seq = done
    changed, _, id = key.partition(":")
    if changed != kind:
        return True
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await _row(database, view, id, view.seq_field(kind), seq)
    except TimeoutError:
        return False
    return True


async def _row(database: Database, view: View, id: str, field: str, seq: int) -> None:
    where = {"_id": id, field: {"$gte": seq}}
    while await database[view.name].find_one(where, {"_id": 1}) is None:
        await asyncio.sleep(_LOOK_SECONDS)


def _carried(request: Request, services: Services) -> tuple[str, int] | None:
    """Return what the browser carries: an entity and its version."""
    text = request.cookies.get(COOKIE, "")
    try:
        known = signer(services.secrets.signing_key, _PURPOSE).unsign(text).decode()
    except BadSignature:
        return None
    key, _, seq = unquote(known).rpartition("@")
    return key, int(seq)
