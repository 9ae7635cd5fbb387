"""How many requests one process works on at once: what is too much is told to come again, before
any work is spent on it, and no caller takes the places of all others."""

from collections import Counter

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from actors.kernel.errors import Crowded, Overloaded
from serve_apps.front import patience
from serve_apps.front.trace import streams

FREE = ("/health", "/static/")  # cost next to nothing, and say whether the process lives


class Crowd:
    """Bounds the requests of this process: `most` at once and `most_live` live pages, each of which
    is a request for as long as it is open.

    Both together stay below what Serve lets into a replica, whose own refusal is plain text.
    """

    def __init__(self, app: ASGIApp, *, most: int, most_live: int, most_of_one: int) -> None:
        self._app = app
        self._free = {False: most, True: most_live}
        self._of_caller: Counter[str] = Counter()
        self._most_of_one = most_of_one

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, WebSocket or lifespan.

        Raises:
            Overloaded: the process has its hands full.
        """
        if scope["type"] != "http" or scope["path"].startswith(FREE):
            await self._app(scope, receive, send)
            return
        live = streams(scope)
        if self._free[live] <= 0:
            raise Overloaded(2.0)
        seat = Seat(self._of_caller, self._most_of_one)
        scope.setdefault("state", {})["seat"] = seat
        patience.begin(scope)

        async def received() -> Message:
            message = await receive()
            if message["type"] == "http.request":
                patience.begin(scope)  # how long an upload takes is no want of ours
            return message

        self._free[live] -= 1
        try:
            await self._app(scope, received, send)
        finally:
            self._free[live] += 1
            seat.leave()


class Seat:
    """One request's place, and in whose name it is taken once that is known."""

    def __init__(self, of_caller: Counter[str], most: int) -> None:
        self._of_caller = of_caller
        self._most = most
        self._caller = ""

    def take(self, caller: str) -> None:
        """Take the place in the name of `caller`.

        Raises:
            Crowded: he has as many requests under way as one caller may.
        """
        if self._of_caller[caller] >= self._most:
            raise Crowded
        self._caller = caller
        self._of_caller[caller] += 1

    def leave(self) -> None:
        """Give the place back."""
        if self._caller:
            self._of_caller[self._caller] -= 1
            if not self._of_caller[self._caller]:
                del self._of_caller[self._caller]


def seat_of(connection: HTTPConnection) -> Seat | None:
    """Return the place of a request; a WebSocket has none."""
    return getattr(connection.state, "seat", None)
