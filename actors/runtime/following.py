"""Keeps the editions of the library as far as the journal is, in each process that needs them.

Administrators amend it some times a day, and then all that matters is read again, straight from
the journal and the snapshots: no view and no other process stands between."""

import asyncio
from typing import Any, Self

import structlog

from actors.kernel.errors import Destroyed
from actors.kernel.ports import Shown
from actors.runtime.activation import Activation
from actors.runtime.codec import Codec, TooNew, Unreadable
from actors.runtime.editions import Editions
from actors.runtime.store import MongoStore
from storage.mongo import Database
from storage.news import follow
from storage.tasks import begin, end

_log = structlog.get_logger("yimen.runtime")


class Following:
    """Follows what amends the library, for `editions`. Use it as an async context manager: once it
    is entered, everything that was durable before is known.

    Raises:
        PyMongoError: when it is entered and the database does not answer.
    """

    def __init__(self, database: Database, editions: Editions) -> None:
        self._database = database
        self._editions = editions
        self._store = MongoStore(database)
        self._codecs = {name: Codec(editions[name]) for name in editions.sources}
        self._known: dict[str, Shown] = {}
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        if self._codecs:
            await self._look()
            self._task = begin(follow(self._database, self._codecs, self._look))
        return self

    async def __aexit__(self, *_: object) -> None:
        await end(self._task)

    async def _look(self) -> None:
        store = self._store
        keys = [
            key
            for kind in sorted(self._codecs)
            for key in {*await store.journal.keys(kind), *await store.snapshots.keys(kind)}
        ]
        schemas = {name: codec.kind.schema for name, codec in self._codecs.items()}
        for key, history in (await store.load_many(keys, schemas)).items():
            entity = Activation(key, self._codecs[key.partition(":")[0]], 0, 0.0)
            try:
                entity.restore(history, 0)
            except (TooNew, Destroyed, Unreadable) as error:  # what was known of it goes on to hold
                _log.error("library.unreadable", key=key, error=str(error))
                continue
            state: Any = entity.state
            self._known[key] = Shown(key, entity.seq, state)
        self._editions.learn(self._known)
