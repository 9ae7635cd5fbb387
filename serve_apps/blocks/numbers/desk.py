"""The number desk: case numbers for this process, taken from the day's counter in batches."""

import asyncio
from contextvars import Context
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from actors.blocks.numbers.serial import TakeNumbers, case_number
from actors.kernel.deadlines import CHINA
from actors.kernel.errors import Unavailable
from actors.kernel.identity import PLATFORM
from actors.kernel.ports import Sender

ATTEMPTS = 3  # sends of one TakeNumbers whose outcome is unknown
BATCH = 200  # numbers taken by one command


def day_of(now: datetime) -> str:
    """Return the hall's day that `now` falls on, as numbers have it: yyyyMMdd."""
    return now.astimezone(CHINA).strftime("%Y%m%d")


@dataclass
class _Counter:
    """Cases that wait for a number of one day and code; `busy` while a batch is being fetched."""

    waiting: list[tuple[str, asyncio.Future[int]]] = field(default_factory=list)
    busy: bool = False


class Numbers:
    """Mints case numbers. Requests that arrive while a batch is under way share the next one."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self._counters: dict[str, _Counter] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def take(self, implementation_code: str, now: datetime, case: str) -> str:
        """Return the number of `case`, an id, for the day that `now` falls on in the hall: the same
        one to everybody who asks that day, in whatever process.

        Raises:
            Refusal: the day's 9,999 numbers are used up.
            Overloaded, Unavailable: the counter could not be asked.
        """
        day = day_of(now)
        key = f"serial:{implementation_code}-{day}"
        counter = self._counters.setdefault(key, _Counter())
        number: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        counter.waiting.append((case, number))
        if not counter.busy:
            counter.busy = True
            task = asyncio.create_task(self._serve(key, counter), context=Context())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return case_number(implementation_code, day, await number)

    async def _serve(self, key: str, counter: _Counter) -> None:
        while counter.waiting:
            batch, counter.waiting = counter.waiting[:BATCH], counter.waiting[BATCH:]
            try:
                serials = await self._fetch(key, tuple(case for case, _ in batch))
            except Exception as error:
                for _, number in batch:
                    if not number.done():
                        number.set_exception(error)
                continue
            for (_, number), serial in zip(batch, serials, strict=True):
                if not number.done():  # its request was given up; the number waits for the case
                    number.set_result(serial)
        counter.busy = False
        del self._counters[key]

    async def _fetch(self, key: str, cases: tuple[str, ...]) -> list[int]:
        command_id = uuid4().hex
        for attempt in range(ATTEMPTS):
            try:
                command = TakeNumbers(cases=cases)
                receipt = await self._sender.send(key, command, id=command_id, by=PLATFORM)
                return receipt.reply
            except Unavailable:
                if attempt == ATTEMPTS - 1:
                    raise
        raise AssertionError("unreachable: the last attempt returns or raises")
