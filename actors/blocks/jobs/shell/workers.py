"""Who does the steps of jobs: processes of Ray's that hold no entity, or where there are none, a
thread of this one. Never a host."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from actors.runtime import processes


class Broken(Exception):
    """The process ended in the middle; the same step may be tried again."""


class Workers:
    """Do steps, `at_once` of them at a time at most."""

    def __init__(self, at_once: int = 0) -> None:
        self._in_ray = processes.in_ray()
        half = max(1, processes.cpus() // 2) if self._in_ray else 1
        self.at_once = at_once or half
        self._threads = ThreadPoolExecutor(1, thread_name_prefix="jobs")
        self._room = asyncio.Semaphore(self.at_once)

    async def do(self, function: Callable[[Any], Any], step: Any) -> Any:
        """Return what `function`, which must be importable, makes of `step`. When this is
        cancelled, so is the step.

        Raises:
            Broken: its process ended.
        """
        async with self._room:
            if not self._in_ray:
                loop = asyncio.get_running_loop()
                return await loop.run_in_executor(self._threads, function, step)
            try:
                return await processes.Tasks(function).run(step)
            except processes.TaskBroken:
                raise Broken from None

    def stop(self) -> None:
        """Begin nothing more."""
        self._threads.shutdown(wait=False, cancel_futures=True)
