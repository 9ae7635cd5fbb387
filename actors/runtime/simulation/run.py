"""One run: a world with hosts, routers and clients, its misfortunes, and the verdict."""

import asyncio
from dataclasses import dataclass
from random import Random

import structlog
from pymongo.errors import PyMongoError

from actors.runtime.placement import assign, shard_of
from actors.runtime.router import Router
from actors.runtime.settings import RuntimeSettings
from actors.runtime.simulation import faults, plants, promises
from actors.runtime.simulation.checker import History
from actors.runtime.simulation.cluster import Cluster, SimulatedTransport, SkewedClock
from actors.runtime.simulation.database import Database
from actors.runtime.simulation.host import HostCore
from actors.runtime.simulation.index import Index
from actors.runtime.simulation.ledger import Put, ledger
from actors.runtime.simulation.loop import Process, World
from actors.runtime.simulation.network import Network
from actors.runtime.simulation.placements import SimulatedPlacements
from actors.runtime.simulation.scenario import HEALED, Scenario, draw
from actors.runtime.simulation.store import Access, commit_of
from actors.runtime.simulation.trace import Trace
from actors.runtime.simulation.witness import Witness
from actors.runtime.simulation.workload import Client
from storage.mongo import Document
from storage.placement import Placement

PATIENCE = 60.0
"""Seconds after the last fault in which everything must be answered."""
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
        self.stores: list[plants.SimulatedStore] = []
        self.keys = [f"ledger:{number}" for number in range(scenario.keys)]
        self.routers = ["web-0", "web-1"]
        names = [f"host-{number}" for number in range(len(scenario.skews))]
        self.cluster = Cluster(
            self.world, self.network, self.chance, self.trace, self.witness, names, self._host
        )
        self.database.listeners.append(self._changed)
        self._clients = 0
        self._probed = 0

    def play(self) -> None:
        """Let it all happen."""
        names = tuple(self.cluster.machines)
        shards = assign(len(names))
        first = Placement(1, names, shards, (1,) * len(shards))
        self.database.write(lambda _: ([("placement", "placement", first)], None), lambda _: None)
        for name in names:
            self.cluster.start(name)
        for name in self.routers:
            process = self.world.process(name, ahead=self.chance.uniform(0, 1000))
            process.call_soon(lambda process=process: process.create_task(self._router(process)))
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
        """Have the shards of one host go to another, whatever that one thinks of it."""
        names = list(self.cluster.machines)
        shard = shard_of(self.chance.choice(self.keys))
        steps = self.chance.randrange(1, len(names))

        def change(state: plants.State) -> tuple[list[plants.Change], None]:
            old: Placement = state["placement"]["placement"]
            giver = old.shards[shard]
            taker = (giver + steps) % len(names)
            owners = tuple(taker if owner == giver else owner for owner in old.shards)
            epochs = tuple(
                epoch + (owner == giver)
                for owner, epoch in zip(old.shards, old.epochs, strict=True)
            )
            new = Placement(old.rev + 1, old.hosts, owners, epochs)
            return [("placement", "placement", new)], None

        self.database.write(change, lambda _: None)

    def log(self, logger: object, method: str, event: structlog.typing.EventDict) -> str:
        """Take what the runtime logs into the trace."""
        name = self.world.current.name if self.world.current else ""
        words = [f"{key}={value}" for key, value in event.items() if key != "event"]
        self.trace.remark(name, " ".join([f"{method} {event['event']}", *words]))
        raise structlog.DropEvent

    def _host(self, name: str, process: Process, leave) -> HostCore:
        scenario = self.scenario
        access = Access(process, self.network, self.database)
        store = self.parts.store(access, Random(f"{self.seed}/{name}/store"))
        self.stores.append(store)
        skew = scenario.skews[list(self.cluster.machines).index(name)]
        settings = RuntimeSettings(
            **{
                "snapshot_every": scenario.snapshot_every,
                "batch": scenario.batch,
                "max_entities": scenario.max_entities,
                "alarm_scan": 2.0,
                "alarm_ahead": 3.0,
                "alarm_tick": 0.5,
                **self.parts.settings,
            }
        )
        return HostCore(
            name,
            self._kinds(),
            store,
            SimulatedPlacements(access),
            SkewedClock(self.world, skew),
            settings,
            self.parts.engine,
            leave,
        )

    def _kinds(self):
        scenario = self.scenario
        return {"ledger": ledger(idle_seconds=scenario.idle_seconds, mailbox=scenario.mailbox)}

    async def _router(self, process: Process) -> None:
        placements = SimulatedPlacements(Access(process, self.network, self.database))
        transport = SimulatedTransport(self.cluster, process)
        router = Router(self._kinds(), placements, transport=transport, name=process.name)
        while True:
            try:
                await router.__aenter__()
                break
            except PyMongoError:
                await asyncio.sleep(0.5)
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


def _drop(logger: object, method: str, event: structlog.typing.EventDict) -> str:
    raise structlog.DropEvent
