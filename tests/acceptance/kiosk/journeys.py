"""What people do at a kiosk, for tests to do."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

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


async def look_up(kiosk: SimulatedKiosk, number: str, id_tail: str = CHEN[-4:]) -> dict[str, Any]:
    """Ask how far a case has come, and return what the screen shows; it is asked again while the
    platform's pages do not know of it yet."""
    async with asyncio.timeout(60):
        while True:
            await kiosk.act("progress")
            shown = await kiosk.act("ask", number=number, id_tail=id_tail)
            if shown["notice"] != "inquiry_unknown":
                return shown
            await asyncio.sleep(0.5)
