"""The way from a router to one owner: what waits to go there, and what has no answer yet."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

import structlog

from actors.kernel.identity import Identity
from actors.runtime.activation import Answer
from actors.runtime.codec import Codec
from actors.runtime.envelope import Delivery, Envelope, Reply, pack_delivery, unpack_replies
from actors.runtime.placement import host_of
from actors.runtime.transport import Line, Transport
from storage.tasks import end

_log = structlog.get_logger("yimen.runtime")
_CALLS = 4  # under way to one host at once
_BATCH = 256  # envelopes in one call
_COMPANY = 0.003  # seconds a wish waits for others, while some are under way already
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 1.0  # seconds before a host is tried again


@dataclass(slots=True, eq=False)
class Waiting:
    """A wish that has no answer yet."""

    number: int
    key: str
    codec: Codec
    command: bytes | None
    id: str
    by: Identity
    deadline: float
    trace: str
    span: str
    answer: asyncio.Future[Answer]

    def envelope(self, now: float) -> Envelope:
        """Return it as it travels at the loop's time `now`."""
        ttl = int((self.deadline - now) * 1000)
        return Envelope(
            self.number,
            self.key,
            self.id,
            self.command,
            self.by,
            max(ttl, 0),
            self.trace,
            self.span,
        )


class Link:
    """The way of the router called `router` to `owner`, a start of a host.

    `when_answered` is called with each reply, `when_unreached` with each wish that has to go
    elsewhere.
    """

    def __init__(
        self,
        router: str,
        owner: str,
        transport: Transport,
        *,
        when_answered: Callable[[Waiting, Reply], None],
        when_unreached: Callable[[Waiting], None],
    ) -> None:
        self._router = router
        self._owner = owner
        self._transport = transport
        self._when_answered = when_answered
        self._when_unreached = when_unreached
        self._loop = asyncio.get_running_loop()
        self._line: Line | None = None
        self._outbox: dict[int, Waiting] = {}
        self._gone: dict[int, Waiting] = {}
        self._calls: dict[asyncio.Task[None], None] = {}
        self._pause = 0.0
        self._finding: asyncio.Task[None] | None = None
        self._scheduled = False

    def __len__(self) -> int:
        """Return how many wishes have no answer yet."""
        return len(self._outbox) + len(self._gone)

    def add(self, waiting: Waiting) -> None:
        """Have `waiting` delivered with the next call."""
        self._outbox[waiting.number] = waiting
        if not self._scheduled:
            self._scheduled = True
            if self._gone:
                self._loop.call_later(_COMPANY, self._flush)
            else:
                self._loop.call_soon(self._flush)

    def drop(self, number: int) -> None:
        """Expect no answer to `number` any more; a host that hangs may never take it."""
        self._gone.pop(number, None)
        self._outbox.pop(number, None)

    async def close(self) -> None:
        """End all calls."""
        await end(*self._calls, self._finding)

    def _flush(self) -> None:
        self._scheduled = False
        if self._line is None:
            if self._outbox and self._finding is None:
                self._finding = self._loop.create_task(self._find())
            return
        while self._outbox and len(self._calls) < _CALLS:
            batch = [self._outbox.pop(number) for number in list(islice(self._outbox, _BATCH))]
            self._call(self._line, [each for each in batch if not each.answer.done()])
        if self._gone and not self._calls:
            self._call(self._line, [])

    def _call(self, line: Line, batch: list[Waiting]) -> None:
        now = self._loop.time()
        for waiting in batch:
            self._gone[waiting.number] = waiting
        payload = pack_delivery(
            Delivery(self._router, [waiting.envelope(now) for waiting in batch])
        )
        task = self._loop.create_task(self._exchange(line, payload))
        self._calls[task] = None
        task.add_done_callback(self._returned)

    async def _exchange(self, line: Line, payload: bytes) -> None:
        try:
            replies = unpack_replies(await line.exchange(payload))
        except Exception as error:  # the host died, restarts, or cannot be reached
            if line is self._line:
                _log.warning("host.unreachable", host=self._owner, error=type(error).__name__)
                self._line = None
                self.give_back()
            return
        self._pause = 0.0
        for reply in replies:
            waiting = self._gone.pop(reply.number, None)
            if waiting is not None:
                self._when_answered(waiting, reply)

    def _returned(self, task: asyncio.Task[None]) -> None:
        self._calls.pop(task, None)
        if not task.cancelled():
            self._flush()

    async def _find(self) -> None:
        """Find the host, after a pause if it could not be reached just now."""
        try:
            if self._pause:
                await asyncio.sleep(self._pause)
            self._pause = min(max(self._pause * 2, FIRST_PAUSE), LONGEST_PAUSE)
            self._line = await self._transport.find(host_of(self._owner))
        except Exception as error:  # the directory of hosts is away
            _log.warning("host.not_found", host=self._owner, error=type(error).__name__)
        finally:
            self._finding = None
        if self._line is None:
            self.give_back()
        self._flush()

    def give_back(self) -> None:
        """Have what has no answer go to whoever owns it now, by the same ids.

        Whether it was carried out is unknown; the ids see to it that it takes effect once.
        """
        again = [*self._gone.values(), *self._outbox.values()]
        self._gone, self._outbox = {}, {}
        for waiting in again:
            if not waiting.answer.done():
                self._when_unreached(waiting)
