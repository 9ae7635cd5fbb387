"""Takes records in and matches them (比对归并): finds the entries that a record may be of by keyed
digests, compares what both say, and has the rules of the record decide.

What is compared is in the memory of this process and nowhere else. Views follow a moment later, so
that a process remembers what it has just decided.
"""

import asyncio
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import uuid4

from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.ports import Sender
from actors.systems.service_insight.base.comparing import blocks, compared
from actors.systems.service_insight.base.entry.records import (
    REGISTER_ENTRY,
    IndexEntry,
    RegisterEntry,
)
from actors.systems.service_insight.base.linking import Comparison
from actors.systems.service_insight.base.policy import policy
from actors.systems.service_insight.base.record import records as r
from actors.systems.service_insight.base.said import Said, tidy
from actors.systems.service_insight.base.shell.gathering import gather
from storage.mongo import Database
from storage.secrecy.lookups import Lookups

_MOST_LIKE = 50  # entries that a record is compared with
_MOST_INDEXED = 200  # entries that are given their digests at once
_REMEMBERED = 500  # records that were decided here last


@dataclass(frozen=True)
class Became:
    """What became of a delivery: as the record says, or in which state it is since it was
    compared; and its entry, "" while a steward is to decide."""

    outcome: r.Outcome | r.Phase
    entry: str


@dataclass(frozen=True)
class _Decided:
    entry: str
    blocks: frozenset[str]
    said: Said


class Matcher:
    """Takes records in, one after the other. `database` has the views, `lookups` makes digests."""

    def __init__(self, database: Database, sender: Sender, lookups: Lookups) -> None:
        self._rows = database["register_entries"]
        self._sender = sender
        self._lookups = lookups
        self._one = asyncio.Lock()
        self._decided: deque[_Decided] = deque(maxlen=_REMEMBERED)

    def digests(self, said: Said) -> tuple[str, ...]:
        """Return the digests by which others like this one are found."""
        return tuple(self._lookups.of(sort, value) for sort, value in blocks(said))

    def digest_of_number(self, id_number: str) -> str:
        """Return the digest by which the entries with an identity number are found."""
        return self._lookups.of("base_id_number", id_number)

    async def receive(self, payload: r.Payload, by: Identity) -> Became:
        """Take a delivery in, and compare a record that waits for it.

        Raises:
            Refusal: it is not in order: every fault.
            Overloaded, Unavailable: see `Sender.send`; send it again, nothing is done twice.
            PyMongoError: the database does not answer.
        """
        source = policy().supplied_by(by.unit)
        id = self._lookups.of("source_record", f"{source.code if source else ''}/{payload.key}")
        key = f"{r.SOURCE_RECORD}:{id}"
        told = {name: getattr(payload, name) for name in r.Payload.__struct_fields__}
        wish = r.ReceiveRecord(**told, blocks=self.digests(tidy(payload.said)))
        receipt = await self._sender.send(key, wish, id=uuid4().hex, by=by)
        async with self._one:
            state = await self._record(key)
            outcome = receipt.reply
            if state.phase == "received":
                state = await self._compare(key, state)
                outcome = state.phase
            elif outcome == "received":  # it is a candidate already, and knows more now
                outcome = state.phase
        return Became(outcome, state.entry)

    async def index(self) -> None:
        """Give those entries their digests that came without: with the sample city.

        Raises:
            Overloaded, Unavailable: see `Sender.send`.
            PyMongoError: the database does not answer.
        """
        rows = await self._rows.find({"indexed": False}, {"_id": 1}).limit(_MOST_INDEXED).to_list()
        for row in rows:
            key = f"{REGISTER_ENTRY}:{row['_id']}"
            state: RegisterEntry = (await self._sender.show(key)).state
            found = dict.fromkeys(
                digest for each in state.records for digest in self.digests(each.versions[-1].said)
            )
            wish = IndexEntry(blocks=tuple(found))
            await self._sender.send(key, wish, id="index", by=PLATFORM)

    async def _compare(self, key: str, state: r.SourceRecord) -> r.SourceRecord:
        await self.index()
        said = state.said
        command = r.CompareRecord(compared=await self._compared(said, frozenset(state.blocks)))
        once = f"compare/{len(state.versions)}"
        await self._sender.send(key, command, id=once, by=PLATFORM)
        after = await self._record(key)
        if after.entry:
            self._decided.append(_Decided(after.entry, frozenset(after.blocks), said))
        return after

    async def _compared(self, said: Said, digests: frozenset[str]) -> tuple[Comparison, ...]:
        """Return how a record compares with every entry that has a digest in common with it."""
        where = {"blocks": {"$in": sorted(digests)}}
        rows = await self._rows.find(where, {"_id": 1}).limit(_MOST_LIKE).to_list()
        lately = [each for each in self._decided if each.blocks & digests]
        known: dict[str, list[Said]] = {}
        for id in dict.fromkeys((*(str(row["_id"]) for row in rows), *(d.entry for d in lately))):
            found = await gather(self._sender, id)
            own = [each.said for each in lately if each.entry == id]
            if found is None:  # it is about to begin
                known.setdefault(id, []).extend(own)
            else:
                records = (each.versions[-1].said for _, each in found.records)
                known.setdefault(found.id, []).extend((*records, *own))
        return tuple(
            Comparison(entry=id, levels=compared(said, others))
            for id, others in _first(known.items())
        )

    async def _record(self, key: str) -> r.SourceRecord:
        state: r.SourceRecord = (await self._sender.show(key)).state
        return state


def _first(known: Iterable[tuple[str, list[Said]]]) -> list[tuple[str, list[Said]]]:
    return list(known)[:_MOST_LIKE]
