"""What the processes around the hosts stand on: couriers, routers, and clients that use them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from actors.kernel.kind import EntityKind
from actors.runtime.router import Router
from actors.runtime.simulation.access import Access
from actors.runtime.simulation.cluster import Cluster, SimulatedTransport
from actors.runtime.simulation.directory import SimulatedPlacements
from actors.runtime.simulation.loop import Process, World
from actors.runtime.simulation.scenario import Scenario
from actors.runtime.simulation.trace import Trace


@dataclass(frozen=True, kw_only=True)
class Ground:
    """The world of `scenario` as those see it that are no hosts. `access` is a process's way to the
    database."""

    scenario: Scenario
    kinds: Mapping[str, EntityKind[Any]]
    world: World
    cluster: Cluster
    trace: Trace
    access: Callable[[Process], Access]

    def router(self, process: Process) -> Router:
        """Return the way to the entities from `process`; it has to be entered yet."""
        return Router(
            self.kinds,
            SimulatedPlacements(self.access(process)),
            SimulatedTransport(self.cluster, process),
            name=process.name,
        )
