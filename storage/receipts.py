"""Keeps what witnesses gave for the seals, and how far each of them is."""

from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

from pymongo.errors import DuplicateKeyError

from storage.mongo import Database
from storage.sealing import Seals
from storage.seals import Seal, seal_digest


class Receipt(NamedTuple):
    """What a witness gave for a seal: by whom, for which, and the bytes, which it may have
    signed."""

    witness: str
    number: int
    content: bytes


class Standing(NamedTuple):
    """How far a witness is: how many seals it was not given yet, and whether it holds another seal
    of a number than there is here."""

    waiting: int
    contradicts: bool


class Receipts:
    """The receipts of a database, in `seal_receipts`; `seal_witnesses` says how far each is.

    A witness is given every seal in order, from the latest on that there was when it was first
    named: that one answers for all before it.
    """

    def __init__(self, database: Database) -> None:
        self._receipts = database["seal_receipts"]
        self._witnesses = database["seal_witnesses"]
        self._seals = Seals(database)

    async def begin(self, witness: str) -> None:
        """Let `witness` be given the seals from now on; nothing changes for one that is known."""
        last = await self._seals.last()
        through = last.number - 1 if last else 0
        await self._witnesses.update_one(
            {"_id": witness}, {"$setOnInsert": {"through": through}}, upsert=True
        )

    async def next(self, witness: str) -> Seal | None:
        """Return the seal that `witness` is to be given next, None when it has all."""
        known = await self._witnesses.find_one({"_id": witness})
        through = int(known["through"]) if known else 0
        async for seal in self._seals.after(through):
            return seal
        return None

    async def keep(self, witness: str, seal: Seal, content: bytes, at: datetime) -> None:
        """Keep the receipt of `witness` for `seal`, then go on to the next. The first is kept."""
        receipt = {
            "_id": f"{seal.number:010d}/{witness}",
            "seal": seal.number,
            "witness": witness,
            "digest": seal_digest(seal),
            "receipt": content,
            "at": at,
        }
        with suppress(DuplicateKeyError):
            await self._receipts.insert_one(receipt)
        await self._witnesses.update_one(
            {"_id": witness}, {"$max": {"through": seal.number}, "$unset": {"contradicts": ""}}
        )

    async def contradicted(self, witness: str, seal: Seal) -> None:
        """Note that `witness` holds another seal of that number."""
        await self._witnesses.update_one({"_id": witness}, {"$set": {"contradicts": seal.number}})

    async def standings(self) -> dict[str, Standing]:
        """Return how far every witness is that was ever named."""
        last = await self._seals.last()
        number = last.number if last else 0
        return {
            known["_id"]: Standing(max(0, number - known["through"]), "contradicts" in known)
            async for known in self._witnesses.find().sort("_id")
        }

    async def read(self, first: int = 0) -> AsyncIterator[Receipt]:
        """Yield the receipts for the seals from the number `first` on, in order."""
        found = self._receipts.find({"_id": {"$gte": f"{first:010d}/"}}).sort("_id")
        async for kept in found:
            number, _, witness = str(kept["_id"]).partition("/")
            content = kept.get("receipt")
            yield Receipt(witness, int(number), content if isinstance(content, bytes) else b"")
