"""The host as a process: an async Ray actor. One a core, thousands of entities each.

Ray restarts a host that dies, and never repeats a call by itself: retries are the router's, with
the same command id. Nothing in here may block the loop, since every entity lives on it.
"""

import asyncio
import contextlib
import importlib
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
import structlog

from actors.kernel.kind import EntityKind
from actors.kernel.ports import Clock
from actors.runtime import processes
from actors.runtime.editions import Editions
from actors.runtime.engine import Workings
from actors.runtime.following import Following
from actors.runtime.logs import configure_logs, show_ids_of
from actors.runtime.memory import ease_collector
from actors.runtime.metrics import Publisher
from actors.runtime.peaks import Size, size_at
from actors.runtime.pool import PoolRules
from actors.runtime.processes import frequent
from actors.runtime.scaling import Scaling
from actors.runtime.serving import HostStats, Serving, Surroundings
from actors.runtime.settings import RuntimeSettings
from actors.runtime.store import MongoStore
from actors.runtime.tracing import Spans
from actors.runtime.watchdog import Watchdog
from storage.clock import PlatformClock
from storage.directory import Directory
from storage.failures import until_answered
from storage.mongo import connect
from storage.settings import StorageSettings
from storage.tasks import begin

RELEASE = "0.1.0"  # raised when what is written can no longer be read by the release before
_log = structlog.get_logger("yimen.runtime")
_PUBLISH = 2.0  # seconds
_NODE = 2.0  # seconds between two looks at whether the node is being emptied
_LAST_LOOK = 3.0  # seconds that a start which is over has to find out whether its host is


@dataclass(frozen=True, kw_only=True)
class HostSpec:
    """What a host is started with. `kinds` names a function without arguments that returns the
    entity kinds by name: "actors.kinds:platform_kinds"; those that are `Editions` are kept up with
    what amends the library. `release` orders programs that run side by
    side (see `placement.next_placement`); empty, it is that of the code that runs: Ray keeps a spec
    and may start its host again with newer code."""

    kinds: str
    storage: StorageSettings
    runtime: RuntimeSettings
    release: str = ""

    @property
    def running(self) -> str:
        """The release of a host of this spec that this process runs, or starts."""
        return self.release or RELEASE


def load_kinds(path: str) -> Mapping[str, EntityKind[Any]]:
    """Return the kinds that the function at `path` ("module:function") makes.

    Raises:
        ImportError, AttributeError: there is no such function.
    """
    module, _, name = path.partition(":")
    return getattr(importlib.import_module(module), name)()


class EntityHost:
    """Serves what the placement gives to the host `name`; see `cluster.start_hosts`."""

    async def __init__(self, name: str, spec: HostSpec) -> None:  # type: ignore[misc]
        configure_logs()
        self._name = name
        self._spec = spec
        self._over = asyncio.Event()
        self._comes_back = False
        self._tasks: list[asyncio.Task[None]] = []
        self._cpu_seen = (time.process_time(), time.monotonic())
        database = connect(spec.storage, "hosts")
        self._directory = Directory(database)
        clock = PlatformClock(database, demo=spec.runtime.demo)
        await until_answered(clock.__aenter__)
        self._publisher = Publisher(name)
        self._spans = Spans(name, spec.runtime.traces)
        kinds = load_kinds(spec.kinds)
        show_ids_of(kinds.values())
        if isinstance(kinds, Editions):
            self._following = Following(database, kinds)
            await until_answered(self._following.__aenter__)
        actors = HostActors(spec)
        self._scaling = self._scaler(actors, clock)
        host = await until_answered(
            lambda: self._directory.leases.register(
                name, release=spec.running, node=processes.node(), pid=os.getpid()
            )
        )
        self._generation = host.generation
        self._watchdog = Watchdog(spec.runtime.turn_seconds).__enter__()
        self._serving = Serving(
            host,
            kinds,
            Surroundings(
                store=MongoStore(database),
                clock=clock,
                placements=self._directory.placements,
                leases=self._directory.leases,
                transport=processes.RayTransport(spec.runtime.namespace),
            ),
            spec.runtime,
            when_superseded=lambda: self._tasks.append(begin(self._end())),
            cpu=self._cpu,
            after_round=self._scaling.adjust,
            workings=Workings(spans=self._spans, watchdog=self._watchdog),
        )
        await self._serving.__aenter__()
        ease_collector()
        processes.on_termination(lambda: self._leave("SIGTERM"))
        self._tasks += [begin(self._publish()), begin(self._mind_node())]
        _log.info("host.started", host=host.owner, release=spec.running)

    # What routers and operators call

    @frequent
    async def exchange(self, payload: bytes) -> bytes:
        """Take in what a router brings; see `Replies.exchange`."""
        return await self._serving.exchange(payload)

    async def stay(self, generation: int) -> int:
        """Return this start's generation once it is over, at once if it is not the one asked for:
        who waits for the answer hears of its death from Ray."""
        if self._generation == generation:
            await self._over.wait()
        return self._generation

    async def stats(self) -> dict[str, Any]:
        """Return `HostStats` as builtins."""
        return msgspec.to_builtins(self._stats())

    async def inspect(self, key: str) -> dict[str, Any]:
        """Return `EntityInMemory` of the entity `key` as builtins."""
        return msgspec.to_builtins(self._serving.engine.inspect(key))

    async def drain(self, timeout: float = 10.0) -> None:
        """Finish what was taken in, for at most `timeout` seconds, snapshot the rest, and take
        nothing more. The process stays, to hand out the last replies."""
        await self._serving.drain(timeout)
        await asyncio.to_thread(self._spans.flush)

    async def leave(self, timeout: float = 30.0) -> None:
        """Give all shards to other hosts, then drain. The process stays, as after `drain`."""
        await self._serving.leave(timeout)

    # Inside

    def _stats(self) -> HostStats:
        return self._serving.stats(os.getpid())

    def _scaler(self, actors: "HostActors", clock: Clock) -> Scaling:
        runtime, directory = self._spec.runtime, self._directory
        least = max(runtime.hosts, 1)

        async def owners() -> set[str]:
            placement = await directory.placements.read()
            return {*placement.owners, *placement.moving.values()}

        async def planned() -> Size:
            return size_at(await directory.peaks.read(), clock.now())

        return Scaling(
            PoolRules(
                least=least,
                most=max(least, runtime.most_hosts),
                by_load=runtime.most_hosts > runtime.hosts,
                in_seconds=runtime.idle_seconds,
            ),
            actors,
            mark=directory.leases.mark,
            owners=owners,
            planned=planned,
        )

    def _cpu(self) -> float:
        used, moment = time.process_time(), time.monotonic()
        before, since = self._cpu_seen
        self._cpu_seen = (used, moment)
        return (used - before) / max(moment - since, 1e-3)

    async def _end(self) -> None:
        """End, since this start of the host is over: for good if so is the host, which Ray would
        start again. Who recorded that may have ended before it had told Ray."""
        with contextlib.suppress(Exception):  # the database is away, or Ray's directory
            async with asyncio.timeout(_LAST_LOOK):
                hosts = await self._directory.leases.hosts()
                gone = {each.owner for each in hosts if each.status == "gone"}
                if self._serving.owner in gone and not self._comes_back:
                    await asyncio.to_thread(processes.end_this)
                    await asyncio.sleep(_LAST_LOOK)  # Ray's kill may be on its way
        os._exit(1)

    async def _leave(self, reason: str) -> None:
        """Hand everything over and end; Ray starts the host again where there is room."""
        self._comes_back = True
        _log.info("host.leaves", host=self._serving.owner, reason=reason)
        await self._serving.leave()
        self._over.set()
        await asyncio.sleep(0.5)  # lets the last replies go
        os._exit(0)

    async def _mind_node(self) -> None:
        while True:
            await asyncio.sleep(_NODE)
            if await processes.node_is_emptied():
                await self._leave("the node is being emptied")

    async def _publish(self) -> None:
        while True:
            await asyncio.sleep(_PUBLISH)
            self._publisher.publish(self._stats().engine)


class HostActors:
    """Starts and ends hosts like this one; an `Actors`."""

    def __init__(self, spec: HostSpec) -> None:
        self._spec = spec

    def start(self, host: str) -> Any:
        """Start `host`, or find it running."""
        namespace = self._spec.runtime.namespace
        return processes.start(EntityHost, host, namespace, host, self._spec)

    async def ender(self, host: str) -> Callable[[], None]:
        """Return what ends the process that is called `host` now, at once and for good."""
        handle = await processes.find(host, self._spec.runtime.namespace)
        return lambda: processes.end(handle) if handle is not None else None


processes.heed_termination()
