"""Processes that look at files, beside the loop: few of them, each file for a bounded time."""

import asyncio
import contextlib
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

import msgspec
import structlog

from actors.blocks.files.shell.verdicts import Content, Fault, Unfit
from actors.blocks.files.shell.worker import LENGTH
from actors.kernel.errors import Overloaded

MOST = 2  # files looked at at once by one process of the platform
MOST_WAITING = 30
SECONDS = 20.0  # of one file, at most
_ROOT = Path(__file__).parents[4]
_MODULE = "actors.blocks.files.shell.worker"
_ANSWER = msgspec.msgpack.Decoder(tuple[Content | None, Fault | None])

log = structlog.get_logger("yimen.files")


class Judges:
    """At most `most` processes, each begun when it is first needed; one that takes longer than
    `seconds` or breaks is ended, and another takes its place."""

    def __init__(self, *, most: int = MOST, seconds: float = SECONDS) -> None:
        self._free = asyncio.Semaphore(most)
        self._idle: list[Process] = []
        self._seconds = seconds
        self._waiting = 0

    async def judge(self, path: Path) -> Content:
        """Return what the file at `path` is.

        Raises:
            Unfit: it cannot be kept; see `judging.judge`. "unreadable": it took too long, or broke
                what looked at it.
            Overloaded: too many wait already.
        """
        if self._waiting >= MOST_WAITING:
            raise Overloaded(retry_after=5)
        self._waiting += 1
        try:
            async with self._free:
                content, fault = await self._ask(path)
        finally:
            self._waiting -= 1
        if content is None:
            assert fault is not None
            raise Unfit(fault.code, **fault.facts)
        return content

    async def stop(self) -> None:
        """End the processes."""
        while self._idle:
            await _end(self._idle.pop())

    async def _ask(self, path: Path) -> tuple[Content | None, Fault | None]:
        process = self._idle.pop() if self._idle else await _begin()
        answered = False
        try:
            async with asyncio.timeout(self._seconds):
                answer = await _say(process, path)
            answered = True
            return _ANSWER.decode(answer)
        except (TimeoutError, ConnectionError, asyncio.IncompleteReadError) as error:
            log.warning("file.unreadable", error=type(error).__name__)
            return None, Fault("unreadable")
        finally:
            if answered:
                self._idle.append(process)
            else:
                await _end(process)


async def _say(process: Process, path: Path) -> bytes:
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(f"{path}\n".encode())
    await process.stdin.drain()
    (length,) = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))
    return await process.stdout.readexactly(length)


async def _begin() -> Process:
    surroundings = {"PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1"}  # and no secrets
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", _MODULE, stdin=PIPE, stdout=PIPE, env=surroundings, cwd="/"
    )


async def _end(process: Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    await process.wait()
