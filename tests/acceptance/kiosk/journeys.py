"""What people do at a kiosk, for tests to do."""

import asyncio
from collections.abc import Awaitable, Callable

from actors.blocks.cases.catalogue import Catalogue
from actors.kernel.library import Library
from tests.simulated_kiosk import SimulatedKiosk

ITEM = "WFZM-01"
CHEN = "440602199005060028"


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Wait until `holds` answers yes."""
    async with asyncio.timeout(60):
        while not await holds():
            await asyncio.sleep(0.1)


async def fill_in(
    kiosk: SimulatedKiosk, library: Library, item: str = ITEM, **changed: object
) -> None:
    """Go from the start to the check of the answers: the item's example, with some `changed`."""
    await kiosk.act("start", item=item)
    await kiosk.act("lay_card")
    await kiosk.at_desk(lay="chen_jiahui")
    await kiosk.until(step="form")
    example = {**library[Catalogue].item(item).example, **changed}
    while (await kiosk.act("answer", answers=example))["step"] == "form":
        pass
    await kiosk.until(step="check", faults=[], notice="")
