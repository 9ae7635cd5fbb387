"""The way into the spool for the event loop: many may tell at once, one commit takes them all."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TypeVar
from uuid import uuid4

from actors.blocks.terminals.reports import Lane, Sent, SentEntry
from edge.spool import Spool, SpoolFull

T = TypeVar("T")


def wall_clock() -> datetime:
    """Return the terminal's own time: aware, UTC, whole milliseconds."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


class Outbox:
    """Owns the spool's thread. `changed` is set whenever there may be something to send."""

    def __init__(self, spool: Spool) -> None:
        self.spool = spool
        self.boot = uuid4().hex
        self.changed = asyncio.Event()
        self.full = False
        self._thread = ThreadPoolExecutor(1, "spool")
        self._waiting: list[tuple[SentEntry, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    def entry(self, report: Sent, lane: Lane) -> SentEntry:
        """Return `report` with the terminal's clocks, without a place in the stream."""
        mono = int(time.monotonic() * 1000)
        return SentEntry(
            seq=0, lane=lane, at=wall_clock(), mono=mono, boot=self.boot, report=report
        )

    async def tell(self, report: Sent, lane: Lane = "B") -> None:
        """Return when `report` is on disk.

        Raises:
            SpoolFull: it belongs to lane A and there is no room.
        """
        await asyncio.shield(self.note(report, lane))

    def note(self, report: Sent, lane: Lane = "B") -> "asyncio.Future[None]":
        """Put `report` on its way to the disk; the future ends when it is there."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        done.add_done_callback(_read_failure)
        self._waiting.append((self.entry(report, lane), done))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
        return done

    async def run(self, work: Callable[..., T], *arguments: object) -> T:
        """Run `work`, which uses the spool, in the spool's thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, *arguments)

    async def close(self) -> None:
        """Write what waits and close the file."""
        while self._writing is not None:
            await self._writing
        await self.run(self.spool.close)
        self._thread.shutdown()

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            try:
                await self.run(self.spool.append, [entry for entry, _ in batch])
                self._settle(batch)
            except SpoolFull:
                for entry, done in batch:  # one by one, so that only what does not fit fails
                    try:
                        await self.run(self.spool.append, [entry])
                        self._settle([(entry, done)])
                    except SpoolFull as full:
                        self.full = True
                        done.set_exception(full)
            except Exception as failure:  # the disk failed: whoever waits must know
                for _, done in batch:
                    done.set_exception(failure)
            self.changed.set()
        self._writing = None

    def _settle(self, batch: list[tuple[SentEntry, "asyncio.Future[None]"]]) -> None:
        self.full = False
        for _, done in batch:
            if not done.cancelled():
                done.set_result(None)


def _read_failure(done: "asyncio.Future[None]") -> None:
    if not done.cancelled():
        done.exception()  # whoever only noted has nobody to tell; the spool's state shows it
