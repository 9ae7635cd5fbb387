"""The agent's link alone, without devices and screen, in the test's own process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from actors.blocks.terminals import frames
from actors.blocks.terminals.reports import Measured
from edge.keys import Keys
from edge.link import Link
from edge.orders import Operation, OrderDesk
from edge.outbox import Outbox
from edge.spool import Spool


class LinkedKiosk:
    """A link that runs, and what it sends from."""

    def __init__(self, link: Link, outbox: Outbox) -> None:
        self.link = link
        self.outbox = outbox

    async def tell(self, first: int, end: int) -> None:
        """Report the numbers from `first` up to but not including `end`, durably."""
        async with asyncio.TaskGroup() as tasks:
            for value in range(first, end):
                tasks.create_task(self.outbox.tell(Measured(name=f"n{value}", value=value), "A"))

    async def until_online(self, online: bool) -> None:
        """Wait until the link is up, or down."""
        async with asyncio.timeout(60):
            while self.link.online is not online:
                await asyncio.sleep(0.02)


@asynccontextmanager
async def linked(
    platform: str, folder: Path, keys: Keys, **operations: Operation
) -> AsyncIterator[LinkedKiosk]:
    """Run a link with the spool of `folder`; it carries out `operations`."""
    outbox = Outbox(Spool(folder / "spool.sqlite"))
    desk = OrderDesk(outbox, operations)

    async def handle(frame: frames.ToTerminal) -> frames.Frame | None:
        return await desk.perform(frame) if isinstance(frame, frames.Perform) else None

    link = Link(
        platform,
        keys,
        outbox,
        software="test",
        longest_seconds=1.0,
        handle=handle,
        items_rev=lambda: "",
    )
    running = asyncio.create_task(link.run())
    try:
        yield LinkedKiosk(link, outbox)
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        await outbox.close()
