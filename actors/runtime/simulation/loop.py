"""Virtual time: one queue of what is to be done in the whole world, and a loop for each process.

Nothing waits: when nothing is left to do at an instant, time jumps to the next. A process that is
ended does nothing any more, as after SIGKILL: no `finally`, no goodbye. One that is paused does
nothing until it goes on, and then finds all its timers due at once.
"""

import asyncio
import contextlib
import heapq
from asyncio import _get_running_loop, _set_running_loop  # type: ignore[attr-defined]  # for loops
from collections import deque
from collections.abc import Callable, Coroutine
from contextvars import Context
from typing import Any, cast


class Timer:
    """Something to be done at `when`; what `asyncio` calls a handle."""

    __slots__ = ("args", "callback", "context", "process", "when_")

    def __init__(
        self,
        when: float,
        process: "Process | None",
        callback: Callable[..., object],
        args: tuple[Any, ...],
        context: Context | None,
    ) -> None:
        self.when_ = when
        self.process = process
        self.callback: Callable[..., object] | None = callback
        self.args = args
        self.context = context

    def when(self) -> float:
        """Return the instant, by the clock of its process."""
        return self.when_

    def cancel(self) -> None:
        """Have it not done."""
        self.callback = None
        self.args = ()

    def cancelled(self) -> bool:
        """Tell whether it was cancelled."""
        return self.callback is None


class World:
    """Where simulated processes live. `now` is the true time in seconds since the beginning."""

    def __init__(self) -> None:
        self.now = 0.0
        self.steps = 0
        self.current: Process | None = None
        self.mistakes: list[str] = []
        self._ready: deque[Timer] = deque()
        self._later: list[tuple[float, int, Timer]] = []
        self._order = 0
        self._processes: list[Process] = []

    def process(self, name: str, *, ahead: float = 0.0) -> "Process":
        """Start a process; its monotonic clock is `ahead` seconds of the true time."""
        process = cast("Any", Process)(self, name, ahead)
        self._processes.append(process)
        return process

    def after(self, seconds: float, callback: Callable[..., object], *args: Any) -> Timer:
        """Have `callback` called by nobody in particular."""
        timer = Timer(self.now + seconds, None, callback, args, None)
        self.later(self.now + seconds, timer)
        return timer

    def soon(self, timer: Timer) -> None:
        """Have `timer` done now, after all that is to be done now."""
        self._ready.append(timer)

    def later(self, moment: float, timer: Timer) -> None:
        """Have `timer` done at the true time `moment`."""
        self._order += 1
        heapq.heappush(self._later, (moment, self._order, timer))

    def run(self, until: float) -> None:
        """Let time pass until `until`."""
        ready, later = self._ready, self._later
        outside = _get_running_loop()
        try:
            while True:
                if not ready:
                    if not later or later[0][0] > until:
                        self.now = max(self.now, until)
                        return
                    moment, _, timer = heapq.heappop(later)
                    if timer.callback is None:
                        continue
                    self.now = max(self.now, moment)
                else:
                    timer = ready.popleft()
                self._do(timer)
        finally:
            self.current = None
            _set_running_loop(outside)

    def failures(self) -> list[str]:
        """Return what callbacks raised, and tasks whose exception nobody has seen."""
        return self.mistakes + [each for process in self._processes for each in process.failures()]

    def close(self) -> None:
        """Take the world apart: what was left undone is dropped without a word."""
        self._ready.clear()
        self._later.clear()
        for process in self._processes:
            process.discard()

    def _do(self, timer: Timer) -> None:
        callback = timer.callback
        if callback is None:
            return
        process = timer.process
        if process is not None and not process.may_do(timer):
            return
        if process is not self.current:
            self._enter(process)
        self.steps += 1
        try:
            if timer.context is None:
                callback(*timer.args)
            else:
                timer.context.run(callback, *timer.args)
        except Exception as error:
            self.mistakes.append(f"{process and process.name}: {type(error).__name__}: {error}")

    def _enter(self, process: "Process | None") -> None:
        self.current = process
        _set_running_loop(process)


class Process(asyncio.AbstractEventLoop):
    """The event loop of one simulated process."""

    def __init__(self, world: World, name: str, ahead: float) -> None:
        self.name = name
        self.world = world
        self.ended = False
        self._ahead = ahead
        self._paused = False
        self._held_up: list[Timer] = []
        self._tasks: list[asyncio.Task[Any]] = []

    # What happens to a process

    def end(self) -> None:
        """End it at once."""
        self.ended = True
        self._held_up.clear()

    def spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        """Have the process begin `work` as a task of its own."""
        self.create_task(work)

    def pause(self) -> None:
        """Have it do nothing until `resume`."""
        self._paused = True

    def resume(self) -> None:
        """Have it go on, with everything that fell due meanwhile."""
        self._paused = False
        held_up, self._held_up = self._held_up, []
        for timer in held_up:
            self.world.soon(timer)

    @property
    def paused(self) -> bool:
        """Tell whether it does nothing just now."""
        return self._paused

    def may_do(self, timer: Timer) -> bool:
        """Tell whether `timer` can be done now; a paused process keeps it for later."""
        if self._paused and not self.ended:
            self._held_up.append(timer)
        return not self._paused and not self.ended

    def failures(self) -> list[str]:
        """Return what tasks raised that nobody has seen."""
        return [
            f"{self.name}: a task ended with {type(error).__name__}: {error}"
            for task in self._tasks
            if task.done()
            and cast("Any", task)._log_traceback
            and (error := task.exception()) is not None
        ]

    def discard(self) -> None:
        """Take all tasks apart that have not ended."""
        self.end()
        for task in self._tasks:
            if not task.done():
                cast("Any", task)._log_destroy_pending = False
                with contextlib.suppress(BaseException):  # whatever it says on its way out
                    cast("Coroutine[Any, Any, Any]", task.get_coro()).close()
        self._tasks.clear()

    # What asyncio asks of a loop

    def time(self) -> float:
        return self.world.now + self._ahead

    def call_soon(  # type: ignore[override]
        self, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> Timer:
        timer = Timer(0.0, self, callback, args, context)
        self.world.soon(timer)
        return timer

    call_soon_threadsafe = call_soon  # type: ignore[assignment]

    def call_later(  # type: ignore[override]
        self,
        delay: float,
        callback: Callable[..., object],
        *args: Any,
        context: Context | None = None,
    ) -> Timer:
        return self.call_at(self.time() + delay, callback, *args, context=context)

    def call_at(  # type: ignore[override]
        self,
        when: float,
        callback: Callable[..., object],
        *args: Any,
        context: Context | None = None,
    ) -> Timer:
        timer = Timer(when, self, callback, args, context)
        self.world.later(when - self._ahead, timer)
        return timer

    def create_future(self) -> "asyncio.Future[Any]":
        return asyncio.Future(loop=self)

    def create_task(  # type: ignore[override]
        self, coro: Coroutine[Any, Any, Any], *, name: str | None = None, context: Any = None
    ) -> "asyncio.Task[Any]":
        # Never asyncio's own counter for names: it would differ from run to run.
        task: asyncio.Task[Any] = asyncio.Task(
            coro, loop=self, name=name or "task", context=context
        )
        self._tasks.append(task)
        return task

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if not self.ended and error is not None:
            self.world.mistakes.append(f"{self.name}: {type(error).__name__}: {error}")

    def get_debug(self) -> bool:
        return False

    def is_running(self) -> bool:
        return not self.ended

    def is_closed(self) -> bool:
        return self.ended
