"""Hosts that are drained are ended, and nobody else."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

from actors.runtime.peaks import Size
from actors.runtime.pool import PoolRules
from actors.runtime.scaling import Scaling
from actors.runtime.transport import Actors
from storage.leases import HostRecord, Status

OLD, NEW = "the process that is drained", "another of the same name"
DRAINED = HostRecord("host-0", generation=1, beat=1, status="draining")


def test_ending_a_drained_host_leaves_its_successor_of_the_same_name_alone() -> None:
    names, ended = {"host-0": OLD}, list[str]()

    class Processes:
        def start(self, host: str) -> None:
            raise AssertionError(f"nobody asked for {host}")

        async def ender(self, host: str) -> Callable[[], None]:
            return partial(ended.append, names[host])

    async def ends_by_itself_when_marked(_host: HostRecord, status: Status) -> bool:
        assert status == "gone"
        names["host-0"] = NEW
        return True

    asyncio.run(_two_rounds(Processes(), ends_by_itself_when_marked))

    assert ended == [OLD]


async def _two_rounds(
    actors: Actors, mark: Callable[[HostRecord, Status], Awaitable[bool]]
) -> None:
    async def nothing() -> tuple[str, ...]:
        return ()

    async def no_peak() -> Size:
        return Size()

    scaling = Scaling(
        PoolRules(least=1, most=1), actors, mark=mark, owners=nothing, planned=no_peak
    )
    await scaling.adjust([DRAINED])  # its last replies may not have been fetched yet
    await scaling.adjust([DRAINED])
