"""What stands behind the channels for `bench pages`, in a process of its own as on a platform: the
engine with the sample city and its past, and the followers, which fold what a page leaves behind.

It prints one line of JSON when everything is folded: {"case": the id of a case under review}.
"""

import asyncio
import json
import logging
import os
import sys
from pathlib import Path

import uvloop

from actors.followers.projector import Projector
from actors.kinds import all_views, editions, platform_collections
from actors.library import load_city, load_library
from actors.runtime.engine import Engine
from actors.runtime.logs import configure_logs
from actors.runtime.store import MongoStore
from benchmarks.cases import begin
from serve_apps.blocks.accounts.sample_city import DEMO_PASSWORDS, register_city
from serve_apps.front.secrets_file import with_passwords
from serve_apps.front.session import Sessions
from serve_apps.front.settings import WebSettings
from serve_apps.sample_acts import perform
from serve_apps.sample_past import live
from storage.clock import WallClock
from storage.mongo import connect
from storage.schema import prepare
from storage.settings import StorageSettings


def storage_of(folder: Path) -> StorageSettings:
    """Return where the benchmark's database is, which the environment tells."""
    return StorageSettings(
        uri=os.environ["YIMEN_MONGODB_URI"],
        database=os.environ["YIMEN_DATABASE"],
        data=folder,
        port=27117,
    )


async def main(folder: Path) -> None:
    """Work until the standard input ends."""
    configure_logs(logging.ERROR)
    database = connect(storage_of(folder))
    await prepare(database, platform_collections())
    library, city, clock = load_library(), load_city(), WallClock()
    kinds = editions(library)
    settings = WebSettings(demo=True, secrets_file=folder / "secrets.json")
    secrets = with_passwords(settings.secrets_file, DEMO_PASSWORDS)
    await live(database, library, clock.now())
    async with (
        Engine(kinds, MongoStore(database), clock) as engine,
        Projector(database, all_views(library), sender=engine, kinds=kinds) as projector,
    ):
        sessions = Sessions(engine, clock, secrets.signing_key, settings)
        await register_city(engine, city, secrets.passwords, sessions.hash)
        await perform(engine, library)
        [case] = await begin(engine, library, city, 1)
        await projector.settled(120.0)
        print(json.dumps({"case": case}), flush=True)
        await asyncio.to_thread(sys.stdin.read)
    await database.client.close()


if __name__ == "__main__":
    uvloop.run(main(Path(sys.argv[1])))
