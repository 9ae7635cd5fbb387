"""Bounds on what a request may bring and how often something may be tried."""

from collections import OrderedDict

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from actors.blocks.files.formats import MEDIA_TYPES


class BodyTooLarge(HTTPException):
    """The body has too many bytes. An HTTP error of its own, since the framework takes any other
    that arises while a body is read for a malformed one."""

    def __init__(self) -> None:
        super().__init__(413)


class TooManyTries(Exception):
    """It was tried too often. Try again after `retry_after` seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"tried too often, retry after {retry_after} s")
        self.retry_after = retry_after


class TooManyPlaces(TooManyTries):
    """Too many have taken a place in line from one address without signing in."""


_DIGITS = 18  # of a length that is worth reading
_FILES = (
    b"multipart/form-data",
    b"image/",
    b"application/octet-stream",
    *(each.encode() for each in MEDIA_TYPES.values()),
)


class BodyLimit:
    """Refuses bodies that are too large: by their declared length before a byte is read, and by
    counting when the length is not declared.

    A file, or a form with files, may bring `upload_bytes`, anything else `json_bytes`. (The
    framework's own limit answers in plain text, whatever the application says.)
    """

    def __init__(self, app: ASGIApp, *, json_bytes: int, upload_bytes: int) -> None:
        self._app = app
        self._json_bytes = json_bytes
        self._upload_bytes = upload_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, WebSocket or lifespan.

        Raises:
            BodyTooLarge: while the app reads the body, or before it runs.
        """
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        limit, declared = self._json_bytes, b""
        for name, value in scope["headers"]:
            if name == b"content-type" and value.startswith(_FILES):
                limit = self._upload_bytes
            elif name == b"content-length":
                declared = value
        if declared.isdigit() and (len(declared) > _DIGITS or int(declared) > limit):
            raise BodyTooLarge
        got = 0

        async def counted() -> Message:
            nonlocal got
            message = await receive()
            got += len(message.get("body", b""))
            if got > limit:
                raise BodyTooLarge
            return message

        await self._app(scope, counted, send)


def address_of(connection: HTTPConnection, proxies: int) -> str:
    """Return the network address that a request comes from, "" if it is not known.

    Each of `proxies` in front of the platform adds the address of its caller to `X-Forwarded-For`;
    what stands before these the caller may have invented. Without a proxy that says so, our own
    front door is all that can be seen.
    """
    if not proxies:
        return ""
    named = ",".join(connection.headers.getlist("x-forwarded-for")).split(",")
    return named[-proxies].strip() if len(named) >= proxies else ""


class Attempts:
    """Bounds how often something may be tried in this process: `most` a window of `seconds`.

    A second line behind what the entities themselves count; the names are kept in memory only and
    at most `names` of them. `error` is what one try too many is.
    """

    def __init__(
        self,
        most: int,
        seconds: float,
        *,
        names: int = 50_000,
        error: type[TooManyTries] = TooManyTries,
    ) -> None:
        self._most = most
        self._seconds = seconds
        self._names = names
        self._error = error
        self._tries: OrderedDict[str, list[float]] = OrderedDict()

    def record(self, name: str, now: float) -> None:
        """Count one try of `name` at `now`, in seconds of any clock that does not jump.

        Raises:
            TooManyTries: too many in the window; it says when to come again.
        """
        tries = [at for at in self._tries.pop(name, []) if now - at < self._seconds]
        if len(tries) >= self._most:
            self._tries[name] = tries
            raise self._error(round(self._seconds - (now - tries[0])) or 1)
        self._tries[name] = [*tries, now]
        while len(self._tries) > self._names:
            self._tries.popitem(last=False)

    def take_back(self, name: str) -> None:
        """Count the latest try of `name` no more."""
        tries = self._tries.get(name, [])[:-1]
        if tries:
            self._tries[name] = tries
        else:
            self.forget(name)

    def forget(self, name: str) -> None:
        """Count no try of `name` any more."""
        self._tries.pop(name, None)


class WaitFirst(Exception):
    """The application needs an admission of `room`. `back` is the page to come back to."""

    def __init__(self, room: str, back: str, retry_after: int) -> None:
        super().__init__(f"wait in {room}")
        self.room = room
        self.back = back
        self.retry_after = retry_after
