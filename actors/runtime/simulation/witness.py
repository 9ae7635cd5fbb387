"""Sees what no process can: who owned what at each moment, and who spoke without owning it.

While an owner is being replaced, its last commits may land late, and what it shows may be as old as
the last of them. That is named in what is promised, so the judge must know when it happened.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from actors.runtime.envelope import Seen, unpack_delivery, unpack_replies
from actors.runtime.placement import shard_of
from actors.runtime.simulation.checker import Operation
from actors.runtime.simulation.database import Database
from actors.runtime.simulation.loop import World
from actors.runtime.simulation.store import commit_of
from storage.placement import Placement


class Witness:
    """Watches `database` and what hosts answer."""

    def __init__(self, world: World, database: Database) -> None:
        self.late: set[tuple[str, int]] = set()
        self._world = world
        self._placement = Placement()
        self._asked: dict[tuple[str, int], str] = {}
        self._shown: dict[tuple[str, int], list[tuple[float, bool]]] = defaultdict(list)
        database.listeners.append(self._changed)

    def asked(self, payload: bytes) -> None:
        """See what a router brings to a host."""
        delivery = unpack_delivery(payload)
        for envelope in delivery.envelopes:
            if envelope.command is None:
                self._asked[delivery.router, envelope.number] = envelope.key

    def answered(self, host: str, router: str, payload: bytes) -> None:
        """See what the owner `host` ("host-0#3") answers."""
        for reply in unpack_replies(payload):
            if isinstance(reply, Seen) and (key := self._asked.get((router, reply.number))):
                owner = self._owns(host, shard_of(key))
                self._shown[key, reply.seq].append((self._world.now, owner))

    def fresh(self, operations: Sequence[Operation]) -> list[Operation]:
        """Return those of `operations` whose order is promised: no reads that a replaced owner may
        have answered, no commands that landed late."""
        return [each for each in operations if not self._excused(each)]

    def _excused(self, operation: Operation) -> bool:
        if not operation.read:
            return (operation.key, operation.seq) in self.late
        return any(
            not owner and operation.began <= moment <= operation.ended
            for moment, owner in self._shown[operation.key, operation.seq]
        )

    def _owns(self, host: str, shard: int) -> bool:
        return self._placement.owner_of(shard) == host

    def _changed(self, collection: str, id: str, document: Any) -> None:
        if collection == "placement":
            self._placement = document
        elif collection == "journal":
            commit = commit_of(document)
            if not self._owns(commit["host"], commit["shard"]):
                self.late.add((commit["key"], commit["seq"]))
