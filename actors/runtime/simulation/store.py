"""Storage as one simulated process reaches it: the twin of `MongoStore`, over the network."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from random import Random
from typing import Any, TypeVar

import msgspec
from bson.raw_bson import RawBSONDocument
from pymongo.errors import NetworkTimeout

from actors.runtime.simulation.database import NAME, Change, Database, Documents
from actors.runtime.simulation.loop import Process
from actors.runtime.simulation.network import Answer, Network
from actors.runtime.store import History
from storage.chain import commit_id
from storage.journal import Outcome, commit_of
from storage.mongo import Document
from storage.reminders import Alarm
from storage.snapshots import Snapshot

PATIENCE = 1.5  # seconds until an operation without an answer counts as lost

T = TypeVar("T")
State = Mapping[str, Documents]


class Access:
    """One process's way to the database."""

    def __init__(self, process: Process, network: Network, database: Database) -> None:
        self._process = process
        self._network = network
        self._database = database

    async def write(self, decide: Callable[[State], tuple[list[Change], Any]]) -> Any:
        """Make the changes that `decide` chooses; return what else it returns.

        Raises:
            PyMongoError: it is not known whether they were made.
        """
        return await self._ask(lambda answer: self._database.write(decide, answer))

    async def read(self, look: Callable[[State], Any]) -> Any:
        """Return what `look` finds in what a majority has.

        Raises:
            PyMongoError: the database did not answer.
        """
        return await self._ask(lambda answer: self._database.read(look, answer))

    async def _ask(self, serve: Callable[[Answer], None]) -> Any:
        return await self._network.request(
            self._process, NAME, serve, seconds=PATIENCE, error_when_lost=_timed_out
        )


class SimulatedStore:
    """The engine's store. While `halved` is above 0, that share of the batches of commits breaks
    off after the first half."""

    def __init__(self, access: Access, chance: Random) -> None:
        self.halved = 0.0
        self._access = access
        self._chance = chance

    async def append_many(self, commits: Sequence[RawBSONDocument]) -> list[Outcome]:
        half = bool(self.halved) and self._chance.random() < self.halved
        batch = commits[: (len(commits) + 1) // 2] if half else commits

        def insert(state: State) -> tuple[list[Change], Any]:
            return self.insert(state, batch)

        outcomes: list[Outcome] = await self._access.write(insert)
        if half:
            raise _timed_out()
        return outcomes

    def insert(
        self, state: State, commits: Sequence[RawBSONDocument]
    ) -> tuple[list[Change], list[Outcome]]:
        """Return what inserting `commits` changes, and what becomes of each. `_id` is unique."""
        changes: list[Change] = []
        outcomes: list[Outcome] = []
        for commit in commits:
            id = commit["_id"]
            if id in state["journal"]:
                outcomes.append(Outcome.DUPLICATE)
            else:
                outcomes.append(Outcome.WRITTEN)
                changes.append(("journal", id, commit.raw))
        return changes, outcomes

    async def commits(self, ids: Sequence[str]) -> dict[str, Document]:
        def look(state: State) -> dict[str, Document]:
            journal = state["journal"]
            return {id: commit_of(journal[id]) for id in ids if id in journal}

        return await self._access.read(look)

    async def load_many(
        self, keys: Sequence[str], schemas: Mapping[str, int]
    ) -> dict[str, History]:
        # Two reads, as in MongoDB: what is written between them is in the second only.
        kept: dict[str, Snapshot] = await self._access.read(
            lambda state: {
                key: state["snapshots"][key] for key in keys if key in state["snapshots"]
            }
        )
        snapshots = {
            key: snapshot
            for key, snapshot in kept.items()
            if snapshot.schema == schemas[key.partition(":")[0]]
        }

        def tails(state: State) -> dict[str, list[Document]]:
            return {
                key: _tail(state["journal"], key, snapshots[key].seq if key in snapshots else 0)
                for key in keys
            }

        found: dict[str, list[Document]] = await self._access.read(tails)
        return {
            key: History(snapshots.get(key), found[key], kept[key].seq if key in kept else 0)
            for key in keys
        }

    async def save_many(self, snapshots: Sequence[Snapshot]) -> None:
        def replace(state: State) -> tuple[list[Change], None]:
            known: Mapping[str, Snapshot] = state["snapshots"]
            return [
                ("snapshots", each.key, each)
                for each in snapshots
                if each.key not in known or _age(known[each.key]) < _age(each)
            ], None

        await self._access.write(replace)

    async def due(
        self, until: datetime, shards: Collection[int] | None, *, limit: int = 500
    ) -> list[Alarm]:
        def look(state: State) -> list[Alarm]:
            rows = [
                row
                for row in state["reminders"].values()
                if row.get("held") is None
                and row["due"] <= until
                and (shards is None or row["shard"] in shards)
            ]
            rows.sort(key=lambda row: row["due"])
            return [_alarm(row) for row in rows[:limit]]

        return await self._access.read(look)

    async def forget(self, fired: Sequence[Alarm]) -> None:
        await self._change(fired, lambda row: None)

    async def hold(self, alarms: Sequence[Alarm], until: datetime) -> None:
        await self._change(alarms, lambda row: {**row, "held": until})

    async def release(self, now: datetime, shards: Collection[int]) -> None:
        def free(state: State) -> tuple[list[Change], None]:
            return [
                ("reminders", id, {**row, "held": None})
                for id, row in state["reminders"].items()
                if row.get("held") is not None and (row["held"] <= now or row["shard"] in shards)
            ], None

        await self._access.write(free)

    async def keep(self, alarms: Sequence[Alarm]) -> None:
        def add(state: State) -> tuple[list[Change], None]:
            rows = {f"{alarm.key}/{alarm.name}": msgspec.structs.asdict(alarm) for alarm in alarms}
            return [
                ("reminders", id, row) for id, row in rows.items() if id not in state["reminders"]
            ], None

        await self._access.write(add)

    async def _change(
        self, alarms: Sequence[Alarm], become: Callable[[Document], Document | None]
    ) -> None:
        """Have the rows of those of `alarms` that have not been set anew become others."""

        def change(state: State) -> tuple[list[Change], None]:
            rows = state["reminders"]
            dues = {f"{alarm.key}/{alarm.name}": alarm.due for alarm in alarms}
            return [
                ("reminders", id, become(rows[id]))
                for id, due in dues.items()
                if id in rows and rows[id]["due"] == due
            ], None

        await self._access.write(change)


def _age(snapshot: Snapshot) -> tuple[int, int]:
    return snapshot.seq, snapshot.schema


def _alarm(row: Document) -> Alarm:
    return Alarm(
        row["key"], row["name"], row["shard"], row["due"], row["command"], row.get("seq", 0)
    )


def _timed_out() -> NetworkTimeout:
    return NetworkTimeout("timed out")


def _tail(journal: Documents, key: str, seq: int) -> list[Document]:
    tail: list[Document] = []
    while (packed := journal.get(commit_id(key, seq + 1))) is not None:
        tail.append(commit_of(packed))
        seq += 1
    return tail
