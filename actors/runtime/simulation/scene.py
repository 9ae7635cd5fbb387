"""A world put together: network, database, hosts and those who send, and what befalls them."""

from collections.abc import Callable
from random import Random
from typing import Any

import structlog

from actors.kernel.kind import EntityKind
from actors.runtime.ownership import PlacementStore
from actors.runtime.peaks import Size
from actors.runtime.placement import asked_to_move, shard_of
from actors.runtime.pool import NO_PEAK, PoolRules
from actors.runtime.scaling import Scaling
from actors.runtime.serving import Serving, Surroundings
from actors.runtime.settings import LeaseTimes, RuntimeSettings
from actors.runtime.simulation import faults, letters, promises, repeating
from actors.runtime.simulation.cluster import (
    Cluster,
    SimulatedActors,
    SimulatedTransport,
    SkewedClock,
)
from actors.runtime.simulation.database import Change, Database
from actors.runtime.simulation.directory import (
    SimulatedLeases,
    SimulatedPlacements,
    placement_of,
    replacing,
)
from actors.runtime.simulation.ground import Ground
from actors.runtime.simulation.index import Index
from actors.runtime.simulation.keys import keyless, meant
from actors.runtime.simulation.ledger import ledger
from actors.runtime.simulation.loop import Process, World
from actors.runtime.simulation.network import Network
from actors.runtime.simulation.plants import Parts
from actors.runtime.simulation.releases import NEWER, OLDER, Releases
from actors.runtime.simulation.scenario import HEALED, HOSTS, Scenario
from actors.runtime.simulation.store import (
    Access,
    SimulatedStore,
    State,
)
from actors.runtime.simulation.trace import Trace
from actors.runtime.simulation.web import ROUTERS, Web
from actors.runtime.simulation.witness import Witness
from storage.failures import until_answered
from storage.journal import plain_of
from storage.mongo import Document

PATIENCE = 60.0
"""Seconds after the last fault in which everything must be answered and every alarm have fired."""
TIMES = LeaseTimes(beat=0.6, fence=2.1, dead=3.0, follow=0.5, place=1.0, hand_over=3.0, settle=1.5)
"""The platform's own rhythm, about three times as fast, so that more happens in a run."""
POOL = PoolRules(least=2, most=5, out_seconds=1.0, in_seconds=2.0)
FIXED = PoolRules(least=HOSTS, most=HOSTS, by_load=False)
_BUSY, _IDLE = 0.9, 0.1  # shares of a CPU
_LATE = 3.0  # seconds that an alarm may be late: a slow clock, and a scan


class Scene:
    """The world of `scenario`, all chance from `seed`, made of `parts`."""

    def __init__(self, seed: int, scenario: Scenario, parts: Parts, *, keep: bool) -> None:
        self.seed = seed
        self.scenario = scenario
        self.parts = parts
        self.chance = Random(f"{seed}/scene")
        self.world = World()
        self.trace = Trace(self.world, keep=keep)
        self.network = Network(self.world, Random(f"{seed}/network"))
        self.database = Database(self.world, Random(f"{seed}/database"), self.trace)
        self.index = Index(self.world, self.database, Random(f"{seed}/index"), self.trace)
        self.witness = Witness(self.world, self.database)
        self.stores: list[SimulatedStore] = []
        self.routers: list[str] = list(ROUTERS)
        self.keys = [f"ledger:{number}" for number in range(scenario.keys)]
        self.kinds = {release: self._kinds(release) for release in (OLDER, NEWER)}
        self.cluster = Cluster(
            self.world, self.network, self.chance, self.trace, self.witness, self._serving
        )
        self.releases = Releases(self.world, self.cluster, self.trace, self._access)
        self.ground = Ground(
            scenario=scenario,
            kinds=self.kinds[OLDER],
            world=self.world,
            cluster=self.cluster,
            trace=self.trace,
            access=self._access,
        )
        self.post = parts.post(self.ground, self.database, Random(f"{seed}/post"), parts.courier)
        self.busy = False
        self.database.listeners.append(self._changed)

    def play(self) -> list[str]:
        """Let it all happen; return every promise that was broken, as a sentence."""
        for number in range(HOSTS):
            self.cluster.start(f"host-{number}")
        self.post.start()
        self.web = Web(self.seed, self.ground, self.keys)
        faults.plan(self, self.scenario.faults, HEALED)
        while self.world.now < HEALED + PATIENCE and not self._over():
            self.world.run(self.world.now + 0.5)
        return self._broken()

    def commits(self) -> list[Document]:
        """Return the journal, but for what nobody can read; see `keyless`."""
        durable = self.database.durable
        found = (meant(durable, packed) for packed in durable["journal"].values())
        return [commit for commit in found if commit is not None]

    def move(self) -> None:
        """Ask for the shard of some entity to change hands, as an operator may."""
        shard = shard_of(self.chance.choice(self.keys))
        share = self.chance.random()

        def change(state: State) -> tuple[list[Change], bool]:
            old = placement_of(state)
            living = [host.owner for host in state["hosts"].values() if host.status == "up"]
            if not living or not old.owners:
                return [], False
            to = living[int(share * len(living))]
            return replacing(state, old, asked_to_move(old, [shard], to))

        self.database.write(change, lambda _: None)

    def log(self, logger: object, method: str, event: structlog.typing.EventDict) -> str:
        """Take what the runtime logs into the trace."""
        name = self.world.current.name if self.world.current else ""
        facts = [f"{key}={value}" for key, value in event.items() if key != "event"]
        self.trace.remark(name, " ".join([f"{method}: {event['event']}", *facts]))
        raise structlog.DropEvent

    def _kinds(self, release: str) -> dict[str, EntityKind[Any]]:
        newer = release == NEWER
        kind = ledger(
            idle_seconds=self.scenario.idle_seconds,
            mailbox=self.scenario.mailbox,
            writes_newer=newer,
            reads_newer=newer or self.parts.farsighted,
        )
        return {kind.name: kind}

    def _broken(self) -> list[str]:
        commits = self.commits()
        broken = promises.broken(self.web.history.operations, commits, self.witness)
        broken += promises.overdue(commits, SkewedClock(self.world, -_LATE).now())
        broken += letters.broken(commits)
        broken += repeating.broken(commits)
        broken += self.releases.broken(commits)
        broken += keyless(self.database.durable)
        if self.web.unanswered:
            broken.append(f"{self.web.unanswered} clients were not answered")
        if self.web.silent:
            broken.append(f"{self.web.silent} entities did not answer in the end")
        return broken + self.world.failures()

    def _over(self) -> bool:
        if self.world.now <= HEALED or self.web.unanswered or self.web.silent:
            return False
        commits = self.commits()
        return not (
            letters.undelivered(commits) or promises.overdue(commits, SkewedClock(self.world).now())
        )

    async def _serving(
        self, name: str, process: Process, when_superseded: Callable[[], None]
    ) -> Serving:
        access = self._access(process)
        store = self.parts.store(access, Random(f"{self.seed}/{name}/store"))
        self.stores.append(store)
        leases = SimulatedLeases(access)
        release = self.releases.of(name)
        host = await until_answered(
            lambda: leases.register(name, release=release, node=name, pid=0)
        )
        self.releases.started(host)
        skews = self.scenario.skews
        around = Surroundings(
            store=store,
            clock=SkewedClock(self.world, skews[int(name[-1]) % len(skews)]),
            placements=SimulatedPlacements(access),
            leases=leases,
            transport=SimulatedTransport(self.cluster, process),
        )
        return Serving(
            host,
            self.kinds[release],
            around,
            self._settings(),
            when_superseded=when_superseded,
            cpu=lambda: _BUSY if self.busy else _IDLE,
            after_round=self._scaling(name, leases, around.placements).adjust,
            workings=self.parts.workings,
        )

    def _scaling(self, name: str, leases: SimulatedLeases, placements: PlacementStore) -> Scaling:
        async def owners() -> set[str]:
            placement = await placements.read()
            return {*placement.owners, *placement.moving.values()}

        async def planned() -> Size:
            return NO_PEAK

        actors = SimulatedActors(
            self.world,
            self.cluster,
            Random(f"{self.seed}/{name}/actors"),
            lambda added: self.releases.begin(added, self.releases.of(name)),
        )
        rules = POOL if self.scenario.scales else FIXED
        return Scaling(rules, actors, mark=leases.mark, owners=owners, planned=planned)

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

    def _access(self, process: Process) -> Access:
        return Access(process, self.network, self.database)

    def _changed(self, collection: str, id: str, document: object) -> None:
        if collection == "journal" and isinstance(document, bytes):
            commit = plain_of(document)
            self.trace.note("journal", f"has {id} of {commit['host']}: {commit['cmd']}")
