"""The screen's server: pages and actions for the kiosk's own browser, on 127.0.0.1 only."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from importlib import resources
from typing import Any

from aiohttp import web

from edge.inquiry import Inquiry
from edge.journey import Journey
from edge.metrics import CONTENT_TYPE
from edge.screens.view import View
from edge.screens.words import words
from edge.session import Sessions

_FILES = {
    "index.html": "text/html",
    "screen.css": "text/css",
    "screen.js": "text/javascript",
    "steps.js": "text/javascript",
    "fields.js": "text/javascript",
}
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
_TICK_SECONDS = 1.0
_ALIVE_SECONDS = 2.0  # the page wipes itself when it hears nothing for three times as long
_UNSEEN_SECONDS = 10.0  # that a session lasts without a page


class Screens:
    """Serves the touch pages. An action needs the header `X-Kiosk`, which no other site's page can
    send, and the host must be this machine."""

    def __init__(
        self,
        view: View,
        journey: Journey,
        inquiry: Inquiry,
        sessions: Sessions,
        metrics: Callable[[], Awaitable[bytes]],
    ) -> None:
        """`metrics` returns the page that Prometheus reads."""
        self._view = view
        self._journey = journey
        self._inquiry = inquiry
        self._sessions = sessions
        self._metrics = metrics
        self._pages: set[asyncio.Event] = set()
        self._unseen_since: float | None = None  # when the last page went
        self._runner: web.AppRunner | None = None

    async def start(self, port: int) -> str:
        """Listen on 127.0.0.1:`port` (0: any free one) and return the address of the page."""
        app = web.Application(middlewares=[_guard])
        app.router.add_get("/", self._file)
        app.router.add_get("/files/{name}", self._file)
        app.router.add_get("/words/{language}", self._words)
        app.router.add_get("/state", self._state)
        app.router.add_get("/changes", self._changes)
        app.router.add_get("/metrics", self._figures)
        app.router.add_post("/act/{action}", self._act)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        bound = self._runner.addresses[0][1]
        return f"http://127.0.0.1:{bound}/"

    async def stop(self) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()

    def refresh(self) -> None:
        """Have every open page draw itself anew."""
        for changed in self._pages:
            changed.set()

    async def tick(self) -> None:
        """End an idle session and count its last seconds down; never returns."""
        while True:
            await asyncio.sleep(_TICK_SECONDS)
            self.look_after()

    def look_after(self) -> None:
        """Do what is due every second. A session that no page shows any more ends: its screen is
        gone or stands still."""
        session = self._sessions.current
        self._sessions.beat()
        since = self._unseen_since
        if since is not None and time.monotonic() - since > _UNSEEN_SECONDS:
            self._sessions.end("stopped")
        if self._sessions.current is None and self._sessions.seconds_left <= 0:
            self._greet()
        if session and self._sessions.seconds_left <= self._sessions.warning_seconds + 1:
            self.refresh()

    def _greet(self) -> None:
        """Nobody has touched it for a while, or whoever did has gone."""
        if not self._view.as_greeted:
            self._view.greet()
            self.refresh()

    async def _file(self, request: web.Request) -> web.Response:
        name = request.match_info.get("name", "index.html")
        if name not in _FILES:
            raise web.HTTPNotFound
        content = resources.files("edge.screens").joinpath("pages", name).read_bytes()
        return web.Response(body=content, content_type=_FILES[name], charset="utf-8")

    async def _words(self, request: web.Request) -> web.Response:
        language = request.match_info["language"]
        if language not in ("zh", "en"):
            raise web.HTTPNotFound
        return web.json_response(words(language))

    async def _state(self, request: web.Request) -> web.Response:
        return web.json_response(self._view.draw())

    async def _figures(self, request: web.Request) -> web.Response:
        return web.Response(body=await self._metrics(), headers={"Content-Type": CONTENT_TYPE})

    async def _changes(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"} | _HEADERS)
        await response.prepare(request)
        changed = asyncio.Event()
        self._pages.add(changed)
        self._unseen_since = None
        try:
            while True:
                changed.clear()
                await response.write(_event(self._view.draw()))
                with suppress(TimeoutError):  # then it is a sign of life for the page
                    await asyncio.wait_for(changed.wait(), _ALIVE_SECONDS)
        except ConnectionResetError:
            return response  # the page has gone
        finally:
            self._pages.discard(changed)
            if not self._pages:
                self._unseen_since = time.monotonic()

    async def _act(self, request: web.Request) -> web.Response:
        if request.headers.get("X-Kiosk") != "1":
            raise web.HTTPForbidden
        given = await request.json() if request.can_read_body else {}
        if not isinstance(given, dict):
            raise web.HTTPBadRequest
        self._sessions.expire()
        self._sessions.touch()
        await self._carry_out(request.match_info["action"], given)
        self.refresh()
        return web.json_response(self._view.draw())

    async def _carry_out(self, action: str, given: dict[str, Any]) -> None:
        match action:
            case "touch":
                pass
            case "language":
                self._view.language = "en" if given.get("language") == "en" else "zh"
            case "appearance":
                self._view.large = given.get("large") is True
                self._view.contrast = given.get("contrast") is True
            case "lost":
                self._sessions.end("stopped")
            case "progress":
                self._inquiry.start()
            case "ask":
                await self._inquiry.ask(given)
            case "rate":
                await self._inquiry.rate(given)
            case "print":
                await self._journey.print_again()
            case "start":
                self._journey.start(str(given.get("item", "")))
            case "lay_card":
                self._journey.lay_card()
            case "answer":
                answers = given.get("answers")
                self._journey.answer(answers if isinstance(answers, dict) else {})
            case "look":
                answers = given.get("answers")
                self._journey.look(answers if isinstance(answers, dict) else {})
            case "back":
                self._journey.back()
            case "confirm":
                await self._journey.confirm()
            case "finish":
                self._journey.finish()
                self._greet()
            case _:
                raise web.HTTPNotFound


def _event(shown: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(shown, ensure_ascii=False).encode() + b"\n\n"


@web.middleware
async def _guard(request: web.Request, handler: Any) -> web.StreamResponse:
    """Refuse names other than this machine's, so that no page of the internet can reach in."""
    host = request.host.rpartition(":")[0] or request.host
    if host not in ("127.0.0.1", "localhost"):
        raise web.HTTPForbidden
    response: web.StreamResponse = await handler(request)
    if not response.prepared:
        response.headers.update(_HEADERS)
    return response
