"""The router: in every process that sends. Coalesces wishes per host, finds hosts, retries.

One call delivers new envelopes and brings back whatever replies are ready, so a slow command holds
nothing up and a busy moment needs few calls. The directory of hosts is asked once per host, not per
command.
"""

import asyncio
import uuid
from collections.abc import Mapping
from typing import Any, Protocol, Self

import structlog

from actors.kernel.errors import HandlerFailed, Unavailable
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.kind import EntityKind
from actors.kernel.ports import Receipt, Shown
from actors.kernel.turn import Command
from actors.runtime.activation import Answer
from actors.runtime.codec import Codec
from actors.runtime.envelope import Reply, answer_of
from actors.runtime.link import FIRST_PAUSE, LONGEST_PAUSE, Link, Waiting
from actors.runtime.placement import shard_of
from actors.runtime.residents import Moved
from actors.runtime.shares import Shares
from actors.runtime.tracing import carried
from actors.runtime.transport import Transport
from storage.placement import Placement
from storage.tasks import begin, end

_log = structlog.get_logger("yimen.runtime")
_POLL = 1.0  # seconds between two looks at the placement


class PlacementReader(Protocol):
    """Where the placement is read; see `storage.placement.Placements`."""

    async def read(self) -> Placement: ...
    async def revision(self) -> int: ...


class Router:
    """Sends to the entities of the cluster. Use it as an async context manager.

    It is a `Sender`. `kinds` are needed to pack commands and to unpack states; `transport` is the
    way to hosts. `name` must differ from that of every other router.
    """

    def __init__(
        self,
        kinds: Mapping[str, EntityKind[Any]],
        placements: PlacementReader,
        transport: Transport,
        *,
        name: str = "",
        most_waiting: int = 20_000,
    ) -> None:
        self.name = name or f"router-{uuid.uuid4().hex[:12]}"
        self.transport = transport
        self._codecs = {name: Codec(kind) for name, kind in kinds.items()}
        self._placements = placements
        self._placement = Placement()
        self._links: dict[str, Link] = {}
        self._homeless: list[Waiting] = []
        self._shares = Shares(most_waiting)
        self._number = 0

    async def __aenter__(self) -> Self:
        self.loop = asyncio.get_running_loop()
        self._stale = asyncio.Event()
        self._placement = await self._placements.read()
        self._following = begin(self._follow_placement())
        return self

    async def __aexit__(self, *_: object) -> None:
        await end(self._following)
        for link in self._links.values():
            await link.close()

    async def send(
        self, key: str, command: Command, *, id: str, by: Identity, timeout: float = 10.0
    ) -> Receipt:
        """Carry out `command` once; see `Sender.send`.

        Raises:
            KeyError: there is no such entity kind.
        """
        codec = self._codecs[key.partition(":")[0]]
        answer = await self._ask(key, codec, codec.pack_command(command), id, by, timeout)
        assert isinstance(answer, Receipt)
        return answer

    async def show(self, key: str, *, timeout: float = 10.0) -> Shown:
        """Read the entity `key`; see `Sender.show`.

        Raises:
            KeyError: there is no such entity kind.
        """
        codec = self._codecs[key.partition(":")[0]]
        answer = await self._ask(key, codec, None, "", PLATFORM, timeout)
        assert isinstance(answer, Shown)
        return answer

    async def _ask(
        self,
        key: str,
        codec: Codec,
        command: bytes | None,
        id: str,
        by: Identity,
        timeout: float,
    ) -> Answer:
        self._shares.take(key, codec.kind.limits.mailbox)
        self._number += 1
        future: asyncio.Future[Answer] = self.loop.create_future()
        trace, span = carried()
        waiting = Waiting(
            self._number,
            key,
            codec,
            command,
            id,
            by,
            self.loop.time() + timeout,
            trace,
            span,
            future,
        )
        timer = self.loop.call_later(timeout, _expire, future, timeout)
        try:
            self.route(waiting)
            return await future
        finally:
            self._shares.give_back(key)
            timer.cancel()
            if not future.done() or future.cancelled() or future.exception() is not None:
                for link in self._links.values():
                    link.drop(waiting.number)

    def route(self, waiting: Waiting) -> None:
        """Have `waiting` go to the host that owns its entity, or wait until one does."""
        owner = self._placement.owner_of(shard_of(waiting.key))
        if owner is None:
            self.look_again(waiting)
            return
        link = self._links.get(owner)
        if link is None:
            link = self._links[owner] = Link(
                self.name,
                owner,
                self.transport,
                when_answered=self.answered,
                when_unreached=self.look_again,
            )
        link.add(waiting)

    def answered(self, waiting: Waiting, reply: Reply) -> None:
        """Pass `reply` on to its caller; go after an entity that has moved or has no host now."""
        if waiting.answer.done():
            return
        try:
            answer = answer_of(reply, waiting.key, waiting.codec)
        except Exception as error:  # a state of another release
            answer = HandlerFailed(f"the reply does not decode: {type(error).__name__}")
        if isinstance(answer, Moved | Unavailable):  # a host that stops, or is not the owner
            self.look_again(waiting)
        elif isinstance(answer, BaseException):
            waiting.answer.set_exception(answer)
        else:
            waiting.answer.set_result(answer)

    def look_again(self, waiting: Waiting) -> None:
        """Look at the placement anew, and have `waiting` go where it says."""
        self._homeless.append(waiting)
        self._stale.set()

    async def _follow_placement(self) -> None:
        pause = FIRST_PAUSE
        while True:
            try:
                async with asyncio.timeout(_POLL):
                    await self._stale.wait()
                await asyncio.sleep(pause)  # gathers those that were sent away together
            except TimeoutError:
                pass
            self._stale.clear()
            before = self._placement.rev
            try:
                if await self._placements.revision() != before:
                    self._placement = await self._placements.read()
                    await self._close_old_links()
            except Exception as error:  # the database is away: what is known has to do
                _log.warning("placement.unread", error=type(error).__name__)
            news = self._placement.rev != before or not self._homeless
            pause = FIRST_PAUSE if news else min(pause * 2, LONGEST_PAUSE / 2)
            homeless, self._homeless = self._homeless, []
            for waiting in homeless:
                if not waiting.answer.done():
                    self.route(waiting)

    async def _close_old_links(self) -> None:
        """Take what still waits for owners that own nothing any more to their heirs: one that hangs
        would never answer, and whoever gets a command twice knows it by its id."""
        owners = set(self._placement.owners)
        for owner in [each for each in self._links if each not in owners]:
            link = self._links.pop(owner)
            link.give_back()
            await link.close()


def _expire(future: asyncio.Future[Answer], timeout: float) -> None:
    if not future.done():
        future.set_exception(Unavailable(f"no answer in {timeout:g} s"))
