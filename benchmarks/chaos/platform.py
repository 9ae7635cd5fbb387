"""A whole platform to do faults to: three mongods, a Ray cluster, hosts, a driver with clients."""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from actors.kinds import platform_collections
from actors.runtime.placement import shard_of
from benchmarks.chaos import checker
from benchmarks.chaos.driver import KINDS, Assignment, Driver, driver
from benchmarks.chaos.kinds import LEDGER
from benchmarks.chaos.mongo_set import MongoSet
from benchmarks.chaos.network import Network
from benchmarks.chaos.ray_cluster import RayCluster
from benchmarks.chaos.record import LogReader, Status, read_log
from storage.directory import Directory
from storage.leases import HostRecord
from storage.mongo import Database, Document, connect
from storage.schema import prepare

HOSTS = 3
_STEP = 0.05  # seconds between two looks


@dataclass(frozen=True, kw_only=True)
class Chaotic:
    """A platform under load, and what can be learned about it from outside."""

    mongods: MongoSet
    network: Network | None
    cluster: RayCluster
    database: Database
    driver: Driver
    record: Path

    @property
    def keys(self) -> list[str]:
        """The entities that traffic goes to."""
        return self.driver.assignment.ledgers

    async def hosts(self) -> list[HostRecord]:
        """Return the hosts that count as alive."""
        return [host for host in await Directory(self.database).leases.hosts() if host.alive]

    async def entities_of(self, host: HostRecord) -> list[str]:
        """Return those of `keys` that `host` owns."""
        placement = await Directory(self.database).placements.read()
        owned = placement.owned_by(host.owner)
        return [key for key in self.keys if shard_of(key) in owned]

    async def acknowledged(self, more: int, timeout: float = 60.0) -> None:
        """Wait until the record holds `more` further acknowledged commands.

        Raises:
            TimeoutError: it did not within `timeout` seconds.
        """
        await self._recorded("ok", more, timeout)

    async def unanswered(self, more: int, timeout: float = 60.0) -> None:
        """Wait until the record holds `more` further tries that had no answer.

        Raises:
            TimeoutError: it did not within `timeout` seconds.
        """
        await self._recorded("unknown", more, timeout)

    async def _recorded(self, status: Status, more: int, timeout: float) -> None:
        log, found = LogReader(self.record), 0
        log.news()  # what was seen before does not count
        async with asyncio.timeout(timeout):
            while found < more:
                await asyncio.sleep(_STEP)
                found += sum(each.status == status and not each.read for each in log.news())

    async def whole(self, hosts: int = HOSTS, timeout: float = 120.0) -> None:
        """Wait until `hosts` hosts live and own everything, and nothing is on the move.

        Raises:
            TimeoutError: that was not so within `timeout` seconds.
        """
        placements = Directory(self.database).placements
        async with asyncio.timeout(timeout):
            while True:
                with contextlib.suppress(Exception):  # the database is away
                    owners = {host.owner for host in await self.hosts() if _lives(host.pid)}
                    placement = await placements.read()
                    if (
                        len(owners) == hosts
                        and set(placement.owners) == owners
                        and not placement.moving
                    ):
                        return
                await asyncio.sleep(0.2)

    async def verdict(self) -> list[str]:
        """Stop the traffic, let everything come to rest, and return every broken promise."""
        await self.driver.order("finish")
        await self._at_rest()
        await self.driver.order("settle")
        commits = await checker.journal_of(self.database)
        history = read_log(self.record)
        shown = await self.driver.order("show", keys=self.keys)
        return [
            *checker.judge(history.operations, commits),
            *checker.judge_effects(*checker.effects_of(commits)),
            *checker.judge_alarms(commits),
            *await checker.check_chains(self.database),
            *_differences(shown, commits),
        ]

    async def _at_rest(self, timeout: float = 120.0) -> None:
        """Wait until every alarm has fired and every effect has happened: one whose target did not
        answer for long is offered again after up to a minute."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            commits = await checker.journal_of(self.database)
            effects = checker.effects_of(commits)
            if not checker.judge_alarms(commits) and not checker.judge_effects(*effects):
                return
            await asyncio.sleep(0.5)


def _differences(shown: dict[str, Any], commits: list[Document]) -> list[str]:
    """Return where what entities show is not what the journal makes of them."""
    found: list[str] = []
    for key, (seq, state) in shown.items():
        made = checker.replayed(LEDGER, key, commits)
        if (seq, state["total"], state["orders"]) != (made[0], made[1].total, made[1].orders):
            found.append(f"{key} shows {seq} {state}, and the journal makes {made}")
    return found


def _lives(pid: int) -> bool:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


def freeze(pid: int) -> None:
    """Have a process stand still (SIGSTOP)."""
    os.kill(pid, signal.SIGSTOP)


def thaw(pid: int) -> None:
    """Have a process go on."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGCONT)


@asynccontextmanager
async def chaotic(
    mongods: MongoSet,
    network: Network | None,
    cluster: RayCluster,
    folder: Path,
    name: str,
    *,
    hosts: int = HOSTS,
    rate: float = 25.0,
    seed: int = 1,
    dead: float = 10.0,
    kinds: str = KINDS,
    most_hosts: int = 0,
    idle: float = 600.0,
    home: str = "",
) -> AsyncIterator[Chaotic]:
    """Run hosts and traffic on `mongods` and `cluster`, in the database and namespace `name`; see
    `Assignment` for the rest."""
    assignment = Assignment(
        ray=cluster.address,
        uri=mongods.uri,
        database=name,
        record=str(folder / f"{name}.record"),
        rate=rate,
        seed=seed,
        dead=dead,
        kinds=kinds,
        most_hosts=most_hosts,
        idle=idle,
        home=home,
    )
    database = connect(assignment.storage)
    await prepare(database, platform_collections())
    try:
        async with driver(assignment, folder / f"{name}.log") as running:
            platform = Chaotic(
                mongods=mongods,
                network=network,
                cluster=cluster,
                database=database,
                driver=running,
                record=Path(assignment.record),
            )
            await running.order("hosts", count=hosts)
            yield platform
    finally:
        await database.client.close()
