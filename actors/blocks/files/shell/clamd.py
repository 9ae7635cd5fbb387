"""A virus scanner (查毒) that speaks clamd's protocol: a file goes there in pieces (INSTREAM)."""

import asyncio
import struct
from pathlib import Path

import structlog

from actors.blocks.files.shell.verdicts import Unfit

SECONDS = 30.0  # for one file, with the connection
_PIECE = 1 << 17
_LENGTH = struct.Struct(">I")
_MOST_ANSWER = 4096
_CLEAN = "stream: OK"
_FOUND = " FOUND"

log = structlog.get_logger("yimen.files")


class Scanner:
    """The scanner at `address`: "host:port", or the path of a socket."""

    def __init__(self, address: str, *, seconds: float = SECONDS) -> None:
        self._address = address
        self._seconds = seconds

    async def require_clean(self, path: Path) -> None:
        """Have the file at `path` scanned.

        Raises:
            Unfit: "infected"; or "not_scanned": the scanner does not answer, or not that it is
                clean. Nothing is kept then.
        """
        try:
            async with asyncio.timeout(self._seconds):
                said = await self._ask(path)
        except (
            OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError,
        ) as error:  # fmt: skip
            log.error("file.not_scanned", error=type(error).__name__)
            raise Unfit("not_scanned") from error
        if said.endswith(_FOUND):
            log.warning("file.infected", signature=said.removesuffix(_FOUND).rpartition(" ")[2])
            raise Unfit("infected")
        if said != _CLEAN:
            log.error("file.not_scanned", said=said[:200])
            raise Unfit("not_scanned")

    async def _ask(self, path: Path) -> str:
        reader, writer = await self._connect()
        try:
            writer.write(b"zINSTREAM\0")
            with path.open("rb") as content:
                while piece := content.read(_PIECE):
                    writer.write(_LENGTH.pack(len(piece)) + piece)
                    await writer.drain()
            writer.write(_LENGTH.pack(0))
            await writer.drain()
            answer = await reader.readuntil(b"\0")
        finally:
            writer.close()
        return answer.rstrip(b"\0\n").decode(errors="replace")

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._address.startswith("/"):
            return await asyncio.open_unix_connection(self._address, limit=_MOST_ANSWER)
        host, _, port = self._address.rpartition(":")
        return await asyncio.open_connection(host, int(port), limit=_MOST_ANSWER)
