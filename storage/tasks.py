"""Begins background tasks that do not fall silent, and ends them for sure."""

import asyncio
from collections.abc import Coroutine
from typing import Any, cast

import structlog

from storage.failures import place_of

_log = structlog.get_logger("yimen.storage")
_AGAIN = 1.0  # seconds until a task that goes on is told once more


def begin(work: "Coroutine[Any, Any, None]") -> "asyncio.Task[None]":
    """Do `work` in the background. If it breaks off, that is logged at once: whoever keeps the task
    asks for its outcome at the very end only."""
    task = asyncio.get_running_loop().create_task(work, name=cast("Any", work).__qualname__)
    task.add_done_callback(_tell)
    return task


async def end(*tasks: "asyncio.Task[Any] | None") -> None:
    """Cancel `tasks` and wait until every one of them has ended, whatever it raised.

    One cancellation is not enough: `asyncio.wait_for` of Python 3.11, which the database's driver
    is built on, drops it when what it waits for is done at that moment, and a task that loops
    would then go on for ever. They are told in the order given.
    """
    while pending := [task for task in tasks if task is not None and not task.done()]:
        for task in pending:
            task.cancel()
        await asyncio.wait(pending, timeout=_AGAIN)
    for task in tasks:
        if task is not None and not task.cancelled():
            task.exception()  # has been seen: whoever ends a task does not ask how it fared


def _tell(task: "asyncio.Task[None]") -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        _log.error(
            "task.broken", task=task.get_name(), error=type(error).__name__, where=place_of(error)
        )
