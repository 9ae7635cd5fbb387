"""A trace id for every request: in the logs, in the answer, in a problem, in spans of some.

The id is that of W3C Trace Context: a caller's `traceparent` is taken over, otherwise one is made.
"""

import random
import time

import structlog
from opentelemetry.context import Context
from opentelemetry.trace import INVALID_SPAN, Span, StatusCode, get_current_span
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from actors.runtime.tracing import Spans, within
from serve_apps.front.security_log import UNDER_WAY

log = structlog.get_logger("serve_apps.requests")
HEADER = b"x-trace-id"
SLOW_SECONDS = 1.0
_PARENT = b"traceparent"
_API = "/api/v1"
_propagator = TraceContextTextMapPropagator()


class Trace:
    """Binds a trace id to the logs of a request and logs it when it failed or was slow: never its
    path or query, which may name a case, but the pattern of the route. `spans` takes the span of a
    request that chance chooses; a connection that is meant to last has none.

    The binding is not undone: the server gives every request a context of its own.
    """

    def __init__(self, app: ASGIApp, spans: Spans) -> None:
        self._app = app
        self._spans = spans

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, WebSocket or lifespan."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        parent = parent_of(scope)
        span = None if streams(scope) else self._spans.request(parent)
        trace = _trace_id(span, parent)
        scope.setdefault("state", {})["trace"] = trace
        structlog.contextvars.bind_contextvars(trace=trace)
        UNDER_WAY.set(scope)
        header = (HEADER, trace.encode())
        started, status = time.perf_counter(), 0

        async def traced(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], header]
            await send(message)

        try:
            if span is None:
                await self._app(scope, receive, traced)
            else:
                with within(span):
                    await self._app(scope, receive, traced)
        finally:
            seconds = time.perf_counter() - started
            route = pattern_of(scope)
            if span is not None:
                _end(span, scope, route, status)
            if status >= 500 or (seconds > SLOW_SECONDS and not streams(scope)):
                milliseconds = round(seconds * 1000)
                log.warning("request", route=route, status=status, milliseconds=milliseconds)


def parent_of(scope: Scope) -> Context | None:
    """Return what the request says of the trace it belongs to, None when it says nothing of use."""
    for name, value in scope["headers"]:
        if name == _PARENT:
            context = _propagator.extract({"traceparent": str(value, "latin-1")}, Context())
            return context if get_current_span(context) is not INVALID_SPAN else None
    return None


def _trace_id(span: Span | None, parent: Context | None) -> str:
    if span is None and parent is None:
        return f"{random.getrandbits(128):032x}"  # nosec B311 # no secret: any number will do
    known = span or get_current_span(parent)
    return f"{known.get_span_context().trace_id:032x}"


def _end(span: Span, scope: Scope, route: str, status: int) -> None:
    span.update_name(f"{scope['method']} {route}".strip())
    span.set_attribute("http.request.method", scope["method"])
    span.set_attribute("http.route", route)
    span.set_attribute("http.response.status_code", status)
    if status >= 500 or not status:
        span.set_status(StatusCode.ERROR)
    span.end()


def pattern_of(scope: Scope) -> str:
    """Return the pattern of the route, with the prefix that FastAPI leaves out of routers that are
    included in another."""
    pattern = getattr(scope.get("route"), "path", "")
    if pattern and scope["path"].startswith(_API) and not pattern.startswith(_API):
        return _API + pattern
    return pattern


def streams(scope: Scope) -> bool:
    """Tell whether the connection is meant to last: a WebSocket or live events."""
    path = scope["path"]
    return scope["type"] == "websocket" or path.endswith("/events") or path.startswith("/live/")
