"""A platform for kiosks in tests: the real application under uvicorn, engine and database real."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import uvicorn

from actors.blocks.cases.state import CaseState
from actors.blocks.operations.roles import OPERATOR
from actors.blocks.terminals.state import TerminalState
from actors.kernel.identity import Identity
from actors.kernel.turn import Command
from serve_apps.blocks.terminals.setting_up import register_terminal
from serve_apps.develop import in_process
from serve_apps.front.app import build_app
from serve_apps.front.settings import WebSettings
from serve_apps.front.wiring import Services
from storage.mongo import Database
from tests.acceptance.site import Site
from tests.loaded import library
from tests.opening import commits_in
from tests.ports import free_port

T = TypeVar("T")
STAFF = Identity("staff:operator", (OPERATOR,))
PLACE = "440604012"


@dataclass
class KioskPlatform:
    """A platform that listens at `address`. `loop` is the loop that it runs in when that is not
    the test's own."""

    address: str
    services: Services
    database: Database
    loop: asyncio.AbstractEventLoop | None = None

    async def code(self, terminal: str) -> str:
        """Register `terminal` and return its one-time code."""
        return await self._there(
            register_terminal(
                self.services.sender,
                self.services.clock,
                terminal,
                name="祖庙街道行政服务中心 1 号机",
                place=PLACE,
                by=STAFF,
            )
        )

    async def state(self, terminal: str) -> TerminalState:
        """Return the image of `terminal` as it stands."""
        return (await self._there(self.services.sender.show(f"terminal:{terminal}"))).state

    async def operate(self, terminal: str, command: Command) -> None:
        """Send `command` to `terminal` as an operator."""
        sender = self.services.sender
        await self._there(sender.send(f"terminal:{terminal}", command, id=uuid4().hex, by=STAFF))

    async def entries(self, terminal: str) -> list[dict[str, Any]]:
        """Return every entry of `terminal` in the journal, in order."""
        return [
            entry
            for commit in await self.commits({"key": f"terminal:{terminal}"})
            for event in commit["ev"]
            if event["type"] == "EntriesReceived"
            for entry in event["entries"]
        ]

    async def cases(self, terminal: str) -> list[CaseState]:
        """Return every case that was submitted at `terminal`."""
        wanted = {"ev.type": "Submitted", "by": f"terminal:{terminal}"}
        keys = [commit["key"] for commit in await self.commits(wanted)]
        return [(await self._there(self.services.sender.show(key))).state for key in keys]

    async def commits(self, wanted: dict[str, Any]) -> list[dict[str, Any]]:
        """Return the commits of the journal that fit `wanted`, in order."""

        async def find() -> list[dict[str, Any]]:
            return await commits_in(self.database, wanted)

        return await self._there(find())

    async def _there(self, work: Coroutine[Any, Any, T]) -> T:
        if self.loop is None:
            return await work
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self.loop))


def platform_of(site: Site) -> KioskPlatform:
    """Return the session's running platform, as kiosks see it."""
    assert site.services is not None
    return KioskPlatform(site.url, site.services, site.database, site.loop)


@asynccontextmanager
async def running_platform(
    database: Database, folder: Path, port: int = 0
) -> AsyncIterator[KioskPlatform]:
    """Run the platform on `database` until the context is left."""
    port = port or free_port()
    settings = WebSettings(port=port, secrets_file=folder / "secrets.json")
    kept: list[Services] = []

    @asynccontextmanager
    async def services() -> AsyncIterator[Services]:
        async with in_process(database, settings, library=library()) as made:
            kept.append(made)
            yield made

    config = uvicorn.Config(
        build_app(services, settings), host="127.0.0.1", port=port, log_level="error",
        timeout_graceful_shutdown=1,
    )  # fmt: skip
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        if serving.done():
            serving.result()
        await asyncio.sleep(0.05)
    try:
        yield KioskPlatform(f"http://127.0.0.1:{port}", kept[0], database)
    finally:
        server.should_exit = True
        with suppress(asyncio.CancelledError):
            await serving
