"""Ends background tasks for sure."""

import asyncio
from typing import Any

_AGAIN = 1.0  # seconds until a task that goes on is told once more


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
