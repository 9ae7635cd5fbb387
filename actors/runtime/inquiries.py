"""Answers for which the journal is asked first, while the entity waits."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import structlog

from actors.kernel.errors import Unavailable
from actors.kernel.ports import Receipt
from actors.runtime.activation import Activation, Answer, Wish
from actors.runtime.store import Store
from storage.chain import commit_id
from storage.tasks import begin

_log = structlog.get_logger("yimen.runtime")
_AGAIN = 0.5  # seconds until the store is asked for keys again
_SILENCE = "the store does not answer"


class Inquiries:
    """Asks the journal, a task each. That the entity is busy meanwhile keeps the order of its
    mailbox, and the entity in memory.

    `when_answered` is called with an entity that may go on, `when_of_another` with one that turns
    out to have another owner, and the wish that is still to be answered.
    """

    def __init__(
        self,
        store: Store,
        *,
        when_answered: Callable[[Activation], None],
        when_of_another: Callable[[Activation, Wish], None],
    ) -> None:
        self._store = store
        self._when_answered = when_answered
        self._when_of_another = when_of_another
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def quiet(self) -> bool:
        """Tell whether nothing is asked just now."""
        return not self._tasks

    def replay(self, activation: Activation, wish: Wish, seq: int) -> None:
        """Answer a command that was carried out before, in the commit `seq`, from that."""
        self._begin(activation, self._replay(activation, wish, seq))

    def end_alarm(self, activation: Activation, wish: Wish, answer: Answer) -> None:
        """Say that an alarm came to nothing, once it is sure that this was decided on the latest
        state: after that it is deleted, and an earlier owner may have set it unnoticed."""
        self._begin(activation, self._end_alarm(activation, wish, answer))

    def key(self, activation: Activation) -> None:
        """Have an entity that begins wait until there is a key for it."""
        self._begin(activation, self._key(activation))

    def _begin(self, activation: Activation, work: Coroutine[Any, Any, None]) -> None:
        activation.busy = True
        task = begin(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _replay(self, activation: Activation, wish: Wish, seq: int) -> None:
        id = commit_id(activation.key, seq)
        commit, silence = None, "its commit is in the archive"
        try:
            stored = await self._store.commits([id])
            commit = next(iter(await self._store.opened(list(stored.values()))), None)
        except Exception as error:
            _log.warning("replay.unread", key=activation.key, error=type(error).__name__)
            silence = _SILENCE
        if commit is None:
            wish.answer(Unavailable(silence))
        else:
            wish.answer(Receipt(activation.key, seq, commit["rv"], replayed=True))
        activation.busy = False
        self._when_answered(activation)

    async def _key(self, activation: Activation) -> None:
        try:
            await self._store.make_keys()
        except Exception as error:  # whoever waits no longer is let go, the others try again
            _log.warning("key.unmade", key=activation.key, error=type(error).__name__)
            await asyncio.sleep(_AGAIN)
        activation.busy = False
        self._when_answered(activation)

    async def _end_alarm(self, activation: Activation, wish: Wish, answer: Answer) -> None:
        id = commit_id(activation.key, activation.seq + 1)
        try:
            later = await self._store.commits([id])
        except Exception as error:
            _log.warning("alarm.unsure", key=activation.key, error=type(error).__name__)
            later, answer = {}, Unavailable(_SILENCE)
        activation.busy = False
        if later:
            self._when_of_another(activation, wish)
        else:
            wish.answer(answer)
            self._when_answered(activation)
