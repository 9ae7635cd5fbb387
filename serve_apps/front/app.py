"""The web application: one ASGI app with every channel, whatever serves it."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from actors.runtime.tracing import Spans
from serve_apps.front import documents, first_page, health, records, robots
from serve_apps.front.commands import CommandRoute, Commands, ServedCommandRoute
from serve_apps.front.crowd import Crowd
from serve_apps.front.ended_sessions import EndedSessions
from serve_apps.front.faces import faces, served
from serve_apps.front.headers import SecurityHeaders
from serve_apps.front.limits import BodyLimit
from serve_apps.front.policies import require_policies
from serve_apps.front.problems import Problems, respond
from serve_apps.front.sections import sections
from serve_apps.front.settings import WebSettings
from serve_apps.front.shared import Shared
from serve_apps.front.static_files import StaticFiles
from serve_apps.front.trace import Trace
from serve_apps.front.wiring import Services

STATIC = Path(__file__).parents[1] / "static"
MakeServices = Callable[[], AbstractAsyncContextManager[Services]]


class Platform(FastAPI):
    """FastAPI, but for commands: these go through our own layers only, since the framework's take
    longer than everything else that a web process does for a command. `layered` is `commands` with
    the layers around it."""

    def __init__(
        self, commands: Commands, layered: ASGIApp, route: BaseRoute, **options: Any
    ) -> None:
        super().__init__(**options)
        self._commands = commands
        self._layered = layered
        self._route = route

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, WebSocket or lifespan."""
        if self._commands.answers(scope):
            scope |= {"app": self, "route": self._route}
            await self._layered(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def build_app(
    make_services: MakeServices, settings: WebSettings, spans: Spans | None = None
) -> FastAPI:
    """Return the application. `make_services` is entered when the app starts and left when it ends;
    `spans` takes the traces of requests.

    Raises:
        UndeclaredPolicy: a route does not say who may use it.
    """

    commands = Commands(each for face in faces() for each in face.before)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with make_services() as services:
            app.state.services = services
            commands.serve(services.kinds)
            yield

    layers = (
        Middleware(Trace, spans=spans or Spans()),
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
    route = ServedCommandRoute(commands)
    app = Platform(
        commands,
        _within(layers, commands),
        route,
        title="Yimen",
        version="1",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        middleware=(*layers, Middleware(EndedSessions), Middleware(Shared, edition=_edition)),
    )
    app.add_exception_handler(HTTPException, respond)
    app.add_exception_handler(RequestValidationError, respond)
    app.state.commands = commands
    *pages, api = pages_and_api()
    app.router.routes += sections(route for router in pages for route in router.routes)
    app.include_router(api)
    app.router.routes.insert(0, route)
    app.router.routes.append(CommandRoute(commands))
    app.router.routes.append(StaticFiles(STATIC).route())
    require_policies(app.routes)
    return app


def _within(layers: Sequence[Middleware], app: ASGIApp) -> ASGIApp:
    """Return `app` with `layers` around it, the first outermost."""
    for layer in reversed(layers):
        app = layer.cls(app, *layer.args, **layer.kwargs)
    return app


def _edition(scope: Scope) -> object:
    """Return the library of the moment, the same object until administrators amend it."""
    return scope["app"].state.services.library.now


def pages_and_api() -> tuple[APIRouter, ...]:
    """Return the routers of every face, and the one of all that programs may ask. A platform whose
    faces have no first page gets one."""
    found = faces()
    api = APIRouter(prefix="/api/v1")
    own = (router for face in found for router in face.api)
    for router in (*own, documents.router, records.router):
        api.include_router(router)
    pages = [router for face in found for router in face.routers]
    if "/" not in served():
        pages.append(first_page.router)
    return health.router, robots.router, *pages, api
