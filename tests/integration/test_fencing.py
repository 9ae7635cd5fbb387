"""A host whose beats are not recorded begins nothing, says so once, and goes on when they are."""

import asyncio
from collections.abc import Callable

import pytest
from pymongo.errors import AutoReconnect

from actors.kernel.errors import Unavailable
from actors.runtime.placement import SHARDS
from actors.runtime.serving import Serving, Surroundings
from actors.runtime.settings import LeaseTimes, RuntimeSettings
from actors.runtime.store import MongoStore
from storage.clock import WallClock
from storage.leases import HostRecord, Leases, Load
from storage.mongo import Database
from storage.placement import Placements
from tests.integration.conftest import ME
from tests.integration.kinds import Put, kinds

TIMES = LeaseTimes(beat=0.05, fence=1.0, dead=60.0, follow=0.05, place=0.05)


class CutLeases(Leases):
    """Leases whose way to the database can be cut for beats; `tried` counts those that met it."""

    cut = False
    tried = 0

    async def beat(self, host: HostRecord, load: Load) -> HostRecord | None:
        if self.cut:
            self.tried += 1
            raise AutoReconnect("cut")
        return await super().beat(host, load)


class NoOtherHost:
    """A transport in a cluster of one host."""

    async def find(self, host: str) -> None:
        return None

    async def ended(self, host: str, generation: int) -> None:
        await asyncio.Event().wait()


async def until(holds: Callable[[], bool], seconds: float = 60.0) -> None:
    async with asyncio.timeout(seconds):
        while not holds():
            await asyncio.sleep(0.01)


async def test_a_host_without_recorded_beats_fences_itself_once_and_comes_back(
    prepared: Database,
) -> None:
    leases = CutLeases(prepared)
    host = await leases.register("host-0", release="1", node="n", pid=1)
    around = Surroundings(
        store=MongoStore(prepared),
        clock=WallClock(),
        placements=Placements(prepared),
        leases=leases,
        transport=NoOtherHost(),
    )
    settings = RuntimeSettings(times=TIMES, hosts=1)
    async with Serving(host, kinds(), around, settings, when_superseded=lambda: None) as serving:
        await until(lambda: len(serving.engine.owned or ()) == SHARDS)
        await serving.engine.send("ledger:a", Put(1), id="first", by=ME)
        before = serving.stats().engine.self_fences

        leases.cut = True
        await until(lambda: serving.stats().engine.self_fences == before + 1)
        with pytest.raises(Unavailable):
            await serving.engine.send("ledger:a", Put(1), id="second", by=ME)
        assert serving.stats().beat_age >= TIMES.fence
        tried = leases.tried
        await until(lambda: leases.tried > tried + 3)
        assert serving.stats().engine.self_fences == before + 1

        leases.cut = False
        await until(lambda: serving.stats().beat_age < TIMES.fence)
        receipt = await serving.engine.send("ledger:a", Put(1), id="second", by=ME)
        assert receipt.seq == 2
        assert serving.stats().engine.shards_gained == SHARDS
