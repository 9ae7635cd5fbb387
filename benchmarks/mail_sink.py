"""A mail server that keeps whom mail was for, and fails as it is told: the least of SMTP (RFC 5321)
that a platform speaks."""

import asyncio
import contextlib
import random
from collections import Counter


class MailSink:
    """Listens on a port of 127.0.0.1.

    Attributes:
        arrived: how often each message came, by (recipient, Message-ID).
        busy: share of recipients that it answers with 451, to come again later.
        drops: share of messages that it keeps and then breaks off without an answer.
    """

    def __init__(self, port: int, *, busy: float, drops: float, seed: int = 1) -> None:
        self.arrived: Counter[tuple[str, str]] = Counter()
        self.busy = busy
        self.drops = drops
        self._port = port
        self._chance = random.Random(seed)  # nosec B311 # no secret
        self._open: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._port)

    async def stop(self) -> None:
        """Be away: nobody is answered, and who was being served is cut off."""
        if self._server is not None:
            self._server.close()
            for writer in tuple(self._open):
                writer.close()
            await self._server.wait_closed()
            self._server = None

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        with contextlib.suppress(OSError, EOFError, ValueError):
            await self._converse(reader, writer)
        self._open.discard(writer)
        writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 sink\r\n")
        to = ""
        while line := (await reader.readline()).decode("ascii", "replace").strip():
            verb = line[:4].upper()
            answer = "250 OK"
            if verb == "RCPT":
                to = line.partition("<")[2].partition(">")[0]
                answer = "451 come again" if self._chance.random() < self.busy else answer
            elif verb == "DATA":
                writer.write(b"354 go on\r\n")
                self._keep(to, await reader.readuntil(b"\r\n.\r\n"))
                if self._chance.random() < self.drops:
                    return
            elif verb == "QUIT":
                writer.write(b"221 bye\r\n")
                return
            writer.write(f"{answer}\r\n".encode())
            await writer.drain()

    def _keep(self, to: str, content: bytes) -> None:
        named = content.partition(b"Message-ID: ")[2].partition(b"\r\n")[0].decode()
        self.arrived[to, named] += 1
