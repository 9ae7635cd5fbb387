"""Where papers are made: in processes of Ray's that do nothing else, or where there are none, in
threads of this one. Never in a host."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from actors.blocks.documents.shell.compiling import compile_paper
from actors.blocks.documents.shell.work import Flaw, Rendered, Work
from actors.runtime import processes

SECONDS = 30.0  # of one paper, at most


class Broken(Exception):
    """The process that made the paper ended in the middle."""


class TooLong(Exception):
    """The paper took longer than `SECONDS`."""


class Pool(Protocol):
    """Makes papers, `at_once` of them at a time at most."""

    @property
    def at_once(self) -> int:
        """How many papers are made at a time."""
        ...

    async def make(self, work: Work) -> Rendered | Flaw:
        """Return the paper, or why there can be none.

        Raises:
            Broken: its process ended; the same work may be tried again.
            TooLong: it took too long.
        """
        ...

    def stop(self) -> None:
        """Let go of what it holds."""
        ...


class RayPool:
    """Each paper is a task of Ray's. Tasks ask for no CPU, so that they run where hosts have taken
    all, and give way to them."""

    def __init__(self, at_once: int = 0) -> None:
        self._tasks = processes.Tasks(compile_paper)
        self.at_once = at_once or max(1, processes.cpus() // 2)

    async def make(self, work: Work) -> Rendered | Flaw:
        """See `Pool`."""
        try:
            async with asyncio.timeout(SECONDS):
                return await self._tasks.run(work)
        except TimeoutError:
            raise TooLong from None
        except processes.TaskBroken:
            raise Broken from None

    def stop(self) -> None:
        """Nothing is held."""


class ThreadPool:
    """Papers are made beside the loop of this process."""

    def __init__(self, at_once: int = 0) -> None:
        self.at_once = at_once or 1
        self._threads = ThreadPoolExecutor(self.at_once, thread_name_prefix="papers")

    async def make(self, work: Work) -> Rendered | Flaw:
        """See `Pool`."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(SECONDS):
                return await loop.run_in_executor(self._threads, compile_paper, work)
        except TimeoutError:
            raise TooLong from None

    def stop(self) -> None:
        """Begin nothing more."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def pool_here(at_once: int = 0) -> Pool:
    """Return the pool of this process; `at_once` 0: as many as fit."""
    return RayPool(at_once) if processes.in_ray() else ThreadPool(at_once)
