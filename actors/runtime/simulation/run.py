"""One run: a world with hosts, routers and clients, its misfortunes, and the verdict."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any, TypeVar

import structlog
from pymongo.errors import PyMongoError

from actors.kernel.kind import EntityKind
from actors.runtime.placement import asked_to_move, shard_of
from actors.runtime.router import Router
from actors.runtime.serving import Serving, Surroundings
from actors.runtime.settings import LeaseTimes, RuntimeSettings
from actors.runtime.simulation import faults, plants, promises
from actors.runtime.simulation.checker import History
from actors.runtime.simulation.cluster import Cluster, SimulatedTransport, SkewedClock
from actors.runtime.simulation.database import Change, Database
from actors.runtime.simulation.directory import (
    SimulatedLeases,
    SimulatedPlacements,
    placement_of,
    replacing,
)
from actors.runtime.simulation.index import Index
from actors.runtime.simulation.ledger import Put, ledger
from actors.runtime.simulation.loop import Process, World
from actors.runtime.simulation.network import Network
from actors.runtime.simulation.scenario import HEALED, HOSTS, Scenario, draw
from actors.runtime.simulation.store import Access, SimulatedStore, State, commit_of
from actors.runtime.simulation.trace import Trace
from actors.runtime.simulation.witness import Witness
from actors.runtime.simulation.workload import Client
from storage.mongo import Document

T = TypeVar("T")

PATIENCE = 60.0
"""Seconds after the last fault in which everything must be answered."""
TIMES = LeaseTimes(beat=0.6, fence=2.1, dead=3.0, follow=0.5, place=0.5, hand_over=3.0, settle=1.5)
"""The platform's own rhythm, about three times as fast, so that more happens in a run."""
_GRACE = 3.0  # seconds: the skew of a slow clock, and a scan for alarms


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What came of a run. `broken` holds every broken promise as a sentence; `acknowledged` counts
    commands, `late` commits of owners that had been replaced; `digest` is the same for two runs of one seed."""

    seed: int
    broken: tuple[str, ...]
    acknowledged: int
    commits: int
    late: int
    steps: int
    digest: str
    lines: tuple[str, ...] = ()


def run(
    seed: int,
    scenario: Scenario | None = None,
    *,
    plant: plants.Plant | None = None,
    keep: bool = False,
) -> Verdict:
    """Run `scenario`, or the one of `seed`, with all chance from `seed`.

    `plant` puts a mistake in; `keep` keeps the lines of the trace.
    """
    scene = Scene(seed, scenario or draw(seed), plants.parts(plant), keep=keep)
    configuration = structlog.get_config()
    structlog.configure(
        processors=[scene.log] if keep else [_drop],
        wrapper_class=structlog.BoundLogger if keep else structlog.make_filtering_bound_logger(50),
    )
    try:
        scene.play()
        return scene.verdict()
    finally:
        scene.world.close()
        structlog.configure(**configuration)


class Scene:
    """The parts of a run, put together."""

    def __init__(self, seed: int, scenario: Scenario, parts: plants.Parts, *, keep: bool) -> None:
        self.seed = seed
        self.scenario = scenario
        self.parts = parts
        self.chance = Random(f"{seed}/run")
        self.world = World()
        self.trace = Trace(self.world, keep=keep)
        self.network = Network(self.world, Random(f"{seed}/network"))
        self.database = Database(self.world, Random(f"{seed}/database"), self.trace)
        self.index = Index(self.world, self.database, Random(f"{seed}/index"), self.trace)
        self.witness = Witness(self.world, self.database)
        self.history = History(now=lambda: self.world.now)
        self.stores: list[SimulatedStore] = []
        self.keys = [f"ledger:{number}" for number in range(scenario.keys)]
        self.routers = ["web-0", "web-1"]
        self.cluster = Cluster(
            self.world, self.network, self.chance, self.trace, self.witness, self._serving
        )
        self.database.listeners.append(self._changed)
        self._clients = 0
        self._probed = 0

    def play(self) -> None:
        """Let it all happen."""
        for number in range(HOSTS):
            self.cluster.start(f"host-{number}")
        for name in self.routers:
            process = self.world.process(name, ahead=self.chance.uniform(0, 1000))
            process.spawn(self._router(process))
        faults.plan(self, self.scenario.faults, HEALED)
        end = HEALED + PATIENCE
        while self.world.now < end and not self._finished():
            self.world.run(self.world.now + 0.5)

    def verdict(self) -> Verdict:
        """Judge what happened."""
        commits = self._commits()
        broken = promises.broken(self.history.operations, commits, self.witness)
        broken += promises.overdue(commits, SkewedClock(self.world, -_GRACE).now())
        if self._clients:
            broken.append(f"{self._clients} clients were not answered")
        if self._probed < len(self.keys):
            broken.append(f"{len(self.keys) - self._probed} entities did not answer in the end")
        broken += self.world.mistakes
        return Verdict(
            seed=self.seed,
            broken=tuple(broken),
            acknowledged=len(self.history.acknowledged),
            commits=len(commits),
            late=len(self.witness.late),
            steps=self.world.steps,
            digest=self.trace.digest,
            lines=tuple(self.trace.lines),
        )

    def move(self) -> None:
        """Ask for the shard of some entity to change hands, as an operator may."""
        shard = shard_of(self.chance.choice(self.keys))
        step = self.chance.random()

        def change(state: State) -> tuple[list[Change], bool]:
            old = placement_of(state)
            living = [host.owner for host in state["hosts"].values() if host.status == "up"]
            if not living or not old.owners:
                return [], False
            new = asked_to_move(old, [shard], living[int(step * len(living))])
            return replacing(state, old, new)

        self.database.write(change, lambda _: None)

    def log(self, logger: object, method: str, event: structlog.typing.EventDict) -> str:
        """Take what the runtime logs into the trace."""
        name = self.world.current.name if self.world.current else ""
        words = [f"{key}={value}" for key, value in event.items() if key != "event"]
        self.trace.remark(name, " ".join([f"{method} {event['event']}", *words]))
        raise structlog.DropEvent

    async def _serving(
        self, name: str, process: Process, superseded: Callable[[], None]
    ) -> Serving:
        access = Access(process, self.network, self.database)
        store = self.parts.store(access, Random(f"{self.seed}/{name}/store"))
        self.stores.append(store)
        leases = SimulatedLeases(access)
        host = await _until_answered(lambda: leases.register(name, release="", node=name, pid=0))
        skews = self.scenario.skews
        around = Surroundings(
            store=store,
            clock=SkewedClock(self.world, skews[int(name[-1]) % len(skews)]),
            placements=SimulatedPlacements(access),
            leases=leases,
            transport=SimulatedTransport(self.cluster, process),
        )
        return self.parts.serving(
            host, self._kinds(), around, self._settings(), superseded=superseded
        )

    def _settings(self) -> RuntimeSettings:
        scenario = self.scenario
        return RuntimeSettings(
            hosts=HOSTS,
            snapshot_every=scenario.snapshot_every,
            batch=scenario.batch,
            max_entities=scenario.max_entities,
            recent=self.parts.recent,
            alarm_scan=2.0,
            alarm_ahead=3.0,
            alarm_tick=0.5,
            lag_step=1.0,
            times=TIMES,
        )

    def _kinds(self) -> Mapping[str, EntityKind[Any]]:
        scenario = self.scenario
        return {"ledger": ledger(idle_seconds=scenario.idle_seconds, mailbox=scenario.mailbox)}

    async def _router(self, process: Process) -> None:
        placements = SimulatedPlacements(Access(process, self.network, self.database))
        transport = SimulatedTransport(self.cluster, process)
        router = Router(self._kinds(), placements, transport, name=process.name)
        await _until_answered(router.__aenter__)
        first = self.routers.index(process.name)
        clients = range(first, self.scenario.clients, len(self.routers))
        self._clients += len(clients)
        await asyncio.gather(*(self._client(f"client-{number}", router) for number in clients))
        if first == 0:
            await asyncio.sleep(max(HEALED - self.world.now, 0))
            await asyncio.gather(*(self._probe(key, router) for key in self.keys))

    async def _client(self, name: str, router: Router) -> None:
        client = self._new_client(name, router)
        await client.run(self.keys, self.scenario.moments(Random(f"{self.seed}/{name}/moments")))
        self._clients -= 1

    async def _probe(self, key: str, router: Router) -> None:
        client = self._new_client(f"probe-{key}", router)
        await client.command(key, f"probe-{key}", Put(1))
        while not await client.read(key):
            await asyncio.sleep(0.2)
        self._probed += 1

    def _new_client(self, name: str, router: Router) -> Client:
        return Client(name, router, self.history, Random(f"{self.seed}/{name}"), self.trace)

    def _finished(self) -> bool:
        return (
            self.world.now > HEALED
            and not self._clients
            and self._probed == len(self.keys)
            and not promises.overdue(self._commits(), SkewedClock(self.world).now())
        )

    def _changed(self, collection: str, id: str, document: object) -> None:
        if collection == "journal":
            commit = commit_of(document)
            self.trace.note("journal", f"has {id} of {commit['host']}: {commit['cmd']}")

    def _commits(self) -> list[Document]:
        return [commit_of(packed) for packed in self.database.durable["journal"].values()]


async def _until_answered(ask: Callable[[], Awaitable[T]]) -> T:
    """Return what `ask` returns, asking again for as long as the database is away."""
    while True:
        try:
            return await ask()
        except PyMongoError:
            await asyncio.sleep(0.5)


def _drop(logger: object, method: str, event: structlog.typing.EventDict) -> str:
    raise structlog.DropEvent
