"""A store that fails as real ones do: before the work, after it, in the middle, or to another."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from enum import Enum
from typing import Any

import bson
from bson.raw_bson import RawBSONDocument
from pymongo.errors import AutoReconnect, NetworkTimeout

from actors.runtime.store import History, Store
from storage.journal import Outcome
from storage.mongo import Document
from storage.reminders import Alarm
from storage.secrecy.commits import BOX, KEY
from storage.secrecy.data_keys import DataKey
from storage.snapshots import Snapshot


class Fault(Enum):
    """What happens to one call."""

    NONE = "works"
    UNAVAILABLE = "cannot be reached; nothing is done"
    TIMEOUT = "no answer in time; nothing is done"
    DONE_TIMEOUT = "done, and reported as a timeout"
    HALF_DONE = "the first half of the batch is done, then a timeout"
    OPEN = "done, and every outcome reported as unknown"
    OWNERSHIP_LOST = "another owner takes the place of the first commit beforehand"
    OVERTAKEN = "another owner carries the same first command out beforehand"
    LIE = "reported as written, and not done: what no real store may do"


HONEST = tuple(fault for fault in Fault if fault is not Fault.LIE)


class FaultyStore:
    """Wraps `store`; `next_fault` is asked with the method's name what happens to each call.

    `intruder` makes the events of a commit that another owner writes, by `Fault.OWNERSHIP_LOST`.
    """

    def __init__(
        self,
        store: Store,
        next_fault: Callable[[str], Fault],
        intruder: Callable[[], list[Document]],
    ) -> None:
        self._store = store
        self._next_fault = next_fault
        self._intruder = intruder
        self.intrusions: list[Document] = []
        self.met: list[tuple[str, Fault]] = []

    async def append_many(self, commits: Sequence[RawBSONDocument]) -> list[Outcome]:
        fault = self._before("append_many")
        if fault is Fault.LIE:
            return [Outcome.WRITTEN] * len(commits)
        if fault is Fault.OWNERSHIP_LOST:
            await self._intrude(commits[0])
        if fault is Fault.OVERTAKEN:
            await self._overtake(commits[0])
        half = commits[: (len(commits) + 1) // 2] if fault is Fault.HALF_DONE else commits
        outcomes = await self._store.append_many(half)
        self._after(fault)
        return [Outcome.UNKNOWN] * len(commits) if fault is Fault.OPEN else outcomes

    async def commits(self, ids: Sequence[str]) -> dict[str, Document]:
        fault = self._before("commits")
        found = await self._store.commits(ids)
        self._after(fault)
        return found

    async def opened(self, commits: Sequence[Document]) -> list[Document]:
        return await self._store.opened(commits)

    @property
    def keys_left(self) -> bool:
        return self._store.keys_left

    def take_key(self) -> DataKey:
        return self._store.take_key()

    async def make_keys(self) -> None:
        await self._store.make_keys()

    async def load_many(
        self, keys: Sequence[str], schemas: Mapping[str, int]
    ) -> dict[str, History]:
        fault = self._before("load_many")
        loaded = await self._store.load_many(keys, schemas)
        self._after(fault)
        return loaded

    async def save_many(self, snapshots: Sequence[Snapshot]) -> None:
        fault = self._before("save_many")
        await self._store.save_many(snapshots)
        self._after(fault)

    async def due(
        self, until: datetime, shards: Collection[int] | None, *, limit: int = 500
    ) -> list[Alarm]:
        fault = self._before("due")
        due = await self._store.due(until, shards, limit=limit)
        self._after(fault)
        return due

    async def forget(self, fired: Sequence[Alarm]) -> None:
        fault = self._before("forget")
        await self._store.forget(fired)
        self._after(fault)

    async def hold(self, alarms: Sequence[Alarm], until: datetime) -> None:
        fault = self._before("hold")
        await self._store.hold(alarms, until)
        self._after(fault)

    async def release(self, now: datetime, shards: Collection[int]) -> None:
        fault = self._before("release")
        await self._store.release(now, shards)
        self._after(fault)

    async def keep(self, alarms: Sequence[Alarm]) -> None:
        fault = self._before("keep")
        await self._store.keep(alarms)
        self._after(fault)

    def _before(self, method: str) -> Fault:
        fault = self._next_fault(method)
        self.met.append((method, fault))
        if fault is Fault.UNAVAILABLE:
            raise AutoReconnect("connection closed")
        if fault is Fault.TIMEOUT:
            raise NetworkTimeout("timed out")
        return fault

    def _after(self, fault: Fault) -> None:
        if fault in (Fault.DONE_TIMEOUT, Fault.HALF_DONE):
            raise NetworkTimeout("timed out")

    async def _intrude(self, commit: RawBSONDocument) -> None:
        document: dict[str, Any] = bson.decode(commit.raw)
        del document[KEY], document[BOX]
        document |= {
            "cmd": f"intruder-{document['seq']}",
            "host": "another",
            "by": "another",
            "ev": self._intruder(),
            "rem": [],
            "out": [],
            "rv": None,
        }
        outcomes = await self._store.append_many([RawBSONDocument(bson.encode(document))])
        if outcomes == [Outcome.WRITTEN]:
            self.intrusions.append(document)

    async def _overtake(self, commit: RawBSONDocument) -> None:
        document: dict[str, Any] = bson.decode(commit.raw)
        document["host"] = "another"
        await self._store.append_many([RawBSONDocument(bson.encode(document))])
