"""A trace id for every request: in the logs, in the answer, in a problem."""

import random
import re
import time

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger("serve_apps.requests")
HEADER = b"x-trace-id"
SLOW_SECONDS = 1.0
_GIVEN = re.compile(rb"[0-9a-f]{16,32}\Z")


class Trace:
    """Binds a trace id to the logs of a request and logs it when it failed or was slow: never its
    path or query, which may name a case, but the pattern of the route.

    The binding is not undone: the server gives every request a context of its own.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, WebSocket or lifespan."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        trace = _given(scope) or f"{random.getrandbits(64):016x}"  # no secret: any number will do
        scope.setdefault("state", {})["trace"] = trace
        structlog.contextvars.bind_contextvars(trace=trace)
        header = (HEADER, trace.encode())
        started, status = time.perf_counter(), 0

        async def traced(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], header]
            await send(message)

        try:
            await self._app(scope, receive, traced)
        finally:
            seconds = time.perf_counter() - started
            if status >= 500 or (seconds > SLOW_SECONDS and not streams(scope)):
                route = getattr(scope.get("route"), "path", "")
                milliseconds = round(seconds * 1000)
                log.warning("request", route=route, status=status, milliseconds=milliseconds)


def _given(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == HEADER and _GIVEN.match(value):
            return str(value, "ascii")
    return ""


def streams(scope: Scope) -> bool:
    """Tell whether the connection is meant to last: a WebSocket or live events."""
    path = scope["path"]
    return scope["type"] == "websocket" or path.endswith("/events") or path.startswith("/live/")
