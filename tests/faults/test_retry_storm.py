"""F12: fifty copies of one request at once, half of them from clients that hang up at once."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import uvicorn

from actors.kernel.identity import Identity
from actors.kernel.ports import Receipt, Sender, Shown
from actors.kernel.turn import Command
from actors.kinds import build_kinds
from actors.library import load_city
from actors.runtime.engine import Engine
from actors.runtime.local_control import LocalControl
from actors.runtime.store import MongoStore
from serve_apps.blocks.accounts.sample_city import DEMO_PASSWORDS, register_city
from serve_apps.front.app import build_app
from serve_apps.front.faces import services as make
from serve_apps.front.secrets_file import with_passwords
from serve_apps.front.settings import WebSettings
from serve_apps.front.wiring import Services, Wiring, wire
from storage.clock import WallClock
from storage.mongo import Database
from tests import loaded
from tests.faults.checker import History, check
from tests.ports import free_port

ACCOUNT = "chen_jiahui"
COPIES = 50
BUSY: dict[str, Any] = {}  # stands for an answer of 429: one person may not ask so much at once
DRAFT = {
    "item": "WFZM-01",
    "applicant": {
        "kind": "natural",
        "name": "陈嘉慧",
        "id_type": "resident_id",
        "id_number": "440602199005060028",
    },
    "form": {"copies": 1},
}


class Forgetful:
    """Sabotage: the platform does not know a command again, since each copy gets an id anew."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def send(
        self, key: str, command: Command, *, id: str, by: Identity, timeout: float = 10.0
    ) -> Receipt:
        return await self._sender.send(key, command, id=uuid4().hex, by=by, timeout=timeout)

    async def show(self, key: str, *, timeout: float = 10.0) -> Shown:
        return await self._sender.show(key, timeout=timeout)


@dataclass(frozen=True)
class Door:
    """The channels behind a real HTTP server, and a resident's token."""

    port: int
    token: str


@asynccontextmanager
async def open_door(
    database: Database, folder: Path, through: Callable[[Sender], Sender] = lambda sender: sender
) -> AsyncIterator[Door]:
    """Serve the channels on `database`; their commands go `through` what is given."""
    settings = WebSettings(port=free_port(), demo=True, secrets_file=folder / "secrets.json")
    secrets, library = with_passwords(settings.secrets_file, DEMO_PASSWORDS), loaded.library()
    kinds, clock = build_kinds(library), WallClock()

    def control(engine: Engine) -> LocalControl:
        return LocalControl(engine, lambda: 0.0)

    def around(sender: Sender) -> Wiring:
        return Wiring(
            sender=sender, database=database, library=library, clock=clock, settings=settings
        )

    @asynccontextmanager
    async def services() -> AsyncIterator[Services]:
        async with (
            Engine(kinds, MongoStore(database), clock) as engine,
            wire(
                around(engine),
                control(engine),
                secrets,
                kinds=kinds,
                make=make(),
            ) as wired,
        ):
            await register_city(engine, load_city(), secrets.passwords, wired.sessions.hash)
            async with wire(
                around(through(engine)),
                control(engine),
                secrets,
                kinds=kinds,
                make=make(),
            ) as sabotaged:
                yield sabotaged

    app = build_app(services, settings)
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=settings.port, log_level="error", lifespan="on")
    )
    serving = asyncio.create_task(server.serve())
    async with asyncio.timeout(60):
        while not server.started:
            await asyncio.sleep(0.05)
    services_of_app = app.state.services
    account = (await services_of_app.sender.show(f"account:{ACCOUNT}")).state
    visitor = await services_of_app.sessions.open(account)
    try:
        yield Door(settings.port, visitor.token)
    finally:
        server.should_exit = True
        await serving


async def send(port: int, request: bytes, *, hang_up: bool) -> dict[str, Any] | None:
    """Send `request` and return the answer, or None after hanging up without one."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    await writer.drain()
    if hang_up:
        writer.close()
        return None
    status, _, rest = (await reader.read()).partition(b"\r\n")
    writer.close()
    if status.split()[1] == b"429":
        return BUSY
    assert status.split()[1] in (b"200", b"201"), rest
    return json.loads(rest.partition(b"\r\n\r\n")[2])


async def storm(door: Door) -> History:
    """Send the copies, and return what those clients saw that waited for an answer."""
    history, key = History(), uuid4().hex
    body = json.dumps(DRAFT).encode()
    request = (
        f"POST /api/v1/drafts HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
        f"Authorization: Bearer {door.token}\r\nIdempotency-Key: {key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode() + body

    async def copy(number: int) -> None:
        began = time.monotonic()
        while (told := await send(door.port, request, hang_up=number % 2 == 1)) == BUSY:
            await asyncio.sleep(0.1)
        if told is not None:
            history.add(
                f"case:{told['case']}",
                f"person:{ACCOUNT}/{key}",
                began,
                "ok",
                seq=told["seq"],
                replayed=told["replayed"],
            )

    await asyncio.gather(*(copy(number) for number in range(COPIES)))
    return history


async def test_f12_a_retry_storm_makes_exactly_one_transition(
    prepared: Database, tmp_path: Path
) -> None:
    async with open_door(prepared, tmp_path) as door:
        history = await storm(door)

    assert len(history.acknowledged) == COPIES // 2
    assert sum(not each.replayed for each in history.acknowledged) <= 1
    assert await check(prepared, history) == []
    case = history.acknowledged[0].key
    assert await prepared["journal"].count_documents({"key": case}) == 1


async def test_f12_the_judge_finds_copies_that_were_not_known_again(
    prepared: Database, tmp_path: Path
) -> None:
    """Sabotage: no memory of command ids."""
    async with open_door(prepared, tmp_path, Forgetful) as door:
        history = await storm(door)

    broken = await check(prepared, history)

    assert any("was acknowledged as [" in sentence for sentence in broken)
