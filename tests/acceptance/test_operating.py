"""Operations of operators: recorded before they are done, and how they ended, come what may."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from uuid import uuid4

from actors.blocks.operations.record import KEY, Operation
from actors.blocks.operations.roles import OPERATOR
from actors.kernel.identity import Identity
from actors.runtime.control import ClusterControl, ClusterLook, EntityLook
from serve_apps.blocks.operations.operating import operate
from serve_apps.front import patience
from serve_apps.front.wiring import Services
from tests.acceptance.site import Site

ME = Identity("staff:operator", (OPERATOR,))


class Long(ClusterControl):
    """The control `real`, but draining takes until `end`."""

    def __init__(self, real: ClusterControl) -> None:
        self.real = real
        self.begun, self.end = asyncio.Event(), asyncio.Event()

    async def look(self) -> ClusterLook:
        return await self.real.look()

    async def entity(self, key: str) -> EntityLook:
        return await self.real.entity(key)

    async def drain(self, host: str) -> None:
        self.begun.set()
        await self.end.wait()

    async def move(self, shard: int, host: str) -> None:
        await self.real.move(shard, host)


async def recorded(services: Services, id: str) -> Operation:
    """Return the operation `id` as it stands in the record."""
    latest = (await services.sender.show(KEY)).state.latest
    return next(one for one in latest if one.id == id)


def test_an_operation_ends_in_the_record_though_its_request_has_ended_before(site: Site) -> None:
    assert site.services is not None
    control = Long(site.services.control)
    services = replace(site.services, control=control)
    id = uuid4().hex

    async def give_up() -> Operation:
        patience.begin({"headers": [(b"prefer", b"wait=5")]})
        request = asyncio.create_task(operate(services, ME, id, "drain", "host-7"))
        async with asyncio.timeout(60):
            await control.begun.wait()
            assert (await recorded(services, id)).outcome == ""
            request.cancel()
            with suppress(asyncio.CancelledError):
                await request
            control.end.set()
            while not (found := await recorded(services, id)).outcome:
                await asyncio.sleep(0.02)
        return found

    assert site.run(give_up()).outcome == "done"
