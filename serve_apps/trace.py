"""A trace id for every request: in the logs, in the answer, in a problem."""

import re
import secrets
import time

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger("serve_apps.requests")
HEADER = b"x-trace-id"
_GIVEN = re.compile(rb"[0-9a-f]{16,32}\Z")


class Trace:
    """Binds a trace id to the logs of a request and logs its outcome: never path or query, which
    may name a case, but the pattern of the route."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, WebSocket or lifespan."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        given = next((value for name, value in scope["headers"] if name == HEADER), b"")
        trace = given.decode() if _GIVEN.match(given) else secrets.token_hex(8)
        scope.setdefault("state", {})["trace"] = trace
        started, status = time.perf_counter(), 0

        async def traced(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (HEADER, trace.encode())]
            await send(message)

        with structlog.contextvars.bound_contextvars(trace=trace):
            try:
                await self._app(scope, receive, traced)
            finally:
                milliseconds = round((time.perf_counter() - started) * 1000, 1)
                write = log.warning if status >= 500 else log.debug
                route = getattr(scope.get("route"), "path", "")
                write("request", route=route, status=status, milliseconds=milliseconds)
