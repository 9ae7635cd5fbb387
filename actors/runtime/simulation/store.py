"""Storage as one simulated process reaches it: the twin of `MongoStore`, over the network."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from random import Random
from typing import Any

import msgspec
from bson.raw_bson import RawBSONDocument

from actors.runtime.simulation.access import Access, State, timed_out
from actors.runtime.simulation.database import Change, Documents
from actors.runtime.simulation.keys import SimulatedKeys, simulated_keys
from actors.runtime.store import History, history_of, named_keys
from storage.chain import commit_id
from storage.journal import Outcome, plain_of
from storage.mongo import Document
from storage.reminders import Alarm
from storage.secrecy import snapshots as secret
from storage.secrecy.commits import opened_all
from storage.secrecy.data_keys import DataKey
from storage.snapshots import Snapshot


class SimulatedStore:
    """The engine's store. While `halved` is above 0, that share of the batches of commits breaks
    off after the first half."""

    make_keys_by: type[SimulatedKeys] = SimulatedKeys

    def __init__(self, access: Access, chance: Random) -> None:
        self.halved = 0.0
        self.keys = simulated_keys(access, chance, self.make_keys_by)
        self._access = access
        self._chance = chance

    async def append_many(self, commits: Sequence[RawBSONDocument]) -> list[Outcome]:
        half = bool(self.halved) and self._chance.random() < self.halved
        batch = commits[: (len(commits) + 1) // 2] if half else commits

        def insert(state: State) -> tuple[list[Change], Any]:
            return self.insert(state, batch)

        outcomes: list[Outcome] = await self._access.write(insert)
        if half:
            raise timed_out()
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
            return {id: plain_of(journal[id]) for id in ids if id in journal}

        return await self._access.read(look)

    async def opened(self, commits: Sequence[Document]) -> list[Document]:
        return await opened_all(commits, self.keys)

    @property
    def keys_left(self) -> bool:
        return self.keys.left

    def take_key(self) -> DataKey:
        return self.keys.take()

    async def make_keys(self) -> None:
        await self.keys.stock(1)

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
        secrets = await self.keys.find(named_keys(snapshots.values(), found.values()))
        return {
            key: history_of(
                snapshots.get(key), found[key], kept[key].seq if key in kept else 0, secrets
            )
            for key in keys
        }

    async def save_many(self, snapshots: Sequence[Snapshot]) -> None:
        secrets = await self.keys.find({each.data_key for each in snapshots if each.data_key})
        snapshots = [
            secret.hidden(each, secrets[each.data_key]) if each.data_key else each
            for each in snapshots
        ]

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


def _tail(journal: Documents, key: str, seq: int) -> list[Document]:
    tail: list[Document] = []
    while (packed := journal.get(commit_id(key, seq + 1))) is not None:
        tail.append(plain_of(packed))
        seq += 1
    return tail
