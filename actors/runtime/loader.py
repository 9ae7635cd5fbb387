"""Batched activation: entities that are asked for at the same time are loaded in one read."""

import asyncio
from collections.abc import Callable, Mapping

import structlog

from actors.kernel.errors import Destroyed, Quarantined
from actors.runtime.activation import Activation
from actors.runtime.codec import TooNew, Unreadable
from actors.runtime.stats import Stats
from actors.runtime.store import History, Store
from storage.failures import place_of
from storage.tasks import begin, end

_log = structlog.get_logger("yimen.runtime")
_ATTEMPTS = 3
_FIRST_PAUSE, _LONGEST_PAUSE = 0.02, 1.0  # seconds between two tries while the store is away


class Loader:
    """Loads activations in batches of at most `batch`, one batch at a time.

    `when_loaded` is called for each that is restored, `when_unreadable` with the reason for each
    that failed three times (at once, if its events are newer than the code, or its key was
    destroyed). A store that does not answer is no failure of the entity: the load is tried again
    until it answers, or `still_wanted` denies.
    """

    def __init__(
        self,
        store: Store,
        stats: Stats,
        schemas: Mapping[str, int],
        *,
        batch: int,
        recent: int,
        when_loaded: Callable[[Activation], None],
        when_unreadable: Callable[[Activation, Quarantined], None],
        still_wanted: Callable[[Activation], bool],
    ) -> None:
        self._store = store
        self._stats = stats
        self._schemas = schemas
        self._batch = batch
        self._recent = recent
        self._when_loaded = when_loaded
        self._when_unreadable = when_unreadable
        self._still_wanted = still_wanted
        self._gathered: list[Activation] = []
        self._task: asyncio.Task[None] | None = None

    def add(self, activation: Activation) -> None:
        """Take `activation` into the next batch."""
        self._gathered.append(activation)
        if self._task is None or self._task.done():
            self._task = begin(self._run())

    async def close(self) -> None:
        """Stop loading."""
        self._gathered.clear()
        await end(self._task)

    async def _run(self) -> None:
        pause = _FIRST_PAUSE
        while self._gathered:
            batch, self._gathered = self._gathered[: self._batch], self._gathered[self._batch :]
            try:
                histories = await self._store.load_many(
                    [activation.key for activation in batch], self._schemas
                )
            except Exception as error:
                _log.warning("load.failed", entities=len(batch), error=type(error).__name__)
                self._gathered += [each for each in batch if self._still_wanted(each)]
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
                continue
            pause = _FIRST_PAUSE
            for activation in batch:
                self._restore(activation, histories[activation.key])

    def _restore(self, activation: Activation, history: History) -> None:
        try:
            activation.restore(history, self._recent)
        except Destroyed as error:
            self._when_unreadable(activation, error)
        except TooNew as error:
            self._when_unreadable(activation, Quarantined(str(error)))
        except Exception as error:  # whatever a kind's own functions raise; it may quote anything
            reason = str(error) if isinstance(error, Unreadable) else place_of(error)
            activation.failures += 1
            _log.error(
                "load.unreadable",
                key=activation.key,
                failures=activation.failures,
                error=type(error).__name__,
            )
            if activation.failures < _ATTEMPTS:
                self._gathered.append(activation)
            else:
                told = f"{type(error).__name__}: {reason}"
                self._when_unreadable(activation, Quarantined(told))
        else:
            self._stats.activations += 1
            self._when_loaded(activation)
