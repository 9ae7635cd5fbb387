"""Sees what no process can: who owned what at each moment, and who spoke without owning it.

Until a replaced owner notices, what it shows may be as old as what it last wrote, and what it
acknowledges its successor need not know yet. The promises say so; the judge must know when.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from actors.runtime.envelope import Done, Seen, unpack_delivery, unpack_replies
from actors.runtime.placement import shard_of
from actors.runtime.serving import Serving
from actors.runtime.simulation.checker import Operation
from actors.runtime.simulation.database import Database
from actors.runtime.simulation.loop import World
from storage.journal import plain_of
from storage.placement import Placement


class Witness:
    """Watches `database` and what hosts answer. `late` are the commits, by key and seq, of owners
    that had been replaced; `robbed` tells of hosts that were ended before they had handed over."""

    def __init__(self, world: World, database: Database) -> None:
        self.robbed: list[str] = []
        self.late: set[tuple[str, int]] = set()
        self._world = world
        self._placement = Placement()
        self._copies: Counter[str] = Counter()
        self._asked: dict[tuple[str, int], str] = {}
        self._wrongly_told: dict[tuple[str, int, bool], list[float]] = defaultdict(list)
        database.listeners.append(self._changed)

    def delivered(self, payload: bytes) -> None:
        """See what arrives from a router at a host."""
        delivery = unpack_delivery(payload)
        for envelope in delivery.envelopes:
            self._asked[delivery.router, envelope.number] = envelope.key
            self._copies[envelope.id] += 1

    def answered(self, owner: str, router: str, payload: bytes, *, believes: bool) -> None:
        """See what `owner` ("host-0#3") answers; it `believes` in its lease or knows better."""
        for reply in unpack_replies(payload):
            if isinstance(reply, Done | Seen):
                key = self._asked[router, reply.number]
                if believes and not self._owns(owner, shard_of(key)):
                    told = self._wrongly_told[key, reply.seq, isinstance(reply, Seen)]
                    told.append(self._world.now)

    def taken_away(self, serving: Serving | None) -> None:
        """See that a host is ended for good."""
        if serving is not None and serving.owner in self._placement.owners:
            self.robbed.append(f"{serving.owner} was taken away while it owned shards")

    def settled(self, operations: Sequence[Operation]) -> list[Operation]:
        """Return those of `operations` that are commands, but for refused ones of which another
        copy was under way: refusals are not remembered, so that the other may take effect."""
        return [
            each
            for each in operations
            if not each.read and (each.status != "refused" or self._copies[each.id] < 2)
        ]

    def fresh(self, operations: Sequence[Operation]) -> list[Operation]:
        """Return those of `operations` that were answered by no replaced owner with a lease."""
        return [each for each in operations if each.status == "ok" and not self._excused(each)]

    def _excused(self, operation: Operation) -> bool:
        moments = self._wrongly_told.get((operation.key, operation.seq, operation.read), ())
        return any(operation.began <= moment <= operation.ended for moment in moments)

    def _owns(self, host: str, shard: int) -> bool:
        return self._placement.owner_of(shard) == host

    def _changed(self, collection: str, id: str, document: Any) -> None:
        if collection == "placement":
            self._placement = document
        elif collection == "journal":
            commit = plain_of(document)
            if not self._owns(commit["host"], commit["shard"]):
                self.late.add((commit["key"], commit["seq"]))
