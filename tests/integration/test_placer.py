"""Who places shards, and when: together with the others of a start-up, and without the dead."""

import asyncio

from actors.runtime.placement import MOST_MOVES, handed_over
from actors.runtime.placer import Placer
from actors.runtime.settings import LeaseTimes
from storage.leases import HostRecord, Leases
from storage.mongo import Database
from storage.placement import Placements
from storage.tasks import begin, end
from tests.integration.test_alarms import until
from tests.integration.test_leaving import Nowhere


class Quiet(Nowhere):
    """Hosts of whose end nobody hears."""

    async def ended(self, host: str, generation: int) -> None:
        await asyncio.Event().wait()


async def registered(database: Database, name: str) -> HostRecord:
    return await Leases(database).register(name, release="1", node="", pid=0)


def placer(database: Database, host: HostRecord) -> Placer:
    """Return that of `host`, which starts together with one other."""
    placements, leases = Placements(database), Leases(database)
    return Placer(host.owner, placements, leases, Quiet(), LeaseTimes(), expected=2)


async def owners(database: Database) -> set[str]:
    return set((await Placements(database).read()).owners)


async def test_hosts_that_start_together_get_their_shares_at_once(prepared: Database) -> None:
    first = await registered(prepared, "host-0")
    leader = placer(prepared, first)
    for _ in range(3):
        await leader.round()
    assert not await owners(prepared)

    second = await registered(prepared, "host-1")
    await leader.round()

    assert await owners(prepared) == {first.owner, second.owner}


async def test_who_never_comes_is_not_waited_for_without_end(prepared: Database) -> None:
    alone = await registered(prepared, "host-0")
    leader = placer(prepared, alone)
    for _ in range(11):
        await leader.round()

    assert await owners(prepared) == {alone.owner}


async def test_the_next_shards_move_as_soon_as_the_last_have_arrived(prepared: Database) -> None:
    placements = Placements(prepared)
    first = await registered(prepared, "host-0")
    times = LeaseTimes(place=3600.0, step=0.05)
    leader = Placer(first.owner, placements, Leases(prepared), Quiet(), times)
    await leader.round()
    await registered(prepared, "host-1")
    running = begin(leader.run())
    try:
        moved: set[int] = set()

        async def others() -> bool:
            return not moved.issuperset((await placements.read()).moving)

        for _ in range(3):
            await until(others)
            asked = await placements.read()
            moved.update(asked.moving)
            assert await placements.replace(asked, handed_over(asked, asked.moving))
    finally:
        await end(running)

    assert len(moved) == 3 * MOST_MOVES


async def test_the_heir_of_a_placer_that_died_does_not_wait_for_its_return(
    prepared: Database,
) -> None:
    first, second = [await registered(prepared, name) for name in ("host-0", "host-1")]
    leader, heir = placer(prepared, first), placer(prepared, second)
    for each in (leader, heir):
        await each.round()
    await Leases(prepared).mark(first, "dead")

    await heir.round()

    assert await owners(prepared) == {second.owner}
