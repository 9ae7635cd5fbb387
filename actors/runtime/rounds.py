"""Entities that are ready, one after the other, and the loop in between."""

import asyncio
from collections import deque
from collections.abc import Callable

from actors.runtime.activation import Activation

_SLICE = 256  # entities served before the loop gets its turn again


class Rounds:
    """Calls `serve` for each entity that was woken, in that order, from the loop; `when_failed`
    when that raises, and the others go on."""

    def __init__(
        self,
        serve: Callable[[Activation], None],
        *,
        when_failed: Callable[[Activation, Exception], None],
    ) -> None:
        self._serve = serve
        self._when_failed = when_failed
        self._ready: deque[Activation] = deque()
        self._scheduled = False
        self._loop = asyncio.get_running_loop()

    def wake(self, activation: Activation) -> None:
        """Have `activation` served, after those that were woken before it."""
        self._ready.append(activation)
        if not self._scheduled:
            self._scheduled = True
            self._loop.call_soon(self._round)

    def _round(self) -> None:
        for _ in range(min(_SLICE, len(self._ready))):
            activation = self._ready.popleft()
            try:
                self._serve(activation)
            except Exception as error:  # whoever takes an answer may stumble
                self._when_failed(activation, error)
        self._scheduled = bool(self._ready)
        if self._scheduled:
            self._loop.call_soon(self._round)
