"""Pages that do not differ between visitors: made once for each address and language, and answered
with an ETag, without a way through routes and templates.

A registration rush is mostly such pages: the hall, lists, guides, results of searches. Whoever has
signed in gets pages of his own, since their heads name him.
"""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from serve_apps.front.language import language_of

HEADER = "x-shared"
"""Set by a route: for how many seconds others may be answered with the same. Never leaves us."""
_NAME = HEADER.encode()
_SESSION = "session="
_MOST_BYTES = 512 * 1024  # of one page; larger ones are made anew each time

Key = tuple[str, bytes, str, bool]
Edition = Callable[[Scope], object]


@dataclass(frozen=True, slots=True)
class _Kept:
    """A page that was made, until when (the loop's time) it may be told again, and from which
    edition of the library it was."""

    etag: bytes
    headers: list[tuple[bytes, bytes]]
    body: bytes
    until: float
    edition: object


def share(response: Response, seconds: float) -> Response:
    """Mark `response` as one that anybody who has not signed in may get for `seconds`. It must hold
    nothing of its visitor: no token, no cookie, no name."""
    response.headers[HEADER] = f"{seconds:g}"
    return response


class Shared:
    """Keeps the `most` shared pages that were asked for last, and answers with them. What was made
    of another `edition` of the library than that of the moment is made anew, so that a change of a
    unit or a theme is seen at once."""

    def __init__(self, app: ASGIApp, *, edition: Edition, most: int = 2_000) -> None:
        self._app = app
        self._edition = edition
        self._most = most
        self._kept: OrderedDict[Key, _Kept] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, WebSocket or lifespan."""
        key = _key(scope)
        if key is None:
            await self._app(scope, receive, send)
            return
        edition, kept = self._edition(scope), self._kept.get(key)
        if (
            kept is not None
            and kept.edition is edition
            and kept.until > asyncio.get_running_loop().time()
        ):
            self._kept.move_to_end(key)
            await _answer(kept, scope, send)
            return
        await self._app(scope, receive, _Keeping(self, key, edition, send).send)

    def keep(self, key: Key, kept: _Kept) -> None:
        """Keep a page, and forget the one that was asked for longest ago."""
        self._kept[key] = kept
        self._kept.move_to_end(key)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)


class _Keeping:
    """Passes an answer on and, if it is marked, keeps it for others."""

    def __init__(self, shared: Shared, key: Key, edition: object, send: Send) -> None:
        self._shared = shared
        self._key = key
        self._edition = edition
        self._send = send
        self._start: Message | None = None
        self._seconds = 0.0
        self._body = b""

    async def send(self, message: Message) -> None:
        """Pass on one message of the answer."""
        if message["type"] == "http.response.start":
            await self._begin(message)
        elif self._start is None:
            await self._send(message)
        else:
            await self._go_on(message)

    async def _begin(self, message: Message) -> None:
        told = dict(message["headers"]).get(_NAME)
        if told is None:
            await self._send(message)
            return
        headers = [(name, value) for name, value in message["headers"] if name != _NAME]
        message = {**message, "headers": headers}
        if message["status"] != 200 or any(name == b"set-cookie" for name, _ in headers):
            await self._send(message)
            return
        self._start, self._seconds = message, float(told)

    async def _go_on(self, message: Message) -> None:
        """Gather the body; the head goes out with its end, since it tells the digest."""
        self._body += message.get("body", b"")
        if message.get("more_body"):
            return
        assert self._start is not None
        etag = b'"' + hashlib.sha256(self._body).hexdigest()[:24].encode() + b'"'
        headers = [
            *self._start["headers"],
            (b"etag", etag),
            (b"cache-control", b"private, no-cache"),
        ]
        if len(self._body) <= _MOST_BYTES:
            until = asyncio.get_running_loop().time() + self._seconds
            self._shared.keep(self._key, _Kept(etag, headers, self._body, until, self._edition))
        await self._send({**self._start, "headers": headers})
        await self._send({"type": "http.response.body", "body": self._body})


def _key(scope: Scope) -> Key | None:
    """Return what tells a shared page from others, None if none can be the answer: who has signed
    in, or chooses a language with this request, gets a page of his own."""
    if scope["type"] != "http" or scope["method"] != "GET" or b"lang=" in scope["query_string"]:
        return None
    part = False
    for name, value in scope["headers"]:
        if name == b"authorization" or (name == b"cookie" and _SESSION.encode() in value):
            return None
        part = part or name == b"hx-request"
    return scope["path"], scope["query_string"], language_of(HTTPConnection(scope)), part


async def _answer(kept: _Kept, scope: Scope, send: Send) -> None:
    known = next((value for name, value in scope["headers"] if name == b"if-none-match"), b"")
    if kept.etag in known:
        head = [each for each in kept.headers if each[0] not in (b"content-length",)]
        await send({"type": "http.response.start", "status": 304, "headers": head})
        await send({"type": "http.response.body", "body": b""})
        return
    await send({"type": "http.response.start", "status": 200, "headers": list(kept.headers)})
    await send({"type": "http.response.body", "body": kept.body})
