"""A host hands over and ends even if the database is away for a while just then."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from pymongo.errors import AutoReconnect

from actors.runtime.ownership import PlacementStore
from actors.runtime.placement import MOST_MOVES, SHARDS
from actors.runtime.serving import HostLeases, Serving, Surroundings
from actors.runtime.settings import RuntimeSettings
from actors.runtime.store import MongoStore
from actors.runtime.transport import Line
from storage.clock import WallClock
from storage.leases import HostRecord, Leases, Status
from storage.mongo import Database
from storage.placement import Placement, Placements
from tests.integration.kinds import kinds
from tests.integration.test_alarms import until

SLOW = RuntimeSettings()
SLOW = replace(SLOW, times=replace(SLOW.times, dead=3600.0, hand_over=3600.0))


class StumblingPlacements(Placements):
    """The database goes away while the first shards are given away."""

    stumbles = 1

    async def replace(self, old: Placement, new: Placement) -> bool:
        if len(new.moving) < len(old.moving) and self.stumbles:
            self.stumbles -= 1
            raise AutoReconnect("gone")
        return await super().replace(old, new)


class StumblingLeases(Leases):
    """The database goes away whenever a host says that it leaves or is gone."""

    stumbles = 3

    async def mark(self, host: HostRecord, status: Status) -> bool:
        if self.stumbles:
            self.stumbles -= 1
            raise AutoReconnect("gone")
        return await super().mark(host, status)


class Nowhere:
    """A way to hosts that are not there, and of whose end nobody hears."""

    async def find(self, host: str) -> Line | None:
        return None

    async def ended(self, host: str, generation: int) -> None:
        raise ConnectionError(host)


@asynccontextmanager
async def serving(
    database: Database, placements: PlacementStore, leases: HostLeases
) -> AsyncIterator[Serving]:
    host = await Leases(database).register("host-0", release="1", node="", pid=0)
    around = Surroundings(
        store=MongoStore(database),
        clock=WallClock(),
        placements=placements,
        leases=leases,
        transport=Nowhere(),
    )
    async with Serving(host, kinds(), around, SLOW, when_superseded=lambda: None) as serving:

        async def placed() -> bool:
            return bool(serving.engine.owned)

        await until(placed)
        yield serving


async def test_shards_are_given_away_though_the_first_try_fails(prepared: Database) -> None:
    placements = StumblingPlacements(prepared)
    async with serving(prepared, placements, Leases(prepared)) as host:
        other = await Leases(prepared).register("host-1", release="1", node="", pid=0)

        async def given() -> bool:
            return other.owner in (await placements.read()).owners

        await until(given)
        stats = host.stats()

    assert placements.stumbles == 0
    assert (stats.moved_in, stats.moved_out >= MOST_MOVES) == (SHARDS, True)


async def test_a_host_that_leaves_ends_though_it_cannot_say_so(prepared: Database) -> None:
    leases = StumblingLeases(prepared)
    async with serving(prepared, Placements(prepared), leases) as leaver:
        await leaver.leave(timeout=2.0)

        assert leaver.stats().draining
        assert leases.stumbles == 0
