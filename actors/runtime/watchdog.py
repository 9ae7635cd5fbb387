"""Ends a turn that takes too long, from a thread beside the loop's.

A handler is plain code on the loop of thousands of entities: one that loops without end would stop
them all. Python can raise an exception in another thread, which is what ends it here. A handler
that is stuck outside Python (in `time.sleep`, say) cannot be ended; it fails once it comes back,
and the log says meanwhile what holds up the host.
"""

import ctypes
import sys
import threading
import time
from types import FrameType, TracebackType
from typing import Self

import structlog

_log = structlog.get_logger("yimen.runtime")
_LOOK = 0.25  # seconds between two looks
_STALL = 2.0  # seconds without a tick after which the loop counts as blocked


_Turn = tuple[float, str, str]  # since when, which entity, which command


class TurnTooLong(BaseException):
    """Raised inside a turn that takes too long. No handler should catch it."""


class Watchdog:
    """Guards the turns of the thread that makes it. Use it as a context manager.

    `limit` is in seconds. `tick` is to be called from the loop several times a second.
    """

    def __init__(self, limit: float) -> None:
        self.limit = limit
        self._thread = threading.get_ident()
        self._turn: _Turn | None = None
        self._struck: _Turn | None = None
        self._striking = threading.Lock()
        self._ticked = time.monotonic()
        self._stalled = False
        self._over = threading.Event()
        self._watching = threading.Thread(target=self._watch, name="watchdog", daemon=True)

    def __enter__(self) -> Self:
        self._watching.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._over.set()
        self._watching.join()

    def tick(self) -> None:
        """Show that the loop goes on."""
        self._ticked = time.monotonic()

    def begin(self, key: str, command: str) -> None:
        """A turn of the entity `key` begins: from now on TurnTooLong may be raised anywhere."""
        self._turn = (time.monotonic(), key, command)

    def end(self) -> float:
        """The turn has ended; return its seconds. Nothing is raised any more afterwards."""
        turn = self._turn
        # The order matters: whoever strikes says so first and looks at the turn afterwards.
        self._turn = None
        if self._struck is not None:
            with self._striking:
                self._raise(None)
                self._struck = None
        return time.monotonic() - turn[0] if turn else 0.0

    def _watch(self) -> None:
        while not self._over.wait(_LOOK):
            now = time.monotonic()
            turn = self._turn
            if turn is not None and now - turn[0] > self.limit and self._struck is not turn:
                _log.error(
                    "turn.too_long", key=turn[1], command=turn[2], seconds=round(now - turn[0], 1)
                )
                self._strike(turn)
            stalled = now - self._ticked > _STALL
            if stalled and not self._stalled:
                key, command = turn[1:] if turn else ("", "")
                _log.error("loop.blocked", key=key, command=command, at=self._where())
            self._stalled = stalled

    def _strike(self, turn: _Turn) -> None:
        with self._striking:
            self._struck = turn
            if self._turn is turn:
                self._raise(TurnTooLong)
            else:
                self._struck = None

    def _raise(self, error: type[BaseException] | None) -> None:
        ctypes.pythonapi.PyThreadState_SetAsyncExc(
            ctypes.c_ulong(self._thread), ctypes.py_object(error) if error else None
        )

    def _where(self) -> str:
        """Return where the loop's thread is: module and line, without any values."""
        frame: FrameType | None = sys._current_frames().get(self._thread)  # pyright: ignore[reportPrivateUsage]
        return f"{frame.f_globals.get('__name__')}:{frame.f_lineno}" if frame else ""
