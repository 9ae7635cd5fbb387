"""The host: an async Ray actor around one engine. One process a core, thousands of entities each.

Ray restarts a host that dies, and never repeats a call by itself: retries are the router's, with
the same command id. Nothing in here may block the loop, since every entity lives on it.
"""

import asyncio
import importlib
import os
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
import structlog
from pymongo.errors import PyMongoError

from actors.kernel.errors import HandlerFailed
from actors.kernel.kind import EntityKind
from actors.logs import configure_logs
from actors.runtime.activation import Answer, Wish
from actors.runtime.engine import Engine
from actors.runtime.envelope import Envelope, Reply, pack_replies, reply_of, unpack_delivery
from actors.runtime.memory import ease_collector
from actors.runtime.metrics import Publisher
from actors.runtime.placement import raised
from actors.runtime.processes import frequent
from actors.runtime.settings import RuntimeSettings
from actors.runtime.stats import Stats
from actors.runtime.store import MongoStore
from actors.runtime.tracing import Spans
from storage.clock import PlatformClock
from storage.mongo import connect
from storage.placement import Placement, Placements
from storage.settings import StorageSettings

_log = structlog.get_logger("yimen.runtime")
_PARKED = 2  # calls of one router that may wait for replies
_PATIENCE = 10.0  # seconds a call waits for replies
_FORGET = 120.0  # seconds after which the replies for a silent router are dropped
_POLL = 1.0  # seconds between two looks at the placement
_LAG_STEP = 0.1  # seconds
_PUBLISH = 2.0  # seconds


@dataclass(frozen=True, kw_only=True)
class HostSpec:
    """What a host is started with. `kinds` names a function without arguments that returns the
    entity kinds by name: "actors.kinds:platform_kinds"."""

    kinds: str
    storage: StorageSettings
    runtime: RuntimeSettings


class HostStats(msgspec.Struct):
    """A host as `yimen status` shows it."""

    name: str
    pid: int
    generation: int
    shards: int
    draining: bool
    engine: Stats


def load_kinds(path: str) -> Mapping[str, EntityKind[Any]]:
    """Return the kinds that the function at `path` ("module:function") makes.

    Raises:
        ImportError, AttributeError: there is no such function.
    """
    module, _, name = path.partition(":")
    return getattr(importlib.import_module(module), name)()


class ReplyBox:
    """The replies for one router, and its calls that wait for some."""

    def __init__(self, now: float) -> None:
        self.ready: list[Reply] = []
        self.parked: deque[asyncio.Future[None]] = deque()
        self.seen = now

    def put(self, reply: Reply) -> None:
        """Have `reply` go with the call that has waited longest."""
        self.ready.append(reply)
        if len(self.ready) == 1:
            self.release()

    def release(self) -> None:
        """Let the call go that has waited longest."""
        while self.parked:
            waiter = self.parked.popleft()
            if not waiter.done():
                waiter.set_result(None)
                return

    def take(self) -> list[Reply]:
        """Return what is ready, and forget it."""
        ready, self.ready = self.ready, []
        return ready


class EntityHost:
    """Serves the shards that the placement gives to `name`; see `cluster.start_hosts`."""

    async def __init__(self, name: str, spec: HostSpec) -> None:  # type: ignore[misc]
        configure_logs()
        self._name = name
        self._loop = asyncio.get_running_loop()
        self._boxes: dict[str, ReplyBox] = {}
        self._draining = False
        self._lag = 0.0
        database = connect(spec.storage)
        self._client = database.client
        self._placements = Placements(database)
        self._clock = PlatformClock(database, demo=spec.runtime.demo)
        await self._clock.__aenter__()
        self._publisher = Publisher(name)
        self._spans = Spans(name, spec.runtime.traces)
        placement = await self._begin_anew()
        owned = placement.owned_by(name)
        self._generation = max(owned.values(), default=0)
        self._engine = Engine(
            load_kinds(spec.kinds),
            MongoStore(database),
            self._clock,
            spec.runtime,
            name=f"{name}#{self._generation}",
            spans=self._spans,
        )
        self._engine.own(owned)
        await self._engine.__aenter__()
        self._revision = placement.rev
        ease_collector()
        self._tasks = [
            self._loop.create_task(each)
            for each in (self._follow_placement(), self._measure_lag(), self._publish())
        ]
        _log.info("host.started", host=name, generation=self._generation, shards=len(owned))

    # What routers and operators call

    @frequent
    async def exchange(self, payload: bytes) -> bytes:
        """Take in a packed `Delivery`, and return the replies that are ready for its router.

        When none is, the call waits for some, up to ten seconds; of one router at most two calls
        wait, so that it always has calls left to deliver with.
        """
        delivery = unpack_delivery(payload)
        now = self._loop.time()
        box = self._boxes.get(delivery.router)
        if box is None:
            box = self._boxes[delivery.router] = ReplyBox(now)
        box.seen = now
        for envelope in delivery.envelopes:
            self._take_in(envelope, box, now)
        if not box.ready and not self._draining:
            if len(box.parked) >= _PARKED:
                box.release()
            waiter: asyncio.Future[None] = self._loop.create_future()
            box.parked.append(waiter)
            timer = self._loop.call_later(_PATIENCE, box.release)
            try:
                await waiter
            finally:
                timer.cancel()
        return pack_replies(box.take())

    async def stats(self) -> dict[str, Any]:
        """Return `HostStats` as builtins."""
        return msgspec.to_builtins(
            HostStats(
                name=self._name,
                pid=os.getpid(),
                generation=self._generation,
                shards=len(self._engine.owned or ()),
                draining=self._draining,
                engine=self._stats(),
            )
        )

    async def inspect(self, key: str) -> dict[str, Any]:
        """Return `EntityInMemory` of the entity `key` as builtins."""
        return msgspec.to_builtins(self._engine.inspect(key))

    async def drain(self, timeout: float = 10.0) -> None:
        """Finish what was taken in, for at most `timeout` seconds, snapshot the rest, and take
        nothing more. The process stays, to hand out the last replies."""
        if not self._draining:
            self._draining = True
            await self._engine.drain(timeout)
            for box in self._boxes.values():
                while box.parked:
                    box.release()
            await asyncio.to_thread(self._spans.flush)
            _log.info("host.drained", host=self._name)

    # Inside

    def _take_in(self, envelope: Envelope, box: ReplyBox, now: float) -> None:
        codec = self._engine.codecs.get(envelope.key.partition(":")[0])
        number = envelope.number
        command = None
        if envelope.command is not None and codec is not None:
            try:
                command = codec.unpack_command(envelope.command)
            except msgspec.DecodeError as error:
                box.put(reply_of(number, HandlerFailed(f"not a command: {error}"), codec))
                return

        def answer(value: Answer) -> None:
            try:
                reply = reply_of(number, value, codec)
            except Exception as error:  # a state that does not encode is the kind's mistake
                _log.error("reply.failed", key=envelope.key, error=type(error).__name__)
                reply = reply_of(number, HandlerFailed(type(error).__name__), codec)
            box.put(reply)

        self._engine.submit(
            Wish(
                envelope.key,
                command,
                envelope.id,
                envelope.by,
                now + envelope.ttl / 1000,
                answer,
                envelope.trace,
                span=envelope.span,
            )
        )

    def _stats(self) -> Stats:
        stats = self._engine.stats()
        stats.loop_lag_seconds = round(self._lag, 4)
        return stats

    async def _begin_anew(self) -> Placement:
        """Raise the epochs of the own shards, so that an earlier self notices it is superseded."""
        while True:
            try:
                old = await self._placements.read()
                shards = old.owned_by(self._name)
                if not shards or await self._placements.replace(
                    old,
                    hosts=old.hosts,
                    shards=old.shards,
                    epochs=raised(old.epochs, list(shards)),
                ):
                    return await self._placements.read()
            except PyMongoError as error:
                _log.warning("host.waits_for_database", error=type(error).__name__)
                await asyncio.sleep(_POLL)

    async def _follow_placement(self) -> None:
        while True:
            await asyncio.sleep(_POLL)
            try:
                if await self._placements.revision() == self._revision:
                    continue
                placement = await self._placements.read()
            except PyMongoError:
                continue  # what is served meanwhile is fenced by the journal
            ours = self._engine.owned or {}
            owned = placement.owned_by(self._name)
            if any(owned.get(shard, epoch) > epoch for shard, epoch in ours.items()):
                # A newer self serves these shards: Ray took this process for dead.
                _log.error("host.superseded", host=self._name, generation=self._generation)
                os._exit(1)
            self._engine.own(owned)
            self._revision = placement.rev

    async def _measure_lag(self) -> None:
        window: deque[float] = deque(maxlen=int(_PUBLISH / _LAG_STEP))
        while True:
            before = self._loop.time()
            await asyncio.sleep(_LAG_STEP)
            window.append(max(self._loop.time() - before - _LAG_STEP, 0.0))
            self._lag = max(window)

    async def _publish(self) -> None:
        while True:
            await asyncio.sleep(_PUBLISH)
            self._publisher.publish(self._stats())
            horizon = self._loop.time() - _FORGET
            for router in [name for name, box in self._boxes.items() if box.seen < horizon]:
                del self._boxes[router]
