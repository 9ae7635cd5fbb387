"""Pages of departments' systems, of webhooks and of the comparison with other standards: what they
show, in both languages, without a violation."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from actors.blocks.exchanges.records import TakeStep, exchange_id
from actors.blocks.webhooks.records import Happened, Subscribe
from actors.kernel.identity import PLATFORM, Identity
from tests.acceptance.pages.conftest import OpenPage
from tests.acceptance.pages.journeys import languages, look_over
from tests.acceptance.site import Site
from tests.acceptance.steps import application, apply

RESIDENT, SYSTEM = "chen_jiahui", "urban_management_approval"


def sent(site: Site, key: str, command: Any, by: Identity = PLATFORM) -> None:
    """Send `command` to the entity `key`."""

    async def send() -> None:
        assert site.services is not None
        await site.services.sender.send(key, command, id=uuid4().hex, by=by)

    site.run(send())


def exchanged(site: Site) -> str:
    """Return the id of an exchange of a case, of which a step waits for somebody."""
    with site.client(RESIDENT) as resident:
        case = apply(resident, application(site, "LHSY-01")).json()["case"]
    id = exchange_id(f"case:{case}", SYSTEM)

    async def begun() -> None:
        async with asyncio.timeout(60):
            while not await site.database["exchanges"].find_one({"_id": id}):
                await asyncio.sleep(0.02)

    site.run(begun())
    facts = {"opinion": "agree", "comment": "同意"}
    step = TakeStep(seq=1, step="reviewed", at=datetime.now(UTC), facts=facts, officer="0231")
    sent(site, f"exchange:{id}", step)
    return id


def subscribed(site: Site) -> str:
    """Return the id of a webhook of the resident's with a delivery on its way."""
    id, owner = uuid4().hex, Identity(f"person:{RESIDENT}", ("resident",))
    wish = Subscribe(url="https://example.com/hooks", events=("Accepted",), secret="ab" * 32)
    happened = Happened(
        case="c" * 32, seq=2, number="11440600", phase="accepted", at=datetime.now(UTC),
        events=("Accepted",),
    )  # fmt: skip
    sent(site, f"webhook:{id}", wish, owner)
    sent(site, f"webhook:{id}", happened)
    return id


@pytest.mark.feature("HALL-26")
def test_connected_systems_and_webhooks_have_no_violation(open_page: OpenPage, site: Site) -> None:
    exchange, webhook = exchanged(site), subscribed(site)
    operator, resident = open_page("operator"), open_page(RESIDENT)
    for language in languages("connected systems"):
        operator.goto(f"/departments?lang={language}")
        look_over(operator, f"departments {language}")
        operator.goto(f"/exchanges/{exchange}?lang={language}")
        expect(operator.get_by_role("main")).to_contain_text("SPCL")
        look_over(operator, f"exchange {language}")
        resident.goto(f"/webhooks?lang={language}")
        look_over(resident, f"webhooks {language}")
        resident.goto(f"/webhooks/{webhook}?lang={language}")
        expect(resident.get_by_role("main")).to_contain_text("https://example.com/hooks")
        look_over(resident, f"webhook {language}")
        resident.goto(f"/standards/cases?lang={language}")
        look_over(resident, f"standards {language}")
