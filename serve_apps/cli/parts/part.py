"""A part of a running platform, and the order in which parts come and go."""

import threading
import time
from collections.abc import Callable
from typing import Protocol

ENDING_SECONDS = 100.0  # for all parts together; `yimen down` waits a little longer
_FIRST = 35.0  # seconds of these that are kept for the first: a database may take so long
_LEAST = 2.0  # seconds that each part has, however long the others took


class PartFailed(Exception):
    """A part did not start; the message says why in one sentence."""


class Part(Protocol):
    """Something that is started, watched and stopped with the platform."""

    @property
    def title(self) -> str:
        """What people call it."""
        ...

    def start(self) -> str:
        """Start it and wait until it can be used; return a line that describes it.

        Raises:
            PartFailed: it cannot be used.
        """
        ...

    def mend(self) -> str:
        """Start it again if it died by itself; return what was done, "" when nothing was.

        Raises:
            PartFailed: it did not start again. The next call tries anew.
        """
        ...

    def stop(self) -> None:
        """Let it finish what it has begun, and end it. Stopping what never started is no fault."""
        ...


class Stack:
    """Parts in their order: each may rely on those before it; they end the other way round."""

    def __init__(self, parts: tuple[Part, ...]) -> None:
        self._parts = parts
        self._begun: list[Part] = []

    def start(self, tell: Callable[[str, str], None]) -> None:
        """Start all parts; `tell(title, line)` with an empty line before each, its line after.

        Raises:
            PartFailed: one did not start. Those that did still run: `stop` ends them.
        """
        for part in self._parts:
            tell(part.title, "")
            self._begun.append(part)
            tell(part.title, part.start())

    def mend(self) -> list[str]:
        """Have every part mend itself; return what was done and what failed. A part that does not
        start again does not end the others: they answer that they are waiting for it."""
        return [done for part in self._begun if (done := _mended(part))]

    def stop(self, tell: Callable[[str], None], seconds: float = ENDING_SECONDS) -> bool:
        """End what was begun, last first. A part that fails to end, or does not in what is left of
        `seconds`, does not keep the others; return whether all of them have ended."""
        until = time.monotonic() + seconds
        hanging = False
        while self._begun:
            part = self._begun.pop()
            tell(part.title)
            ending = threading.Thread(target=_stop, args=(part, tell), daemon=True)
            ending.start()
            left = until - time.monotonic() - (_FIRST if self._begun else 0.0)
            ending.join(max(left, _LEAST))
            if ending.is_alive():
                tell(f"{part.title}: it has not ended in time, and is left behind")
                hanging = True
        return not hanging


def _stop(part: Part, tell: Callable[[str], None]) -> None:
    try:
        part.stop()
    except Exception as error:  # every other part must still end
        tell(f"{part.title}: {error}")


def _mended(part: Part) -> str:
    try:
        return part.mend()
    except PartFailed as error:
        return f"{part.title}: {error}; trying again"
