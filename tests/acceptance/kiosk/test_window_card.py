"""A clerk has the card of who is present read at his window: handed over once, typed by nobody."""

import asyncio
import re
from typing import Any
from uuid import uuid4

import httpx
import pytest

from actors.blocks.terminals.commands import SetDesired
from tests.acceptance.kiosk.journeys import until
from tests.acceptance.site import Site
from tests.kiosk_platform import KioskPlatform
from tests.simulated_kiosk import SimulatedKiosk

ITEM = "WFZM-01"
AT = f"/staff/card-readings/{ITEM}"
pytestmark = pytest.mark.feature("HALL-07")


async def test_a_card_that_is_laid_on_the_reader_of_the_window_begins_one_draft(
    site: Site, platform: KioskPlatform, kiosk: SimulatedKiosk, terminal: str
) -> None:
    window = {"unit": "government_services", "window": "3"}
    with site.client("hall_clerk") as clerk, site.client("market_clerk") as other:
        elsewhere = await post(other, AT, terminal=terminal)
        await platform.operate(terminal, SetDesired(configuration=window))
        await until(lambda: listed(clerk, terminal))
        begun = await post(clerk, AT, terminal=terminal)
        assert begun.status_code == 303, begun.text
        reading = begun.headers["location"]
        waiting = await post(clerk, reading)
        await kiosk.at_desk(lay="chen_jiahui")
        await until(lambda: said(clerk, reading, "已读到证件"))
        key = uuid4().hex
        strange = await post(other, reading)
        drafts = [await post(clerk, reading, key=key) for _ in range(2)]
        doubled = await post(clerk, reading)
        busy = await post(clerk, AT, terminal=terminal)
        shown = (await asyncio.to_thread(clerk.get, drafts[0].headers["location"])).text
    assert site.services is not None
    case = drafts[0].headers["location"].removeprefix("/apply/")
    applicant = (await on_site(site, f"case:{case}")).applicant

    assert elsewhere.status_code == 422 and "无权" in elsewhere.text
    assert waiting.status_code == 422 and "还没有读到证件" in waiting.text
    assert strange.status_code == 422 and doubled.status_code == 422, doubled.text
    assert drafts[0].headers["location"] == drafts[1].headers["location"] and shown
    assert (applicant.name, applicant.identified) == ("陈嘉慧", "card")
    assert busy.status_code == 303  # the order before has ended
    journal = await platform.commits({"key": f"terminal:{terminal}"})
    assert applicant.id_number not in str(journal) and applicant.name not in str(journal)


async def post(client: httpx.Client, at: str, **sent: str) -> httpx.Response:
    given = {"key": uuid4().hex} | sent
    return await asyncio.to_thread(lambda: client.post(at, data=given))


async def listed(client: httpx.Client, terminal: str) -> bool:
    return terminal in (await asyncio.to_thread(client.get, AT)).text


async def said(client: httpx.Client, at: str, words: str) -> bool:
    page = (await asyncio.to_thread(client.get, at)).text
    return bool(re.search(words, page))


async def on_site(site: Site, key: str) -> Any:
    services = site.services
    assert services is not None and site.loop is not None
    work = asyncio.run_coroutine_threadsafe(services.sender.show(key), site.loop)
    return (await asyncio.wrap_future(work)).state
