"""Where a scenario runs: in memory, or on an engine and whatever store that has."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

import bson
from bson.raw_bson import RawBSONDocument

from actors.kernel.identity import Identity
from actors.kernel.kind import EntityKind
from actors.kernel.ports import Receipt
from actors.kernel.turn import Command
from actors.runtime.activation import Activation, Answer, Wish
from actors.runtime.codec import Codec
from actors.runtime.engine import Engine
from actors.runtime.placement import shard_of
from actors.runtime.settings import RuntimeSettings
from actors.runtime.stats import Stats
from actors.runtime.store import history_of
from actors.runtime.turns import Decision, Turns
from storage.chain import commit_id
from storage.clock import FixedClock
from storage.journal import plain_of
from storage.mongo import Document

_TIMEOUT = 60.0  # seconds of real time; the machine may be busy


class World(Protocol):
    """Carries out commands at instants of virtual time."""

    @property
    def codecs(self) -> Mapping[str, Codec]:
        """The codecs of its kinds, by name."""
        ...

    async def place(self, commit: Document) -> None:
        """Have `commit`, the next of its entity, in the journal."""
        ...

    async def send(
        self, key: str, command: Command, id: str, by: Identity, at: datetime
    ) -> tuple[Any, Document | None]:
        """Carry out `command`; return the reply and the commit, if there is one.

        Raises:
            Refusal, Fault: as `Sender.send` does.
        """
        ...

    async def state(self, key: str) -> Any:
        """Return the state of the entity `key`."""
        ...


class MemoryWorld:
    """The turns of the runtime without mailboxes, batches or a database."""

    def __init__(self, kinds: Mapping[str, EntityKind[Any]], start: datetime) -> None:
        self.codecs: Mapping[str, Codec] = {name: Codec(kind) for name, kind in kinds.items()}
        self._settings = RuntimeSettings()
        self._turns = Turns(
            FixedClock(start), self._settings, Stats(), host="scenario", virtual=True
        )
        self._entities: dict[str, Activation] = {}
        self._journal: dict[str, list[Document]] = {}

    async def place(self, commit: Document) -> None:
        """Have `commit`, the next of its entity, in the journal."""
        self._entity(commit["key"])
        self._journal[commit["key"]].append(commit)
        self._load(commit["key"])

    async def send(
        self, key: str, command: Command, id: str, by: Identity, at: datetime
    ) -> tuple[Any, Document | None]:
        """Carry out `command`."""
        answers: list[Answer] = []
        wish = Wish(key, command, id, by, 0.0, answers.append, at=at)
        decision = self._turns.run(self._entity(key), wish, epoch=0)
        if isinstance(decision, BaseException):
            raise decision
        if isinstance(decision, Decision):
            commit = plain_of(bytes(decision.raw.raw))
            self._journal[key].append(commit)
            # Loaded anew each time, as after a restart: what `evolve` and the records make of the
            # stored form is what counts.
            self._load(key)
            return decision.document["rv"], commit
        assert isinstance(decision, Receipt)
        return decision.reply, None

    async def state(self, key: str) -> Any:
        """Return the state of the entity `key`."""
        return self._entity(key).state

    def _entity(self, key: str) -> Activation:
        if key not in self._entities:
            self._journal[key] = []
            self._load(key)
        return self._entities[key]

    def _load(self, key: str) -> None:
        entity = Activation(key, self.codecs[key.partition(":")[0]], shard_of(key), 0.0)
        entity.restore(history_of(None, self._journal[key], 0, {}), self._settings.recent)
        self._entities[key] = entity


class EngineWorld:
    """A real engine; it must be a `virtual` one, since the scenario tells the time."""

    def __init__(self, engine: Engine) -> None:
        if not engine.virtual:
            raise ValueError("a scenario tells the time itself and needs an engine that is virtual")
        self.codecs: Mapping[str, Codec] = engine.codecs
        self._engine = engine

    async def place(self, commit: Document) -> None:
        """Have `commit`, the next of its entity, in the journal."""
        await self._engine.store.append_many([RawBSONDocument(bson.encode(commit))])

    async def send(
        self, key: str, command: Command, id: str, by: Identity, at: datetime
    ) -> tuple[Any, Document | None]:
        """Carry out `command`."""
        receipt = await self._engine.send(key, command, id=id, by=by, timeout=_TIMEOUT, at=at)
        store = self._engine.store
        stored = await store.commits([commit_id(key, receipt.seq)])
        commit = next(iter(await store.opened(list(stored.values()))), None)
        return receipt.reply, commit if commit is not None and commit["cmd"] == id else None

    async def state(self, key: str) -> Any:
        """Return the state of the entity `key`."""
        return (await self._engine.show(key, timeout=_TIMEOUT)).state
