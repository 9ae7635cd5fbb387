"""A platform for kiosks in tests: the real application under uvicorn, engine and database real."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from actors.kernel.identity import OPERATOR, Identity
from actors.kernel.terminal.state import TerminalState
from serve_apps.app import build_app
from serve_apps.develop import in_process
from serve_apps.settings import WebSettings
from serve_apps.terminals import register_terminal
from serve_apps.wiring import Services
from storage.mongo import Database
from tests.conftest import free_port

STAFF = Identity("staff:operator", (OPERATOR,))
PLACE = "440604012"


@dataclass
class KioskPlatform:
    """A platform that listens at `address`."""

    address: str
    services: Services
    database: Database

    async def code(self, terminal: str) -> str:
        """Register `terminal` and return its one-time code."""
        return await register_terminal(
            self.services.sender,
            self.services.clock,
            terminal,
            name="祖庙街道行政服务中心 1 号机",
            place=PLACE,
            by=STAFF,
        )

    async def state(self, terminal: str) -> TerminalState:
        """Return the image of `terminal` as it stands."""
        return (await self.services.sender.show(f"terminal:{terminal}")).state

    async def entries(self, terminal: str) -> list[dict[str, object]]:
        """Return every entry of `terminal` in the journal, in order."""
        commits = self.database["journal"].find({"key": f"terminal:{terminal}"}).sort("_id", 1)
        return [
            entry
            async for commit in commits
            for event in commit["ev"]
            if event["type"] == "EntriesReceived"
            for entry in event["entries"]
        ]


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
        async with in_process(database, settings) as made:
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
