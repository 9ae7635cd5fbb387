"""The development server: everything in one process on a real mongod, without Ray.

    python -m serve_apps.develop

Quick to start, the sample city loaded; for work on pages and for tests of the channels.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn

from actors.blocks.files.shell.holding import HoldingSender
from actors.blocks.seals.shell.settings import SealSettings
from actors.followers.projector import Projector
from actors.kernel.library import Library
from actors.kernel.system import Installed
from actors.kinds import (
    afterwards,
    all_views,
    alongside,
    editions,
    platform_collections,
)
from actors.library import load_city, load_library
from actors.runtime.engine import Engine, Workings
from actors.runtime.following import Following
from actors.runtime.local_control import LocalControl
from actors.runtime.logs import configure_logs
from actors.runtime.settings import read_settings as read_runtime_settings
from actors.runtime.store import MongoStore
from actors.runtime.tracing import Spans
from serve_apps.blocks.accounts.sample_city import DEMO_PASSWORDS, register_city
from serve_apps.blocks.mandates.sample_city import name_representatives
from serve_apps.blocks.seals.sample_city import make_sample_seals
from serve_apps.front.app import build_app
from serve_apps.front.faces import services as services_of_faces
from serve_apps.front.secrets_file import with_passwords
from serve_apps.front.settings import WebSettings, read_settings
from serve_apps.front.wiring import Services, Wiring, wire
from serve_apps.sample_acts import perform
from serve_apps.sample_past import live
from storage.clock import PlatformClock
from storage.embedded import EmbeddedMongo
from storage.mongo import Database, check, connect
from storage.schema import prepare
from storage.secrecy.keeping import check_keys
from storage.security_events import keep_for_days
from storage.settings import read_settings as read_storage_settings
from storage.users import keep_users


@asynccontextmanager
async def in_process(
    database: Database,
    settings: WebSettings,
    spans: Spans | None = None,
    *,
    past: bool = False,
    library: Library | None = None,
) -> AsyncIterator[Services]:
    """Run engine and projector in this process and yield the services of the channels, with the
    sample city registered and what its people have done; with `past` also what they went through
    before, which takes some seconds once. `spans` takes the traces of requests. Without a `library`
    everything that is installed is read."""
    await check(database)
    library = library or load_library()
    await prepare(database, platform_collections(library))
    await keep_for_days(database, settings.security_days)
    await check_keys(database)
    kinds = editions(library)
    secrets = with_passwords(settings.secrets_file, DEMO_PASSWORDS)
    if past:
        async with PlatformClock(database, demo=settings.demo) as clock:
            await live(database, library, clock.now())
    async with (
        PlatformClock(database, demo=settings.demo) as clock,
        Following(database, kinds),
        Engine(kinds, MongoStore(database), clock, workings=Workings(spans=spans)) as engine,
        Projector(
            database,
            all_views(library),
            sender=HoldingSender(engine, database),
            kinds=kinds,
            afterwards=afterwards(kinds.library_by(clock)),
            alongside=alongside(kinds.library_by(clock), clock),
            edition=lambda: kinds.at(clock.now()),
        ) as projector,
        wire(
            Wiring(
                sender=engine,
                database=database,
                library=kinds.library_by(clock),
                clock=clock,
                settings=settings,
            ),
            LocalControl(engine, lambda: projector.lag_seconds),
            secrets,
            kinds=kinds.kinds_by(clock),
            make=services_of_faces(),
            spans=spans,
        ) as services,
    ):
        city = load_city()
        await register_city(engine, city, secrets.passwords, services.sessions.hash)
        await name_representatives(engine, city, library[Installed])
        await perform(engine, library)
        if past:
            await make_sample_seals(engine, database, library, services[SealSettings])
        yield services


async def main() -> None:
    """Serve until interrupted."""
    configure_logs()
    settings, storage = read_settings(), read_storage_settings()
    server = EmbeddedMongo.of(storage) if storage.embedded else None
    if server:
        server.start()
        await keep_users(server, storage.database, platform_collections())
    database = connect(storage, "demonstration")
    try:
        spans = Spans("develop", read_runtime_settings().traces)
        app = build_app(lambda: in_process(database, settings, spans, past=True), settings, spans)
        passwords = with_passwords(settings.secrets_file, DEMO_PASSWORDS).passwords
        print(f"http://127.0.0.1:{settings.port}", *(f"{k}: {v}" for k, v in passwords.items()))
        config = uvicorn.Config(
            app,
            host="127.0.0.1",
            port=settings.port,
            log_level="warning",
            lifespan="on",
            timeout_graceful_shutdown=2,
        )
        await uvicorn.Server(config).serve()
    finally:
        await database.client.close()
        if server:
            server.stop()


if __name__ == "__main__":
    os.environ.setdefault("YIMEN_DEMO", "1")
    asyncio.run(main())
