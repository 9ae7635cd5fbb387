"""The courier: delivers what entities sent each other, each message with effect once.

A message is offered with a command id made from its source, so that the target carries it out once
however often it comes. Messages of one source arrive in their order; one whose target does not
answer is parked together with those behind it, so that a sick entity holds up nobody else.
"""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import msgspec
import structlog
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.errors import PyMongoError

from actors.kernel.errors import Fault, Overloaded, Refusal
from actors.kernel.identity import PLATFORM
from actors.kernel.kind import EntityKind
from actors.kernel.ports import Clock, Sender
from actors.runtime.codec import Codec
from storage.clock import WallClock
from storage.deliveries import Message, commit_with, messages_of
from storage.mongo import Document

MATCH: Mapping[str, Any] = {"out.0": {"$exists": True}, "virtual": {"$ne": True}}
"""The commits that a courier follows. Who makes virtual history delivers its messages itself."""

PATIENCE = 5.0
_LEAST = 0.05  # seconds between two offers, and for the last one
_PAGE = 500
_MOST = 100_000  # parked messages that are counted
_log = structlog.get_logger("yimen.courier")


class DeliveryStore(Protocol):
    """What a courier keeps; see `storage.deliveries.Deliveries`."""

    async def delivered(
        self, sources: Collection[str], session: AsyncClientSession
    ) -> dict[str, int]: ...
    async def waiting(self, sources: Collection[str], session: AsyncClientSession) -> set[str]: ...
    async def park(
        self, messages: Sequence[Message], now: datetime, session: AsyncClientSession
    ) -> None: ...
    async def note(self, reached: Mapping[str, int], session: AsyncClientSession) -> None: ...
    async def due(self, now: datetime, limit: int) -> list[Message]: ...
    async def queue(self, source: str, limit: int) -> list[Message]: ...
    async def take_out(self, id: str) -> None: ...
    async def put_off(self, source: str, until: datetime) -> None: ...
    async def parked(self, most: int) -> int: ...
    async def carried_out(self, message: Message) -> bool: ...
    async def set_aside(self, message: Message, error: Exception) -> None: ...
    async def commit(self, id: str) -> Document | None: ...
    async def opened(self, commits: Sequence[Document]) -> list[Document]: ...


@dataclass
class CourierFigures:
    """What operators see: messages `delivered`, `refused` by their targets, `parked` just now."""

    delivered: int = 0
    refused: int = 0
    parked: int = 0


class Courier:
    """Delivers through `sender`; `kinds` decode the commands. `handle` is for a follower.

    `patience`: seconds that a batch waits for a target before it parks the message.
    """

    def __init__(
        self,
        deliveries: DeliveryStore,
        sender: Sender,
        kinds: Mapping[str, EntityKind[Any]],
        *,
        clock: Clock | None = None,
        patience: float = PATIENCE,
    ) -> None:
        self.figures = CourierFigures()
        self._deliveries = deliveries
        self._sender = sender
        self._codecs = {name: Codec(kind) for name, kind in kinds.items()}
        self._clock = clock or WallClock()
        self.patience = patience

    async def handle(self, commits: Sequence[Document], session: AsyncClientSession) -> None:
        """Deliver the messages of `commits`, or park them, and note how far each source is."""
        sources = {commit["key"]: commit["seq"] for commit in commits}
        meant = await self._deliveries.opened(commits)
        delivered = await self._deliveries.delivered(sources, session)
        waiting = await self._deliveries.waiting(sources, session)
        by_source: dict[str, list[Message]] = defaultdict(list)
        for commit in sorted(meant, key=lambda commit: commit["seq"]):
            if commit["seq"] > delivered.get(commit["key"], 0):
                by_source[commit["key"]] += messages_of(commit)
        left = await asyncio.gather(
            *(
                self._deliver_in_order([] if source in waiting else messages, messages)
                for source, messages in by_source.items()
            )
        )
        parked = [message for messages in left for message in messages]
        await self._deliveries.park(parked, self._clock.now(), session)
        await self._deliveries.note(sources, session)

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
        commit = await self._deliveries.commit(commit_with(id))
        messages = messages_of(commit) if commit else []
        wanted = [each for each in messages if id in (each.id, each.commit)]
        if not wanted:
            raise LookupError(id)
        for message in wanted:
            await self._offer(message, self.patience)
            self.figures.delivered += 1

    async def _deliver_in_order(
        self, offered: Sequence[Message], messages: Sequence[Message]
    ) -> Sequence[Message]:
        """Deliver `offered`, the first of `messages`; return those that are left to be parked."""
        deadline = _time() + self.patience
        done = 0
        for message in offered:
            if not await self._deliver(message, deadline):
                break
            done += 1
        return messages[done:]

    async def _deliver(self, message: Message, deadline: float) -> bool:
        """Offer `message` until it is accepted or refused; False once `deadline` has passed: what
        waits for it holds a transaction open."""
        wait = _LEAST
        while (asked := await self._once(message, max(deadline - _time(), _LEAST))) is not None:
            wait = max(wait, asked)
            if _time() + wait > deadline:
                return False
            await asyncio.sleep(wait)
            wait *= 2
        return True

    async def _once(self, message: Message, timeout: float) -> float | None:
        """Offer `message`; return None if it was accepted or refused, else the seconds that its
        target wants to be left alone, 0 if it did not say."""
        try:
            await self._offer(message, timeout)
        except (Refusal, KeyError, msgspec.ValidationError) as error:
            await self._refuse(message, error)
        except Fault as error:
            return error.retry_after if isinstance(error, Overloaded) else 0.0
        else:
            self.figures.delivered += 1
        return None

    async def _offer(self, message: Message, timeout: float) -> None:
        """Have `message` carried out within `timeout` seconds, unless its target has done so
        before.

        The target itself knows its last commands again, but a busy one may have had more of them
        since this was first offered, as when the database was away meanwhile.
        """
        if await self._deliveries.carried_out(message):
            return
        command = self._codecs[message.key.partition(":")[0]].command(message.command)
        await self._sender.send(message.key, command, id=message.id, by=PLATFORM, timeout=timeout)

    async def _refuse(self, message: Message, error: Exception) -> None:
        _log.warning("message.refused", message=message.id, target=message.key)
        await self._deliveries.set_aside(message, error)
        self.figures.refused += 1

    async def _retry(self) -> None:
        due: dict[str, set[str]] = defaultdict(set)
        for each in await self._deliveries.due(self._clock.now(), _PAGE):
            due[each.source].add(each.id)
        for source, ids in due.items():
            # Whatever their instants say, which clocks of several machines told: all in their order
            queue = await self._deliveries.queue(source, _PAGE)
            if queue and queue[0].id in ids:
                await self._retry_source(queue)
        self.figures.parked = await self._deliveries.parked(_MOST)

    async def _retry_source(self, messages: Sequence[Message]) -> None:
        for each in messages:
            if await self._once(each, self.patience) is None:
                await self._deliveries.take_out(each.id)
                continue
            again = self._clock.now() + timedelta(seconds=min(60, 2**each.tries))
            with contextlib.suppress(PyMongoError):
                await self._deliveries.put_off(each.source, again)
            return


def _time() -> float:
    return asyncio.get_running_loop().time()
