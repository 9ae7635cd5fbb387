"""A TCP proxy that does to connections what networks do: delay, stall, reset, cut in the middle.

It knows where a MongoDB message ends (its first four bytes say how long it is), so that it can cut
right after a request was passed on, when nobody can know what became of it.
"""

import asyncio
import contextlib
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import Enum
from typing import Self


class Cut(Enum):
    """What happens to a connection once its next request that is large enough has passed."""

    AFTER_REQUEST = "the request arrives, its answer never does; the connection is reset"
    BEFORE_REQUEST = "the request does not arrive; the connection is reset"
    HALF_REQUEST = "half of the request arrives; the connection is reset"
    SILENCE = "the request arrives, its answer never does; the connection stays open"


@dataclass
class Proxy:
    """Passes connections on to `port` of 127.0.0.1. Use it as an async context manager.

    Attributes:
        delay: seconds that every message waits on its way to the server.
        stalled: while set, nothing passes in either direction.
        cuts: what happens to the next requests of at least `large` bytes, in order.
    """

    port: int
    delay: float = 0.0
    large: int = 0
    cuts: list[Cut] = field(default_factory=list[Cut])
    done: list[Cut] = field(default_factory=list[Cut])

    async def __aenter__(self) -> Self:
        self._open = asyncio.Event()
        self._open.set()
        self._connections: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._server = await asyncio.start_server(self._pass_on, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        self.reset()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def address(self) -> str:
        """Where it listens."""
        host, port = self._server.sockets[0].getsockname()
        return f"{host}:{port}"

    @asynccontextmanager
    async def stalled(self) -> AsyncIterator[None]:
        """Let nothing pass while the block runs; connections stay open."""
        self._open.clear()
        try:
            yield
        finally:
            self._open.set()

    def reset(self) -> None:
        """Break every connection, without farewell (RST)."""
        for writer in list(self._connections):
            _reset(writer)

    def half_close(self) -> None:
        """Tell every client and server that the other will say nothing more (FIN), and pass on
        what they say all the same."""
        for writer in list(self._connections):
            with contextlib.suppress(OSError, RuntimeError):
                writer.write_eof()

    async def _pass_on(self, client: asyncio.StreamReader, answer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        server, request = await asyncio.open_connection("127.0.0.1", self.port)
        both = {answer, request}
        self._connections |= both
        silent = asyncio.Event()
        ways = [
            asyncio.create_task(self._requests(client, request, silent)),
            asyncio.create_task(self._answers(server, answer, silent)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            self._connections -= both
            for writer in both:
                _reset(writer)

    async def _requests(
        self, client: asyncio.StreamReader, server: asyncio.StreamWriter, silent: asyncio.Event
    ) -> None:
        """Pass on whole messages. Returning breaks the connection."""
        with contextlib.suppress(asyncio.IncompleteReadError, OSError):
            while True:
                head = await client.readexactly(4)
                message = head + await client.readexactly(struct.unpack("<i", head)[0] - 4)
                await asyncio.sleep(self.delay)
                await self._open.wait()
                cut = self.cuts.pop(0) if self.cuts and len(message) >= self.large else None
                if cut is not None:
                    self.done.append(cut)
                if cut is Cut.BEFORE_REQUEST:
                    return
                if cut in (Cut.AFTER_REQUEST, Cut.SILENCE):
                    silent.set()
                server.write(message[: len(message) // 2] if cut is Cut.HALF_REQUEST else message)
                await server.drain()
                if cut in (Cut.AFTER_REQUEST, Cut.HALF_REQUEST):
                    await asyncio.sleep(0.05)  # for the server to have read it before the reset
                    return

    async def _answers(
        self, server: asyncio.StreamReader, client: asyncio.StreamWriter, silent: asyncio.Event
    ) -> None:
        with contextlib.suppress(OSError):
            while data := await server.read(65536):
                await self._open.wait()
                if not silent.is_set():
                    client.write(data)
                    await client.drain()


def _reset(writer: asyncio.StreamWriter) -> None:
    raw = writer.get_extra_info("socket")
    if raw is not None:
        with contextlib.suppress(OSError):
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
