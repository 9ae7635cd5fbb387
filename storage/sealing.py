"""Keeps the seals: which heads wait for one, making the next, and reading them again."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from msgspec.structs import replace
from pymongo import DeleteOne, ReplaceOne, WriteConcern
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.errors import DuplicateKeyError
from pymongo.read_concern import ReadConcern

from storage.chain import digest_of
from storage.mongo import Database, Document
from storage.seals import Head, Seal, illegible, pages_of, statement, unsigned
from storage.signing import Signer

MOST = 20_000  # heads in one seal, which is one transaction
_KEPT = (datetime, bytes)


class Seals:
    """The seals of a database, in `seals` and `seal_heads`; `unsealed` holds the heads that wait.

    Each of the two steps may be done again after a crash: a head that is sealed twice is no less
    true.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._seals = database["seals"]
        self._heads = database["seal_heads"]
        self._unsealed = database["unsealed"]

    async def note(self, commits: Sequence[Document], session: AsyncClientSession) -> None:
        """Let the heads among `commits`, which come in order, wait for the next seal."""
        last = {commit["key"]: commit for commit in commits}
        writes = [
            ReplaceOne(
                {"_id": key},
                {"seq": commit["seq"], "digest": digest_of(commit)},
                upsert=True,
            )
            for key, commit in last.items()
        ]
        await self._unsealed.bulk_write(writes, ordered=False, session=session)

    async def waiting(self) -> int:
        """Return how many heads wait for a seal."""
        return await self._unsealed.count_documents({})

    async def last(self) -> Seal | None:
        """Return the latest seal."""
        found = await self._seals.find_one({}, sort=[("_id", -1)])
        return _seal(found) if found else None

    async def age(self, now: datetime) -> float | None:
        """Return the seconds from the latest seal to `now`, None before the first one."""
        last = await self.last()
        return max(0.0, (now - last.until).total_seconds()) if last else None

    async def seal(self, signer: Signer, now: datetime) -> Seal | None:
        """Seal what waits, at most `MOST` heads; None when nothing waits, or when another sealer
        was first.

        Raises:
            UnusableKey: the key cannot be used just now.
            PyMongoError: the database did not answer; whatever waits goes on waiting.
        """
        before = await self.last()
        rows = await self._unsealed.find().sort("_id").limit(MOST).to_list()
        if not rows:
            return None
        pages = pages_of([Head(row["_id"], row["seq"], row["digest"]) for row in rows])
        until = max(now, before.until + timedelta(milliseconds=1)) if before else now
        seal = unsigned(pages, before, until, await signer.identify())
        seal = replace(seal, signature=await signer.sign(statement(seal)))
        try:
            await self._write(seal, pages)
        except DuplicateKeyError:
            return None
        await self._unsealed.bulk_write(
            [DeleteOne({"_id": row["_id"], "seq": row["seq"]}) for row in rows], ordered=False
        )
        return seal

    async def read(self, since: datetime | None = None) -> AsyncIterator[Seal]:
        """Yield the seals in order; with `since` those from the last one before that instant on."""
        first = await self.first(since)
        async for document in self._seals.find({"_id": {"$gte": first}}).sort("_id"):
            yield _seal(document)

    async def first(self, since: datetime | None) -> int:
        """Return the number of the seal with which `read` begins, 0 when it reads all."""
        if since is None:
            return 0
        found = await self._seals.find_one({"until": {"$lt": since}}, sort=[("_id", -1)])
        return found["_id"] if found else 0

    async def after(self, number: int) -> AsyncIterator[Seal]:
        """Yield the seals after the one of that number, in order."""
        async for document in self._seals.find({"_id": {"$gt": number}}).sort("_id"):
            yield _seal(document)

    async def pages(self, number: int) -> AsyncIterator[list[Head]]:
        """Yield the pages of the seal `number` in order."""
        async for document in self._heads.find({"seal": number}).sort("_id"):
            yield _page(document)

    async def _write(self, seal: Seal, pages: Sequence[Sequence[Head]]) -> None:
        documents = [
            {
                "_id": f"{seal.number:010d}/{page:06d}",
                "seal": seal.number,
                "heads": [list(head) for head in heads],
            }
            for page, heads in enumerate(pages)
        ]

        async def body(session: AsyncClientSession) -> None:
            await self._seals.insert_one(_document(seal), session=session)
            await self._heads.insert_many(documents, session=session)

        async with self._database.client.start_session() as session:
            await session.with_transaction(
                body,
                read_concern=ReadConcern("snapshot"),
                write_concern=WriteConcern("majority", j=True),
            )


def _document(seal: Seal) -> Document:
    fields: dict[str, Any] = {name: getattr(seal, name) for name in seal.__struct_fields__}
    return {"_id": fields.pop("number"), **fields}


def _seal(document: Document) -> Seal:
    fields = {name: document.get(name) for name in Seal.__struct_fields__}
    try:
        return msgspec.convert({**fields, "number": document["_id"]}, Seal, builtin_types=_KEPT)
    except msgspec.ValidationError:
        return illegible(document["_id"])


def _page(document: Document) -> list[Head]:
    try:
        return msgspec.convert(document.get("heads"), list[Head], builtin_types=_KEPT)
    except msgspec.ValidationError:
        return []  # its seal will not fit
