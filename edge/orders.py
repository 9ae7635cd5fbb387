"""Orders of the platform: each carried out once, in time, and answered for ever."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import msgspec

from actors.blocks.terminals.frames import Perform, Performing
from actors.blocks.terminals.reports import CommandDone, Completion
from edge.outbox import Outbox

_REMEMBERED_SECONDS = 7 * 24 * 3600.0


@dataclass(frozen=True)
class Ended:
    """How an operation ended; `detail` is for operators and holds no personal data."""

    code: Completion
    detail: str = ""


# Takes the arguments and the deadline (seconds of the monotonic clock) by which it must have begun.
Operation = Callable[[Mapping[str, object], float], Awaitable[Ended]]


class OrderDesk:
    """Carries out orders. What was begun when the agent died ends as "unknown" at the next start:
    nobody can tell whether the paper came out, so it is not tried again by itself."""

    def __init__(self, outbox: Outbox, operations: Mapping[str, Operation]) -> None:
        self._outbox = outbox
        self._operations = operations
        self._running: set[asyncio.Task[None]] = set()
        self.on_end: Callable[[Completion], None] = lambda code: None

    async def recover(self) -> None:
        """Answer for the orders that were under way when the agent ended."""
        for id in await self._outbox.run(self._outbox.spool.unfinished_orders):
            await self._end(id, Ended("unknown", "the agent stopped while it was under way"))
        await self._outbox.run(self._outbox.spool.forget_orders, _REMEMBERED_SECONDS)

    async def perform(self, order: Perform) -> Performing:
        """Take `order` and return what becomes of it; how it ends follows as an entry."""
        deadline = time.monotonic() + order.seconds
        spool = self._outbox.spool
        if not await self._outbox.run(spool.begin_order, order.id):
            code, detail = await self._outbox.run(spool.order_end, order.id)
            if code:  # the platform has not heard how it ended, or asks again
                await self._end(order.id, Ended(msgspec.convert(code, Completion), detail))
            return Performing(id=order.id, answer="duplicate")
        operation = self._operations.get(order.operation)
        if operation is None:
            await self._end(order.id, Ended("refused", f"no operation {order.operation}"))
            return Performing(id=order.id, answer="refused")
        if order.seconds <= 0:
            await self._end(order.id, Ended("expired"))
            return Performing(id=order.id, answer="expired")
        task = asyncio.create_task(self._carry_out(order, operation, deadline))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return Performing(id=order.id, answer="accepted")

    async def close(self, seconds: float) -> None:
        """Give what is under way `seconds` to end."""
        if self._running:
            await asyncio.wait(self._running, timeout=seconds)
        for task in self._running:
            task.cancel()

    async def _carry_out(self, order: Perform, operation: Operation, deadline: float) -> None:
        try:
            ended = await operation(order.arguments, deadline)
        except Exception as failure:  # a device's surprise must not leave the order without an end
            ended = Ended("failed", type(failure).__name__)
        await self._end(order.id, ended)

    async def _end(self, id: str, ended: Ended) -> None:
        report = CommandDone(id=id, code=ended.code, detail=ended.detail)
        entry = self._outbox.entry(report, "A")
        end_order = self._outbox.spool.end_order
        await self._outbox.run(end_order, id, ended.code, ended.detail, entry)
        self._outbox.changed.set()
        self.on_end(ended.code)
