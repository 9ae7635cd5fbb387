"""The device's end of a simulated serial line, with the faults that lines have."""

import asyncio
import os
import tty
from collections.abc import Callable
from pathlib import Path
from typing import Literal

Fault = Literal["", "mute", "slow", "corrupt"]
SLOW_SECONDS = 0.2  # between an answer's pieces
_CHUNK = 4096


class PtyLine:
    """A pty whose other end is reached by the link `path`.

    `fault`: "mute" answers nothing, "slow" sends in pieces with pauses, "corrupt" turns a bit of
    every answer. `unplug` takes the line away; `plug` brings it back.
    """

    def __init__(self, path: Path, receive: Callable[[bytes], None]) -> None:
        self.path = path
        self.fault: Fault = ""
        self._receive = receive
        self._descriptor: int | None = None
        self._queue: asyncio.Queue[bytes] = asyncio.Queue()
        self._sending: asyncio.Task[None] | None = None

    @property
    def plugged(self) -> bool:
        """Whether the line is there."""
        return self._descriptor is not None

    def plug(self) -> None:
        """Make the pty and put `path` in its place."""
        if self._descriptor is not None:
            return
        ours, theirs = os.openpty()
        tty.setraw(theirs)
        os.set_blocking(ours, False)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.path.with_name(self.path.name + ".new")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(os.ttyname(theirs))
        fresh.replace(self.path)
        # With no end of theirs open, reading ours would fail; keep one until a driver's is there.
        self._theirs = theirs
        self._descriptor = ours
        loop = asyncio.get_running_loop()
        loop.add_reader(ours, self._read)
        self._sending = loop.create_task(self._send())

    def unplug(self) -> None:
        """Take the line away, as pulling the cable out does."""
        if self._descriptor is None:
            return
        asyncio.get_running_loop().remove_reader(self._descriptor)
        if self._sending is not None:
            self._sending.cancel()
        os.close(self._descriptor)
        os.close(self._theirs)
        self._descriptor = None
        self._queue = asyncio.Queue()
        self.path.unlink(missing_ok=True)

    def answer(self, content: bytes) -> None:
        """Send `content` to the driver, as the fault of the moment allows."""
        self._queue.put_nowait(content)

    def _read(self) -> None:
        assert self._descriptor is not None
        try:
            content = os.read(self._descriptor, _CHUNK)
        except BlockingIOError:
            return
        self._receive(content)

    async def _send(self) -> None:
        while True:
            content = await self._queue.get()
            if self.fault == "mute":
                continue
            if self.fault == "corrupt":
                middle = len(content) // 2
                content = (
                    content[:middle] + bytes((content[middle] ^ 0x10,)) + content[middle + 1 :]
                )
            pieces = [content]
            if self.fault == "slow":
                third = max(1, len(content) // 3)
                pieces = [content[i : i + third] for i in range(0, len(content), third)]
            for piece in pieces:
                await self._write(piece)
                if self.fault == "slow":
                    await asyncio.sleep(SLOW_SECONDS)

    async def _write(self, piece: bytes) -> None:
        rest = memoryview(piece)
        while rest and self._descriptor is not None:
            try:
                rest = rest[os.write(self._descriptor, rest) :]
            except BlockingIOError:  # the driver does not read; wait until it does
                await asyncio.sleep(0.01)
