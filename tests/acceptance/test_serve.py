"""The platform as it runs for real: Ray hosts, and the channels on Ray Serve behind HAProxy."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import aiohttp
import pytest
import pytest_asyncio

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.terminals import frames
from actors.followers.projector import Projector
from actors.kinds import afterwards, all_views, platform_collections
from actors.library import load_city
from actors.runtime.cluster import start_hosts, stop_hosts
from actors.runtime.host import HostSpec
from actors.runtime.processes import RayTransport
from actors.runtime.router import Router
from actors.runtime.settings import RuntimeSettings
from serve_apps.blocks.accounts.sample_city import DEMO_PASSWORDS, register_city
from serve_apps.deploy import close_doors, open_doors
from serve_apps.front.secrets_file import with_passwords
from serve_apps.front.session import Sessions
from serve_apps.front.settings import WebSettings
from storage.clock import WallClock
from storage.directory import Directory
from storage.embedded import EmbeddedMongo
from storage.mongo import Database, connect
from storage.schema import prepare
from storage.settings import StorageSettings
from tests import loaded
from tests.acceptance.processes import descendants
from tests.faults.checker import History, check
from tests.ports import free_port
from tests.ray_cluster import ray_session as ray_session

pytestmark = pytest.mark.asyncio(loop_scope="module")
REPLICAS = 2
CLIENTS = 8
PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452")


@dataclass(frozen=True)
class Served:
    """A platform on Serve: where it is, its database, and a resident's token."""

    url: str
    database: Database
    token: str

    def headers(self) -> dict[str, str]:
        """Return the headers of a fresh wish."""
        return {"authorization": f"Bearer {self.token}", "idempotency-key": uuid4().hex}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served(
    mongod: EmbeddedMongo, ray_session: None, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Served]:
    """One host and two replicas behind HAProxy, with the sample city."""
    folder: Path = tmp_path_factory.mktemp("served")
    storage = StorageSettings(
        uri=mongod.uri, database=f"served{uuid4().hex[:8]}", data=folder, port=mongod.port
    )
    runtime = RuntimeSettings(namespace=storage.database)
    settings = WebSettings(
        port=free_port(),
        replicas=REPLICAS,
        most_replicas=REPLICAS,
        secrets_file=folder / "secrets.json",
    )
    secrets = with_passwords(settings.secrets_file, DEMO_PASSWORDS)
    database = connect(storage)
    await prepare(database, platform_collections())
    directory, kinds, library = Directory(database), loaded.kinds(), loaded.library()
    spec = HostSpec(kinds="actors.kinds:platform_kinds", storage=storage, runtime=runtime)
    await start_hosts(1, spec, directory)
    try:
        await asyncio.to_thread(open_doors, settings, storage, runtime)
        async with (
            Router(kinds, directory.placements, RayTransport(runtime.namespace)) as router,
            Projector(
                database,
                all_views(library),
                sender=router,
                kinds=kinds,
                afterwards=afterwards(library),
            ),
        ):
            sessions = Sessions(router, WallClock(), secrets.signing_key, settings)
            await register_city(router, load_city(), secrets.passwords, sessions.hash)
            visitor = await sessions.sign_in("chen_jiahui", secrets.passwords["resident"])
            yield Served(f"http://127.0.0.1:{settings.port}", database, visitor.token)
    finally:
        await asyncio.to_thread(close_doors)
        await stop_hosts(directory, runtime.namespace, timeout=5)
        await database.client.drop_database(database.name)
        await database.client.close()


def draft(copies: int) -> dict[str, object]:
    """Return a draft of the sample city's simplest item."""
    return {
        "item": "WFZM-01",
        "applicant": {
            "kind": "natural",
            "name": "陈嘉慧",
            "id_type": "resident_id",
            "id_number": "440602199005060028",
        },
        "form": {"copies": copies},
    }


async def test_an_application_and_its_live_progress_pass_through_the_proxy(
    served: Served,
) -> None:
    example = loaded.library()[Catalogue].item("WFZM-01").example
    async with aiohttp.ClientSession(served.url) as client:
        paper = {"content-type": "image/png"} | served.headers()
        async with client.post("/api/v1/uploads", data=PNG, headers=paper) as answer:
            assert answer.status == 201
            stored = await answer.json()
        wish = draft(1) | {
            "form": example,
            "place": "440604",
            "materials": [{"name": "identity_card", "file_name": "card.png", **stored}],
        }
        async with client.post("/api/v1/cases", json=wish, headers=served.headers()) as answer:
            assert answer.status == 201, await answer.text()
            filed = await answer.json()
        address = f"/cases/{filed['number']}/events"
        await _folded(served.database, filed["case"])
        async with client.get(address, headers=served.headers()) as live:
            assert live.status == 200
            assert live.content_type == "text/event-stream"
            assert '"phase":"submitted"' in await _next_step(live)
            withdraw = f"/api/v1/cases/{filed['case']}/withdraw"
            async with client.post(withdraw, json={}, headers=served.headers()) as answer:
                assert answer.status == 200
            step = await _next_step(live)
            while '"seq":1,' in step:  # told again when its watcher had something to add
                step = await _next_step(live)
            assert '"phase":"withdrawn"' in step


async def test_a_websocket_passes_through_the_proxy_both_ways(served: Served) -> None:
    async with (
        aiohttp.ClientSession(served.url) as client,
        client.ws_connect("/api/v1/terminals/link") as socket,
    ):
        challenge = frames.read_at_terminal(await socket.receive_bytes(timeout=10))
        assert isinstance(challenge, frames.Challenge)
        hello = frames.Hello(
            terminal="nobody",
            epoch="e",
            boot="b",
            software="test",
            clock=WallClock().now(),
            signature=b"x" * 64,
        )
        await socket.send_bytes(frames.pack(hello))

        goodbye = frames.read_at_terminal(await socket.receive_bytes(timeout=10))

    assert isinstance(goodbye, frames.Bye)


async def test_kill_9_of_a_replica_in_the_middle_of_traffic_loses_nothing_acknowledged(
    served: Served,
) -> None:
    history = History()
    replicas = await _replicas(REPLICAS)
    enough = asyncio.Event()

    async with aiohttp.ClientSession(served.url, timeout=aiohttp.ClientTimeout(total=20)) as client:
        clients = [
            asyncio.create_task(_write(client, served, history, enough)) for _ in range(CLIENTS)
        ]
        await _reach(history, 10 * CLIENTS)
        os.kill(replicas[0], signal.SIGKILL)
        await _reach(history, len(history.acknowledged) + 20 * CLIENTS)
        enough.set()
        await asyncio.gather(*clients)

    assert await check(served.database, history) == []
    assert replicas[0] not in await _replicas(REPLICAS), "Serve starts another in its place"


async def _write(
    client: aiohttp.ClientSession, served: Served, history: History, enough: asyncio.Event
) -> None:
    """Save a draft again and again; after an unknown outcome send the same request again."""
    case, copies = "", 0
    while not enough.is_set():
        copies += 1
        headers = served.headers()
        path = f"/api/v1/cases/{case}/save_draft" if case else "/api/v1/drafts"
        while True:
            began = time.monotonic()
            try:
                async with client.post(path, json=draft(copies), headers=headers) as answer:
                    told = await answer.json() if answer.status in (200, 201) else None
            except (aiohttp.ClientError, TimeoutError):
                told = None
            if told is not None:
                break
            await asyncio.sleep(0.1)
        case = case or told["case"]
        id = f"person:chen_jiahui/{headers['idempotency-key']}"
        history.add(f"case:{case}", id, began, "ok", seq=told["seq"], replayed=told["replayed"])


async def _reach(history: History, count: int) -> None:
    async with asyncio.timeout(90):
        while len(history.acknowledged) < count:
            await asyncio.sleep(0.05)


async def _replicas(count: int) -> list[int]:
    """Return the process ids of the replicas once there are `count` of them."""
    async with asyncio.timeout(60):
        while len(found := descendants("ray::ServeReplica:yimen:web")) != count:
            await asyncio.sleep(0.2)
    return found


async def _folded(database: Database, case: str) -> None:
    async with asyncio.timeout(30):
        while await database["cases"].find_one({"_id": case}) is None:
            await asyncio.sleep(0.05)


async def _next_step(live: aiohttp.ClientResponse) -> str:
    """Return the data of the next event."""
    async with asyncio.timeout(30):
        while True:
            line = (await live.content.readline()).decode()
            if line.startswith("data: "):
                return line
