"""Many wishes of one kind become few commands: those that come while one is under way share the
next."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Gathering(Generic[T, R]):
    """Passes wishes on in the order in which they came, at most `most` at once.

    `send` takes a batch and returns an answer for each, in the same order. Between two batches lie
    at least `pause` seconds, in which the next one gathers.
    """

    def __init__(
        self, send: Callable[[list[T]], Awaitable[Sequence[R]]], *, most: int, pause: float
    ) -> None:
        self._send = send
        self._most = most
        self._pause = pause
        self._waiting: list[tuple[T, asyncio.Future[R]]] = []
        self._task: asyncio.Task[None] | None = None

    async def ask(self, wish: T) -> R:
        """Return the answer to `wish`.

        Raises:
            Exception: whatever `send` raised for its batch.
        """
        answer: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((wish, answer))
        if self._task is None or self._task.done():
            # In a context of its own: it works for others too, whatever this request's patience.
            self._task = asyncio.create_task(self._work(), context=Context())
        return await answer

    async def _work(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
            try:
                answers = await self._send([wish for wish, _ in batch])
            except Exception as error:
                for _, answer in batch:
                    if not answer.done():
                        answer.set_exception(error)
            else:
                for (_, answer), value in zip(batch, answers, strict=True):
                    if not answer.done():
                        answer.set_result(value)
            await asyncio.sleep(self._pause)
