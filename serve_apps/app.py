"""The web application: one ASGI app with every channel, whatever serves it."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Receive, Scope, Send

from serve_apps.crowd import Crowd
from serve_apps.headers import SecurityHeaders
from serve_apps.limits import BodyLimit
from serve_apps.policies import require_policies
from serve_apps.problems import Problems, respond
from serve_apps.routes import all_routers
from serve_apps.routes.api.commands import Commands, command_route, is_command
from serve_apps.settings import WebSettings
from serve_apps.static_files import StaticFiles
from serve_apps.trace import Trace
from serve_apps.wiring import Services

STATIC = Path(__file__).parent / "static"
MakeServices = Callable[[], AbstractAsyncContextManager[Services]]


class Platform(FastAPI):
    """FastAPI, but for the commands on cases: these go through our own layers only, since the
    framework's take longer than everything else that a web process does for a command."""

    def __init__(self, commands: ASGIApp, **options: Any) -> None:
        super().__init__(**options)
        self._commands = commands

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, WebSocket or lifespan."""
        if is_command(scope):
            scope["app"] = self
            await self._commands(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def build_app(make_services: MakeServices, settings: WebSettings) -> FastAPI:
    """Return the application. `make_services` is entered when the app starts and left when it ends.

    Raises:
        UndeclaredPolicy: a route does not say who may use it.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with make_services() as services:
            app.state.services = services
            yield

    layers = (
        Middleware(Trace),
        Middleware(SecurityHeaders, https=settings.https),
        Middleware(Problems),
        Middleware(
            Crowd,
            most=settings.most_requests,
            most_live=settings.most_live,
            most_of_one=settings.most_of_one,
        ),
        Middleware(BodyLimit, json_bytes=settings.json_bytes, upload_bytes=settings.upload_bytes),
    )
    commands: ASGIApp = Commands()
    for layer in reversed(layers):
        commands = layer.cls(commands, *layer.args, **layer.kwargs)
    app = Platform(
        commands,
        title="Yimen",
        version="1",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        middleware=layers,
    )
    app.add_exception_handler(HTTPException, respond)
    app.add_exception_handler(RequestValidationError, respond)
    app.router.routes.append(command_route())
    for router in all_routers():
        app.include_router(router)
    app.router.routes.append(StaticFiles(STATIC).route())
    require_policies(app.routes)
    return app
