"""Calls by key, and downloads and calls by dataset, counted where they are answered and told in
batches (计量): no request waits for a write, and nothing is written for each."""

import asyncio
from collections import Counter
from datetime import date
from typing import Literal
from uuid import uuid4

import structlog

from actors.kernel.deadlines import local_day
from actors.kernel.errors import Fault, Refusal
from actors.kernel.identity import PLATFORM
from actors.kernel.turn import Command
from actors.systems.open_data.keys.records import OPEN_KEY, Key, NoteCalls
from actors.systems.open_data.use.counting import DATASET_USE, NoteUses, Used
from serve_apps.front.wiring import Wiring

EVERY = 5.0  # seconds between two batches
_log = structlog.get_logger("yimen.open_data")


class OverQuota(Exception):
    """A key was used as often as it may be on this day."""


class Meter:
    """Counts for one process. A key's quota is exact within it; of several processes, each learns
    of the others' calls with every batch."""

    def __init__(self, wiring: Wiring) -> None:
        self._sender = wiring.sender
        self._clock = wiring.clock
        self._own: Counter[tuple[str, date]] = Counter()  # all of this process
        self._untold: Counter[tuple[str, date]] = Counter()
        self._uses: Counter[tuple[str, date, str, str]] = Counter()
        self._task: asyncio.Task[None] | None = None

    def take(self, id: str, key: Key) -> None:
        """Count a call of the key `id`, which stands as `key` says.

        Raises:
            OverQuota: it has none left today.
        """
        today = local_day(self._clock.now())
        at = (id, today)
        if max(key.called(today) + self._untold[at], self._own[at]) >= key.quota:
            raise OverQuota
        self._own[at] += 1
        self._untold[at] += 1
        self._begin()

    def used(self, slug: str, resource: str, how: Literal["downloads", "calls"]) -> None:
        """Count that a file of the dataset `slug` was used; by whom is not known here."""
        self._uses[slug, local_day(self._clock.now()), resource, how] += 1
        self._begin()

    def _begin(self) -> None:
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._tell_later())

    async def _tell_later(self) -> None:
        await asyncio.sleep(EVERY)
        await self.tell()

    async def tell(self) -> None:
        """Tell keys and datasets of what was counted. Calls that a key could not be told of count
        here until the end of the day; what could not be told is not told again, since nobody knows
        whether it was."""
        today = local_day(self._clock.now())
        untold, self._untold = self._untold, Counter()
        for past in [at for at in self._own if at[1] < today]:
            del self._own[past]
        for (id, on), calls in untold.items():
            await self._send(f"{OPEN_KEY}:{id}", NoteCalls(on=on, calls=calls))
        uses, self._uses = self._uses, Counter()
        by_day: dict[tuple[str, date], dict[str, dict[str, int]]] = {}
        for (slug, on, resource, how), times in uses.items():
            by_day.setdefault((slug, on), {}).setdefault(resource, {})[how] = times
        for (slug, on), of in by_day.items():
            noted = tuple(Used(resource=name, **times) for name, times in of.items())
            await self._send(f"{DATASET_USE}:{slug}", NoteUses(on=on, uses=noted))

    async def _send(self, key: str, told: Command) -> None:
        try:
            await self._sender.send(key, told, id=uuid4().hex, by=PLATFORM)
        except (Fault, Refusal) as error:
            _log.warning("open_data.uses_untold", error=type(error).__name__)

    async def stop(self) -> None:
        """Tell what is left."""
        if self._task is not None:
            self._task.cancel()
        await self.tell()
