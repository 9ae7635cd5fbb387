"""Ends event streams with the session that opened them, whichever route they are of."""

import asyncio
from contextlib import ExitStack

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from serve_apps.front.wiring import Services

_LAST_WORD = b"event: ended\ndata: \n\n"


class EndedSessions:
    """Takes an event stream away from its route when the session of who reads it ends or changes,
    or has lasted as long as it may: a live page is told so, and loads anew. What has no session,
    and any other answer, passes."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        task = asyncio.current_task()
        assert task is not None
        over = False

        def end() -> None:
            nonlocal over
            if not over:
                over = True
                task.cancel()

        with ExitStack() as stack:

            async def watched(message: Message) -> None:
                if message["type"] == "http.response.start" and _is_stream(message):
                    visitor = scope.get("state", {}).get("visitor")
                    if visitor is not None and visitor.session:
                        services: Services = scope["app"].state.services
                        sessions = services.sessions
                        stack.enter_context(sessions.checks.watching(visitor.session, end))
                        left = sessions.seconds_left(visitor)
                        stack.callback(asyncio.get_running_loop().call_later(left, end).cancel)
                await send(message)

            try:
                await self._app(scope, receive, watched)
            except asyncio.CancelledError:
                if not over or task.uncancel():
                    raise
                last = {"type": "http.response.body", "body": _LAST_WORD, "more_body": False}
                await send(last)


def _is_stream(message: Message) -> bool:
    return any(
        name.lower() == b"content-type" and value.startswith(b"text/event-stream")
        for name, value in message.get("headers", ())
    )
