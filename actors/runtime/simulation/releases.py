"""Two releases side by side: an operator has hosts replaced one by one, and goes back.

What `cluster.replace_hosts` does with processes of Ray is done here with those of the simulation;
who gets which shards, and who ends a host, is decided by the platform's own placer and `Scaling`.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence

from pymongo.errors import PyMongoError

from actors.runtime.placement import earlier
from actors.runtime.scaling import free_name
from actors.runtime.simulation.access import Access
from actors.runtime.simulation.cluster import Cluster
from actors.runtime.simulation.directory import SimulatedLeases
from actors.runtime.simulation.loop import Process, World
from actors.runtime.simulation.trace import Trace
from storage.leases import HostRecord
from storage.mongo import Document

OLDER, NEWER = "1", "2"

_LOOK = 0.3  # seconds between two looks at what is waited for
_PATIENCE = 6.0  # seconds that a host may take to start, and to hand over


class Releases:
    """Knows the release of each host, and has those replaced that are not of the one wanted."""

    def __init__(
        self,
        world: World,
        cluster: Cluster,
        trace: Trace,
        access: Callable[[Process], Access],
    ) -> None:
        self._world = world
        self._cluster = cluster
        self._trace = trace
        self._access = access
        self._wanted = OLDER
        self._operated = False
        self._settled = False
        self._of_name: dict[str, str] = {}
        self._of_owner: dict[str, str] = {}

    def of(self, name: str) -> str:
        """Return the release that the host `name` is started with."""
        return self._of_name.get(name, OLDER)

    def begin(self, name: str, release: str) -> None:
        """Have the host `name` started with `release` from now on."""
        self._of_name[name] = release

    def started(self, host: HostRecord) -> None:
        """Take down a start of a host."""
        self._of_owner[host.owner] = host.release

    def want(self, release: str) -> None:
        """Have all hosts replaced by those of `release`, unless it is settled which one stays."""
        if self._settled:
            return
        self._trace.note("operator", f"wants release {release}")
        self._wanted = release
        if not self._operated:
            self._operated = True
            process = self._world.process("operator")
            process.spawn(self._operate(SimulatedLeases(self._access(process))))

    def go_on(self) -> None:
        """Have the newer release everywhere if it was anywhere: what it wrote is to be read."""
        if self._operated:
            self.want(NEWER)
        self._settled = True

    def broken(self, commits: Sequence[Document]) -> list[str]:
        """Return the promises that are broken: an older release writes nothing after what it cannot
        read."""
        return list(continued(commits, lambda owner: self._of_owner[owner]))

    async def _operate(self, leases: SimulatedLeases) -> None:
        while True:
            try:
                async with asyncio.timeout(_PATIENCE):
                    await self._replace_one(leases, self._wanted)
            except (PyMongoError, TimeoutError):
                pass  # it is looked at once more
            await asyncio.sleep(_LOOK)

    async def _replace_one(self, leases: SimulatedLeases, wanted: str) -> None:
        alive = [host for host in await leases.hosts() if host.alive]
        old = next((each for each in alive if each.release != wanted and each.status == "up"), None)
        if old is None:
            return
        name = free_name({host.name for host in alive})
        self.begin(name, wanted)
        self._cluster.start(name)
        while not any(each.name == name and each.alive for each in await leases.hosts()):
            await asyncio.sleep(_LOOK)
        if earlier(wanted, old.release):
            await leases.withdraw(old)
        else:
            await leases.mark(old, "draining")
        while any(each.owner == old.owner and each.alive for each in await leases.hosts()):
            await asyncio.sleep(_LOOK)


def continued(commits: Sequence[Document], release: Callable[[str], str]) -> Iterable[str]:
    """Return where an older release wrote after what it cannot read; `release` tells that of the
    start of a host."""
    newer: set[str] = set()
    for commit in sorted(commits, key=lambda commit: (commit["key"], commit["seq"])):
        key = commit["key"]
        if key in newer and release(commit["host"]) == OLDER:
            yield f"{key}: commit {commit['seq']} is by an older release, which cannot read it"
        if any(event.get("v", 1) > 1 for event in commit["ev"]):
            newer.add(key)
