"""What a congress posts, hears and exchanges is accessible, in both languages.

Without `EVERY_WIDTH` each page is looked over in one of them, by its address.
"""

from datetime import UTC, datetime
from uuid import uuid4
from zlib import crc32

import pytest
from playwright.sync_api import Page

from actors.kernel.identity import PLATFORM, Identity
from actors.systems.npc_motions import clue_records as q
from actors.systems.npc_motions.conversation_records import WriteToDeputy
from actors.systems.npc_motions.sample.deputies import CONGRESS, TERM
from tests.acceptance.pages.conftest import OpenPage
from tests.acceptance.pages.journeys import EVERY_WIDTH, look_over
from tests.acceptance.site import Site
from tests.systems.npc_motions.living import PEOPLE, WORK_BODY, send, take_office
from tests.waiting import until

CITIZEN, PERSON = "chen_jiahui", PEOPLE[45]
DEPUTY = f"{CONGRESS}-{TERM}-{PERSON.account}"
TALK = uuid4().hex
OF_CITIZENS = (
    "/tell", "/congress", "/congress/deputies", f"/congress/deputies/{DEPUTY}",
    f"/congress/deputies/{DEPUTY}/write", "/my/conversations", f"/conversations/{TALK}",
)  # fmt: skip
OF_THE_BODY = ("/clue-heat", "/conversations", "/clues")


def shown(page: Page, address: str) -> bool:
    """Open the page, once rows know what it is about; tell whether it was there."""

    def there() -> bool:
        answer = page.goto(address)
        return answer is not None and answer.status == 200

    return until(there)


@pytest.mark.feature("NPC-32", "NPC-33", "NPC-34")
def test_pages_that_are_posted_heat_and_messages_have_no_finding(
    open_page: OpenPage, site: Site
) -> None:
    take_office(site, [PERSON])
    told = q.ReceiveClue(
        channel="sms", external_id="posted", told_at=datetime.now(UTC), region="440604",
        topic="housing", text="小区没有充电桩",
    )  # fmt: skip
    send(site, q.clue_key(q.clue_id("sms", "posted")), told, PLATFORM, once="posted")
    written = WriteToDeputy(deputy=DEPUTY, subject="路灯", text="滨江步道路灯不亮。")
    citizen = Identity(f"person:{CITIZEN}", ("resident",))
    send(site, f"conversation:{TALK}", written, citizen, once=TALK)

    for account, addresses in ((CITIZEN, OF_CITIZENS), (WORK_BODY, OF_THE_BODY)):
        page = open_page(account)
        for address in addresses:
            assert shown(page, address), address
            english = crc32(address.encode()) % 2
            if EVERY_WIDTH or not english:
                look_over(page, address)
            page.goto(f"{address}?lang=en")
            if EVERY_WIDTH or english:
                look_over(page, f"{address} in English")
            assert page.locator("html").get_attribute("lang") == "en"
