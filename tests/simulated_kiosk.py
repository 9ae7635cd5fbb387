"""A simulated kiosk in tests: `python -m edge --simulated` as a process of its own."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

ROOT = Path(__file__).parents[1]


class SimulatedKiosk:
    """A running kiosk: the address of its screen, and its desk of simulated devices."""

    def __init__(self, process: Process | None, screen: str, desk: str) -> None:
        self.process = process
        self.screen = screen
        self.desk = desk

    async def act(self, action: str, **given: Any) -> dict[str, Any]:
        """Touch something on the screen."""
        async with (
            aiohttp.ClientSession() as session,
            session.post(
                f"{self.screen}act/{action}", json=given, headers={"X-Kiosk": "1"}
            ) as answer,
        ):
            return await answer.json()

    async def state(self) -> dict[str, Any]:
        """Return what the screen shows."""
        async with aiohttp.ClientSession() as session, session.get(f"{self.screen}state") as answer:
            return await answer.json()

    async def until(self, **wanted: Any) -> dict[str, Any]:
        """Wait until the screen shows `wanted`, and return all that it shows."""
        async with asyncio.timeout(60):
            while True:
                shown = await self.state()
                if all(shown.get(name) == value for name, value in wanted.items()):
                    return shown
                await asyncio.sleep(0.1)

    async def at_desk(self, **given: str) -> None:
        """Do something with the simulated devices, such as `lay="chen_jiahui"`."""
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{self.desk}act", json=given) as answer,
        ):
            answer.raise_for_status()

    async def receipts(self) -> list[str]:
        """Return the text of every receipt that was printed."""
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"{self.desk}receipts") as answer,
        ):
            return (await answer.json())["receipts"]

    def kill(self) -> None:
        """End the agent as a power cut would (SIGKILL)."""
        self.process.kill()


@asynccontextmanager
async def running_kiosk(
    platform: str, data: Path, code: str, **settings: str
) -> AsyncIterator[SimulatedKiosk]:
    """Start a kiosk; end it with SIGTERM when the context is left."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("YIMEN_")},
        "YIMEN_EDGE_PLATFORM": platform,
        "YIMEN_EDGE_DATA": str(data),
        "YIMEN_EDGE_CODE": code,
        "YIMEN_EDGE_SCREEN_PORT": "0",
        "YIMEN_EDGE_POLL_SECONDS": "0.5",
        "YIMEN_EDGE_RETRY_SECONDS": "1",
        **{f"YIMEN_EDGE_{name.upper()}": value for name, value in settings.items()},
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "edge", "--simulated", "--desk-port", "0",
        cwd=ROOT, env=environment, stdin=DEVNULL, stdout=PIPE,
        stderr=(data.parent / f"{data.name}.log").open("ab"),
    )  # fmt: skip
    try:
        assert process.stdout is not None
        told = json.loads(await asyncio.wait_for(process.stdout.readline(), 60))
        yield SimulatedKiosk(process, told["screen"], told["desk"])
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.wait(), 30)
