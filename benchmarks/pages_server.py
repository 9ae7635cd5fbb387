"""The channels of `bench pages` with the engine that they ask, in one process; and beside them the
limit of each page: the same template with the very same context on bare FastAPI.

It prints one line when it answers. The limit of a page that has been asked for once stands at
`/limit?path=<its address>` of the second port, an empty route at `/empty`.
"""

import asyncio
import logging
import sys
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import jinja2
import uvicorn
import uvloop
from fastapi import FastAPI, Response
from fastapi.responses import HTMLResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from actors.kinds import editions
from actors.library import load_library
from actors.runtime.engine import Engine
from actors.runtime.following import Following
from actors.runtime.local_control import LocalControl
from actors.runtime.logs import configure_logs
from actors.runtime.store import MongoStore
from benchmarks.pages_behind import storage_of
from serve_apps.blocks.accounts.sample_city import DEMO_PASSWORDS
from serve_apps.front.app import build_app
from serve_apps.front.faces import services as services_of_faces
from serve_apps.front.secrets_file import with_passwords
from serve_apps.front.settings import WebSettings
from serve_apps.front.wiring import Services, Wiring, wire
from storage.clock import PlatformClock
from storage.mongo import Database, connect

Made = tuple[jinja2.Template, dict[str, Any]]


class Remembering:
    """Passes requests on to `app`, and remembers what the page at each address was made of."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.made: dict[str, Made] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        query = scope["query_string"].decode()
        address = scope["path"] + (f"?{query}" if query else "")
        if address in self.made:
            await self._app(scope, receive, send)
            return
        with _watched() as rendered:
            await self._app(scope, receive, send)
        if rendered:
            self.made[address] = rendered[-1]


@contextmanager
def _watched() -> Iterator[list[Made]]:
    rendered: list[Made] = []
    real = jinja2.Template.render

    def render(self: jinja2.Template, *args: Any, **context: Any) -> str:
        rendered.append((self, dict(*args, **context)))
        return real(self, *args, **context)

    jinja2.Template.render = render  # type: ignore[method-assign]
    try:
        yield rendered
    finally:
        jinja2.Template.render = real  # type: ignore[method-assign]


def bare(remembering: Remembering) -> FastAPI:
    """Return the application that does nothing but render."""
    app = FastAPI(openapi_url=None)

    @app.get("/limit")
    async def limit(path: str) -> Response:  # pyright: ignore[reportUnusedFunction]
        template, context = remembering.made[path]
        return HTMLResponse(template.render(context))

    @app.get("/empty")
    async def empty() -> Response:  # pyright: ignore[reportUnusedFunction]
        return Response()

    return app


@asynccontextmanager
async def channels(database: Database, settings: WebSettings) -> AsyncGenerator[Services]:
    """Yield the services of a web process whose engine is its own."""
    kinds = editions(load_library())
    secrets = with_passwords(settings.secrets_file, DEMO_PASSWORDS)
    async with (
        PlatformClock(database, demo=settings.demo) as clock,
        Following(database, kinds),
        Engine(kinds, MongoStore(database), clock) as engine,
        wire(
            Wiring(
                sender=engine,
                database=database,
                library=kinds.library_by(clock),
                clock=clock,
                settings=settings,
            ),
            LocalControl(engine, lambda: 0.0),
            secrets,
            kinds=kinds.kinds_by(clock),
            make=services_of_faces(),
        ) as services,
    ):
        yield services


async def main(port: int, limit_port: int, folder: Path) -> None:
    """Serve both until the standard input ends."""
    configure_logs(logging.ERROR)
    settings = WebSettings(port=port, demo=True, secrets_file=folder / "secrets.json")
    database = connect(storage_of(folder))
    app = build_app(lambda: channels(database, settings), settings)
    remembering = Remembering(app)
    servers = [
        uvicorn.Server(
            uvicorn.Config(each, host="127.0.0.1", port=at, log_level="error", lifespan=lifespan)
        )
        for each, at, lifespan in (
            (remembering, port, "on"),
            (bare(remembering), limit_port, "off"),
        )
    ]
    serving = [asyncio.create_task(server.serve()) for server in servers]
    while not all(server.started for server in servers):
        await asyncio.sleep(0.05)
    print("answers", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    for server in servers:
        server.should_exit = True
    await asyncio.gather(*serving)
    await database.client.close()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])))
