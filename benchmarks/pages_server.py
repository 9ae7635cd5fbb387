"""The channels in one process for `bench pages`, and beside them the limit of each page: the same
template with the very same context on bare FastAPI.

It prints one line of JSON when it answers: {"case": the id of a case that can be opened}. The limit
of a page that has been asked for once stands at `/limit?path=<its address>` of the second port, an
empty route at `/empty`.
"""

import asyncio
import json
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import jinja2
import uvicorn
import uvloop
from fastapi import FastAPI, Response
from fastapi.responses import HTMLResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from actors.blocks.cases.catalogue import Catalogue
from actors.library import load_city, load_library
from actors.runtime.logs import configure_logs
from benchmarks.cases import begin
from serve_apps.develop import in_process
from serve_apps.front.app import build_app
from serve_apps.front.settings import WebSettings
from storage.mongo import connect
from storage.settings import StorageSettings

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


async def main(port: int, limit_port: int, folder: Path) -> None:
    """Serve both until the standard input ends."""
    configure_logs(logging.ERROR)
    storage = StorageSettings(
        uri=os.environ["YIMEN_MONGODB_URI"],
        database=os.environ["YIMEN_DATABASE"],
        data=folder,
        port=27117,
    )
    settings = WebSettings(port=port, demo=True, secrets_file=folder / "secrets.json")
    database = connect(storage)
    app = build_app(lambda: in_process(database, settings), settings)
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
    library = load_library()
    [case] = await begin(app.state.services.sender, library, load_city(), 1)
    print(json.dumps({"case": case, "items": len(library[Catalogue].items)}), flush=True)
    await asyncio.to_thread(sys.stdin.read)
    for server in servers:
        server.should_exit = True
    await asyncio.gather(*serving)
    await database.client.close()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])))
