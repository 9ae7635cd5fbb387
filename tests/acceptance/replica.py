"""A second replica of the web application, on the platform and the database of a site."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from typing import Any

import uvicorn

from serve_apps.front.app import build_app
from serve_apps.front.faces import services as services_of_faces
from serve_apps.front.wiring import Services, Wiring, wire
from tests.acceptance.site import Site
from tests.ports import free_port


@contextmanager
def replica_of(site: Site, **changes: Any) -> Iterator[Site]:
    """Serve the platform of `site` by another app with sessions of its own, and with `changes` to
    the settings."""
    assert site.services is not None and site.loop is not None
    first = site.services
    port = free_port()
    settings = replace(first.settings, port=port, **changes)

    @asynccontextmanager
    async def services() -> AsyncIterator[Services]:
        around = Wiring(
            sender=first.sender,
            database=site.database,
            library=first.library,
            clock=first.clock,
            settings=settings,
        )
        async with wire(
            around,
            first.control,
            first.secrets,
            kinds=first.kinds,
            make=services_of_faces(),
        ) as made:
            yield made

    app = build_app(services, settings)
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=port,
        log_level="error",
        lifespan="on",
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)

    async def start() -> asyncio.Task[Any]:
        serving = asyncio.create_task(server._serve())  # without the signals of the main thread
        while not (server.started or serving.done()):
            await asyncio.sleep(0.02)
        return serving

    async def stop(serving: asyncio.Task[Any]) -> None:
        server.should_exit = True
        await serving

    serving = site.run(start())
    try:
        yield Site(
            f"http://127.0.0.1:{port}",
            site.passwords,
            site.library,
            app.state.services,
            site.loop,
            site.database,
        )
    finally:
        site.run(stop(serving))
