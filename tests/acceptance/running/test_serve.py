"""What passes through the proxy of the running platform, and what outlasts its replicas."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import uuid4

import aiohttp
import pytest
import pytest_asyncio

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.terminals import frames
from storage.clock import WallClock
from storage.mongo import Database, connect
from storage.settings import read_settings
from tests import loaded
from tests.acceptance.running.yimen import Yimen, until
from tests.acceptance.site import Site
from tests.acceptance.steps import PNG
from tests.faults.checker import History, check

pytestmark = pytest.mark.asyncio(loop_scope="module")
REPLICAS = 2
CLIENTS = 8


@dataclass(frozen=True)
class Served:
    """The platform on Serve: where it is, its database, and a resident's token."""

    url: str
    database: Database
    token: str

    def headers(self) -> dict[str, str]:
        """Return the headers of a fresh wish."""
        return {"authorization": f"Bearer {self.token}", "idempotency-key": uuid4().hex}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served(yimen: Yimen) -> AsyncIterator[Served]:
    """Hosts and replicas behind HAProxy, with the sample city."""
    site = Site(yimen.status()["url"], yimen.passwords())
    database = connect(read_settings(yimen.environment))
    yield Served(site.url, database, site.token("chen_jiahui"))
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
            "statement": "general.1",
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
            while '"phase":"submitted"' in step:  # its watcher or a paper had something to add
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
    served: Served, yimen: Yimen
) -> None:
    history = History()
    replicas = await _replicas(yimen)
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
    assert replicas[0] not in await _replicas(yimen), "Serve starts another in its place"
    await asyncio.to_thread(until, lambda: _is_whole(yimen))


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


def _is_whole(yimen: Yimen) -> bool:
    (application,) = yimen.ray("/api/serve/applications/")["applications"].values()
    return application["status"] == "RUNNING"


async def _replicas(yimen: Yimen) -> list[int]:
    """Return the processes of the replicas once there are as many as there are to be."""
    async with asyncio.timeout(60):
        while len(found := yimen.titled("ray::ServeReplica:yimen:web")) != REPLICAS:
            await asyncio.sleep(0.2)
    return found


async def _folded(database: Database, case: str) -> None:
    async with asyncio.timeout(60):
        while await database["cases"].find_one({"_id": case}) is None:
            await asyncio.sleep(0.05)


async def _next_step(live: aiohttp.ClientResponse) -> str:
    """Return the data of the next event."""
    async with asyncio.timeout(60):
        while True:
            line = (await live.content.readline()).decode()
            if line.startswith("data: "):
                return line
