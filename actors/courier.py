"""The courier: delivers what entities sent each other, each message with effect once.

A message is offered with a command id made from its source, so that the target carries it out once
however often it comes. Messages of one source arrive in their order; one whose target does not
answer is parked together with those behind it, so that a sick entity holds up nobody else.
"""

import asyncio
import contextlib
import re
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import msgspec
import structlog
from pymongo import InsertOne, UpdateOne
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.errors import PyMongoError

from actors.kernel.errors import Fault, Overloaded, Refusal
from actors.kernel.identity import PLATFORM
from actors.kernel.kind import EntityKind
from actors.kernel.ports import Sender
from actors.runtime.codec import Codec
from storage.clock import WallClock
from storage.journal import commit_id
from storage.mongo import Database, Document
from storage.quarantine import quarantine

MATCH: Mapping[str, Any] = {"out.0": {"$exists": True}, "virtual": {"$ne": True}}
"""The commits that a courier follows. Who makes virtual history delivers its messages itself."""

PATIENCE = 5.0
_LEAST = 0.05  # seconds between two offers, and for the last one
_PAGE = 500
_log = structlog.get_logger("yimen.courier")


@dataclass(frozen=True)
class _Message:
    id: str
    source: str
    seq: int
    number: int
    shard: int
    key: str
    command: Document

    @property
    def commit(self) -> str:
        """The `_id` of the commit that it came with."""
        return commit_id(self.source, self.seq)


@dataclass
class CourierFigures:
    """What operators see: messages `delivered`, `refused` by their targets, `parked` just now."""

    delivered: int = 0
    refused: int = 0
    parked: int = 0


class Courier:
    """Delivers through `sender`; `kinds` decode the commands. `handle` is for a follower.

    `shards`: the query for parked messages that are its own, by the shard of their source.
    `patience`: seconds that a batch waits for a target before it parks the message.
    """

    def __init__(
        self,
        database: Database,
        sender: Sender,
        kinds: Mapping[str, EntityKind[Any]],
        *,
        shards: Mapping[str, Any] | None = None,
        patience: float = PATIENCE,
    ) -> None:
        self.figures = CourierFigures()
        self._database = database
        self._sender = sender
        self._codecs = {name: Codec(kind) for name, kind in kinds.items()}
        self.patience = patience
        self._shards = dict(shards or {})
        self._journal = database["journal"]
        self._deliveries = database["deliveries"]
        self._parked = database["parked"]

    async def handle(self, commits: Sequence[Document], session: AsyncClientSession) -> None:
        """Deliver the messages of `commits`, or park them, and note how far each source is."""
        sources = {commit["key"]: commit["seq"] for commit in commits}
        known = self._deliveries.find({"_id": {"$in": list(sources)}}, session=session)
        delivered = {each["_id"]: each["seq"] async for each in known}
        waiting = set(
            await self._parked.distinct("source", {"source": {"$in": list(sources)}}, session)
        )
        by_source: dict[str, list[_Message]] = defaultdict(list)
        for commit in sorted(commits, key=lambda commit: commit["seq"]):
            if commit["seq"] > delivered.get(commit["key"], 0):
                by_source[commit["key"]] += _messages(commit)
        left = await asyncio.gather(
            *(
                self._deliver_in_order([] if source in waiting else messages, messages)
                for source, messages in by_source.items()
            )
        )
        if parked := [_parked(message) for messages in left for message in messages]:
            await self._parked.bulk_write(parked, ordered=False, session=session)
        progress = [
            UpdateOne({"_id": source}, {"$max": {"seq": seq}}, upsert=True)
            for source, seq in sources.items()
        ]
        await self._deliveries.bulk_write(progress, ordered=False, session=session)

    async def run(self) -> None:
        """Offer parked messages again until cancelled."""
        while True:
            try:
                await self._retry()
            except PyMongoError as error:
                _log.warning("parked.unread", error=type(error).__name__)
            await asyncio.sleep(1.0)

    async def deliver_again(self, id: str) -> None:
        """Offer what was set aside once more: the message `id`, or all messages of the commit of
        this `_id`.

        Raises:
            Refusal: the target refuses it again.
            KeyError, ValidationError: this code does not know the target or the command.
            LookupError: the journal has no such message (any more).
            Fault: the target does not answer; whether it carried the message out is unknown.
            PyMongoError: the database did not answer.
        """
        commit = await self._database["journal"].find_one({"_id": _commit_of(id)})
        messages = _messages(commit) if commit else []
        wanted = [each for each in messages if id in (each.id, each.commit)]
        if not wanted:
            raise LookupError(id)
        for message in wanted:
            await self._offer(message, self.patience)
            self.figures.delivered += 1

    async def _deliver_in_order(
        self, offered: Sequence[_Message], messages: Sequence[_Message]
    ) -> Sequence[_Message]:
        """Deliver `offered`, the first of `messages`; return those that are left to be parked."""
        deadline = time.monotonic() + self.patience
        done = 0
        for message in offered:
            if not await self._deliver(message, deadline):
                break
            done += 1
        return messages[done:]

    async def _deliver(self, message: _Message, deadline: float) -> bool:
        """Offer `message` until it is accepted or refused; False once `deadline` has passed: what
        waits for it holds a transaction open."""
        wait = _LEAST
        while True:
            try:
                await self._offer(message, max(deadline - time.monotonic(), _LEAST))
            except (Refusal, KeyError, msgspec.ValidationError) as error:
                await self._refuse(message, error)
                return True
            except Fault as error:
                if isinstance(error, Overloaded):
                    wait = max(wait, error.retry_after)
                if time.monotonic() + wait > deadline:
                    return False
                await asyncio.sleep(wait)
                wait *= 2
            else:
                self.figures.delivered += 1
                return True

    async def _offer(self, message: _Message, timeout: float) -> None:
        """Have `message` carried out within `timeout` seconds, unless its target has done so
        before.

        The target itself knows its last commands again, but a busy one may have had more of them
        since this was first offered, as when the database was away meanwhile.
        """
        done = {"by": PLATFORM.id, "key": message.key, "cmd": message.id}
        if await self._journal.find_one(done, {"_id": 1}):
            return
        command = self._codecs[message.key.partition(":")[0]].command(message.command)
        await self._sender.send(message.key, command, id=message.id, by=PLATFORM, timeout=timeout)

    async def _refuse(self, message: _Message, error: Exception) -> None:
        _log.warning("message.refused", message=message.id, target=message.key)
        await quarantine(self._database, "courier", message.id, error)
        self.figures.refused += 1

    async def _retry(self) -> None:
        now = WallClock().now()
        due = self._parked.find({**self._shards, "next": {"$lte": now}}).sort(
            [("source", 1), ("seq", 1)]
        )
        found = await due.limit(_PAGE).to_list()
        by_source: dict[str, list[Document]] = defaultdict(list)
        for each in found:
            by_source[each["source"]].append(each)
        for source, documents in by_source.items():
            first = await self._parked.find_one({"source": source}, sort=[("seq", 1), ("n", 1)])
            if first is not None and first["_id"] in {each["_id"] for each in documents}:
                await self._retry_source(sorted(documents, key=_order))
        self.figures.parked = await self._parked.count_documents(self._shards, limit=100_000)

    async def _retry_source(self, documents: Sequence[Document]) -> None:
        for each in documents:
            message = _Message(
                each["_id"], each["source"], each["seq"], each["n"], each.get("shard", 0),
                each["key"], each["command"],
            )  # fmt: skip
            if await self._deliver(message, time.monotonic()):
                await self._parked.delete_one({"_id": message.id})
                continue
            seconds = min(60, 2 ** each["tries"])
            again = WallClock().now() + timedelta(seconds=seconds)
            with contextlib.suppress(PyMongoError):
                await self._parked.update_many(
                    {"source": message.source}, {"$set": {"next": again}, "$inc": {"tries": 1}}
                )
            return


def _messages(commit: Document) -> list[_Message]:
    return [
        _Message(
            f"{commit['key']}/{commit['seq']}/{number}",
            commit["key"],
            commit["seq"],
            number,
            commit["shard"],
            message["key"],
            message["command"],
        )
        for number, message in enumerate(commit["out"])
    ]


def _commit_of(id: str) -> str:
    """Return the `_id` of the commit of a message ("case:7f3a/4/0"), or `id` if it is one."""
    found = re.fullmatch(r"(.+)/(\d{1,9})/\d+", id)
    return commit_id(found[1], int(found[2])) if found else id


def _parked(message: _Message) -> InsertOne[Document]:
    return InsertOne(
        {
            "_id": message.id,
            "source": message.source,
            "seq": message.seq,
            "n": message.number,
            "shard": message.shard,
            "key": message.key,
            "command": message.command,
            "tries": 0,
            "next": WallClock().now(),
        }
    )


def _order(document: Document) -> tuple[int, int]:
    return document["seq"], document["n"]
