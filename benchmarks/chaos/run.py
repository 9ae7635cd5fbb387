"""A chaos run: a whole platform, traffic with a record, one fault after the other, and a verdict.

yimen bench chaos --minutes 30
"""

import asyncio
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.chaos.checker import journal_of
from benchmarks.chaos.driver import DriverFailed
from benchmarks.chaos.faults import FAULTS, schedule
from benchmarks.chaos.leftovers import own_folder
from benchmarks.chaos.mongo_set import MongoSet
from benchmarks.chaos.network import Network, NoNetwork
from benchmarks.chaos.platform import Chaotic, chaotic
from benchmarks.chaos.ray_cluster import RayCluster
from benchmarks.chaos.record import read_log
from benchmarks.chaos.report import Findings
from benchmarks.machine import free_ports

Tell = Callable[[str], None]
_CALM = (2.0, 5.0)  # seconds of undisturbed work between two faults


def measure(
    tell: Tell = lambda line: None,
    *,
    minutes: float = 5.0,
    seed: int | None = None,
    rate: float = 80.0,
    election_seconds: float = 10.0,
) -> dict[str, Any]:
    """Return what became of a platform that faults happen to for so many `minutes`.

    Args:
        tell: is called with what is going on.
        minutes: how long faults go on; starting and judging come on top.
        seed: decides faults, victims and traffic; by chance if left out.
        rate: operations a second, an open loop.
        election_seconds: without a sign of the primary until the database elects another; 10 is
            MongoDB's own.
    """
    seed = seed if seed is not None else random.SystemRandom().randrange(10**6)
    with own_folder("yimen-chaos-") as folder:
        findings = Findings(seed)
        with _database(tell, folder, election_seconds) as (mongods, network):
            cluster = RayCluster()
            tell("starting a Ray cluster of four nodes")
            with cluster.running():
                asyncio.run(_run(tell, findings, mongods, network, cluster, folder, minutes, rate))
    return findings.figures()


@contextmanager
def _database(
    tell: Tell, folder: Path, election: float
) -> Iterator[tuple[MongoSet, Network | None]]:
    """Run three mongods, each in a namespace of its own where that is allowed."""
    try:
        with Network(3) as network:
            mongods = MongoSet(folder, [27017] * 3, network=network, election_seconds=election)
            tell("starting three mongods")
            with mongods.running():
                yield mongods, network
    except NoNetwork as error:
        tell(f"without partitions, since there are no network namespaces: {error}")
        mongods = MongoSet(folder, free_ports(3), election_seconds=election)
        with mongods.running():
            yield mongods, None


async def _run(
    tell: Tell,
    findings: Findings,
    mongods: MongoSet,
    network: Network | None,
    cluster: RayCluster,
    folder: Path,
    minutes: float,
    rate: float,
) -> None:
    tell("starting hosts and clients")
    async with chaotic(
        mongods, network, cluster, folder, "chaos", rate=rate, seed=findings.seed
    ) as platform:
        await platform.whole()
        await platform.driver.order("begin")
        await platform.acknowledged(50)
        await _disturb(tell, findings, platform, minutes * 60)
        tell("waiting for rest")
        findings.broken += await platform.verdict()
        commits = await journal_of(platform.database)
        findings.count(read_log(platform.record).operations, commits)


async def _disturb(tell: Tell, findings: Findings, platform: Chaotic, seconds: float) -> None:
    """Have one fault after the other happen, each once the last one has healed."""
    chance = random.Random(findings.seed)
    names = [name for name in FAULTS if platform.network or name != "partition"]
    end = time.monotonic() + seconds
    for number, name in enumerate(schedule(names, findings.seed), start=1):
        if time.monotonic() > end and number > 1:
            return
        tell(f"fault {number} of seed {findings.seed}: {name}")
        try:
            seconds = await _happen(name, platform, chance)
        except (DriverFailed, TimeoutError) as error:
            findings.broken.append(f"{name}: not everything answered again: {error}")
            return
        findings.recoveries.setdefault(name, []).append(seconds)
        await asyncio.sleep(chance.uniform(*_CALM))


async def _happen(name: str, platform: Chaotic, chance: random.Random) -> float:
    """Have the fault happen, wait until all is whole again, and return the seconds of recovery."""
    began = time.monotonic()
    wound = await FAULTS[name](platform, chance)
    await platform.driver.order("probe", keys=list(wound.keys))
    seconds = time.monotonic() - began
    await wound.heal()
    await platform.whole()
    return seconds
