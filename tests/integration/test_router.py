"""The router finds whoever owns an entity, whatever becomes of the one it asked first."""

import asyncio

from actors.runtime.engine import Engine
from actors.runtime.placement import SHARDS
from actors.runtime.replies import Replies
from actors.runtime.router import Router
from actors.runtime.transport import Line
from storage.mongo import Database
from storage.placement import Placement, Placements
from tests.integration.conftest import ME
from tests.integration.kinds import Put, kinds


class Silent:
    """The way to a host that hangs: it takes everything in and answers nothing."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()

    async def exchange(self, payload: bytes) -> bytes:
        self.asked.set()
        await asyncio.Event().wait()
        return b""


class Two:
    """host-0 hangs, host-1 is `engine`."""

    def __init__(self, engine: Engine) -> None:
        self.silent = Silent()
        self._replies = Replies(engine.codecs, engine.submit)

    async def find(self, host: str) -> Line:
        return self.silent if host == "host-0" else self._replies

    async def ended(self, host: str, generation: int) -> None:
        await asyncio.Event().wait()


async def test_what_waits_at_a_host_that_hangs_goes_to_its_heir(
    engine: Engine, prepared: Database
) -> None:
    placements, way = Placements(prepared), Two(engine)
    hanging = Placement(0, ("host-0#1",) * SHARDS, (0,) * SHARDS)
    assert await placements.replace(Placement(), hanging)

    async with Router(kinds(), placements, way) as router:
        sent = asyncio.create_task(router.send("ledger:a", Put(5), id="c", by=ME, timeout=60))
        await way.silent.asked.wait()
        heir = Placement(0, ("host-1#1",) * SHARDS, (1,) * SHARDS)
        assert await placements.replace(await placements.read(), heir)
        async with asyncio.timeout(60):
            receipt = await sent

    assert (receipt.seq, receipt.reply) == (1, 5)
