"""Snapshots and passivation: what is not used leaves memory, its state kept beforehand."""

import asyncio
from collections.abc import Callable, Mapping

import structlog

from actors.runtime.activation import Activation
from actors.runtime.memory import resident_bytes
from actors.runtime.settings import RuntimeSettings
from actors.runtime.stats import Stats
from actors.runtime.store import Store
from storage.snapshots import Snapshot
from storage.tasks import begin, end

_log = structlog.get_logger("yimen.runtime")
_ROUND = 1.0  # seconds between two looks at what is idle
_CHUNK = 2_000  # entities looked at before the loop gets its turn
_SHARE = 0.1  # of the entities leave at once when a budget is exceeded


class Sleeper:
    """Writes snapshots in batches, and sends entities to sleep that are idle or too many.

    A snapshot that cannot be written is let go: it only saves time, the journal has everything.
    """

    def __init__(
        self,
        store: Store,
        stats: Stats,
        settings: RuntimeSettings,
        table: Mapping[str, Activation],
        drop: Callable[[Activation], None],
        expire: Callable[[Activation], None],
    ) -> None:
        self._store = store
        self._stats = stats
        self._settings = settings
        self._table = table
        self._drop = drop
        self._expire = expire
        self._gathered: dict[str, Snapshot] = {}
        self._writing: asyncio.Task[None] | None = None
        self._loop = asyncio.get_running_loop()
        self._rounds = begin(self._watch())

    def snapshot(self, activation: Activation) -> None:
        """Have the present state of `activation` kept."""
        try:
            snapshot = activation.snapshot()
        except Exception as error:  # a state that does not encode is the kind's mistake
            _log.error("snapshot.failed", key=activation.key, error=type(error).__name__)
            return
        activation.saved = activation.seq
        self._gathered[activation.key] = snapshot
        if self._writing is None or self._writing.done():
            self._writing = begin(self._write())

    def keep(self, activation: Activation) -> None:
        """Have the present state of `activation` kept, unless it is already."""
        if activation.seq > activation.saved:
            self.snapshot(activation)

    def sleep(self, activation: Activation) -> None:
        """Take `activation` out of memory. It must be ready, not busy, and have an empty queue."""
        self.keep(activation)
        self._stats.passivations += 1
        self._drop(activation)

    async def written(self, timeout: float) -> bool:
        """Wait until the snapshots that were asked for are written, or given up; False if that took
        longer than `timeout` seconds."""
        if self._writing is None or self._writing.done():
            return True
        done, _ = await asyncio.wait([self._writing], timeout=max(timeout, 0.0))
        return bool(done)

    async def close(self, timeout: float) -> None:
        """Keep what is in memory as snapshots, for at most `timeout` seconds, and stop."""
        await end(self._rounds)
        for activation in list(self._table.values()):
            if _asleep(activation):
                self.sleep(activation)
        if self._writing is not None:
            await asyncio.wait([self._writing], timeout=max(timeout, 1.0))
            await end(self._writing)

    async def _write(self) -> None:
        while self._gathered:
            keys = list(self._gathered)[: self._settings.batch]
            batch = [self._gathered.pop(key) for key in keys]
            try:
                await self._store.save_many(batch)
                self._stats.snapshots += len(batch)
            except Exception as error:
                _log.warning("snapshot.unwritten", entities=len(batch), error=type(error).__name__)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(_ROUND)
            idle = 0
            activations = list(self._table.values())
            for start in range(0, len(activations), _CHUNK):
                now = self._loop.time()
                for activation in activations[start : start + _CHUNK]:
                    if activation.queue:
                        self._expire(activation)
                    limit = activation.codec.kind.limits.idle_seconds
                    if now - activation.touched > limit and _asleep(activation):
                        self.sleep(activation)
                        idle += 1
                await asyncio.sleep(0)
            excess = self._excess()
            if excess:
                coldest = sorted(self._table.values(), key=lambda each: each.touched)
                for activation in coldest[:excess]:
                    if _asleep(activation):
                        self.sleep(activation)
            if idle or excess:
                _log.debug("passivated", idle=idle, budget=excess)

    def _excess(self) -> int:
        """Return how many entities must leave for the budgets of count and memory."""
        count = len(self._table)
        excess = max(count - self._settings.max_entities, 0)
        budget = self._settings.max_megabytes * 2**20
        try:
            tight = budget and resident_bytes() > budget
        except OSError as error:  # no file can be opened; the next round looks again
            _log.warning("memory.unseen", error=type(error).__name__)
            tight = False
        return max(excess, int(count * _SHARE)) if tight else excess


def _asleep(activation: Activation) -> bool:
    return activation.ready and not activation.busy and not activation.queue
