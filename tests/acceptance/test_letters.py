"""How somebody is reached, what he declines, and what an office and an operator see of letters."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from actors.blocks.messages.address import to_somebody
from actors.blocks.messages.letter import LETTER, WriteLetter, letter_id
from actors.blocks.messages.mailbox import PutNotice
from actors.blocks.messages.mailbox_state import MAILBOX, notice_id
from actors.kernel.identity import PLATFORM
from serve_apps.blocks.messages.proof import LetterProofs
from tests.acceptance.site import Site
from tests.acceptance.steps import application, apply, wait_for

pytestmark = pytest.mark.feature("HALL-27")
RESIDENT, CLERK, OPERATOR = "mai_xiaotong", "hall_clerk", "operator"
KEY = f"{MAILBOX}:{to_somebody(f'person:{RESIDENT}')}"


def state(site: Site, key: str = KEY) -> Any:
    async def show() -> Any:
        assert site.services is not None
        return (await site.services.sender.show(key)).state

    return site.run(show())


def code(site: Site) -> str:
    """Return the code of the latest letter that brings one."""

    async def find() -> str:
        assert site.services is not None
        async with asyncio.timeout(60):
            while True:
                mailbox = KEY.partition(":")[2]
                where = {"template": "mailbox.Proof", "mailbox": mailbox, "phase": "ready"}
                row = await site.database["letters"].find_one(where, sort=[("written_at", -1)])
                if row is not None:
                    shown = await site.services.sender.show(f"{LETTER}:{row['_id']}")
                    return shown.state.facts["code"]
                await asyncio.sleep(0.05)

    return site.run(find())


def tell(site: Site, template: str) -> str:
    """Have the resident told something, and return the id of the letter that leaves with it."""

    async def send() -> str:
        assert site.services is not None
        notice = PutNotice(
            template=template,
            facts={"number": "1144", "item": "食品经营许可", "item_en": "Food business licence"},
            urgency="urgent",
            about="case:7f3a",
        )
        receipt = await site.services.sender.send(KEY, notice, id=uuid4().hex, by=PLATFORM)
        mailbox = KEY.partition(":")[2]
        letter = letter_id(mailbox, notice_id(mailbox, receipt.reply), "mail")
        async with asyncio.timeout(60):
            while await site.database["letters"].find_one({"_id": letter}) is None:
                await asyncio.sleep(0.05)
        return letter

    return site.run(send())


def test_a_resident_proves_an_address_is_written_to_and_declines(site: Site) -> None:
    with site.client(RESIDENT) as resident:
        resident.get("/notices/reach?lang=en")
        wrong = resident.post("/notices/reach/address", data={"channel": "mail", "to": "nowhere"})
        assert wrong.status_code == 422 and "Enter a mail address" in wrong.text
        sent = {"channel": "mail", "to": "ou@example.org"}
        assert resident.post("/notices/reach/address", data=sent).status_code == 303
        assert "ou@example.org" in resident.get("/notices/reach").text
        other = resident.post("/notices/reach/prove", data={"code": "wrong"})
        assert other.status_code == 422 and "That is not the code" in other.text
        proved = resident.post("/notices/reach/prove", data={"code": code(site)})
        assert proved.status_code == 303
        assert state(site).reach.to("mail") == "ou@example.org"

        letter = tell(site, "case.PleaseRate")
        assert state(site, f"{LETTER}:{letter}").to == "ou@example.org"
        assert "May leave" in resident.get("/notices").text

        wanted = {"language": "en", "wanted": ["service.mail", "service.sms", "work.sms"]}
        assert resident.post("/notices/reach/wanted", data=wanted).status_code == 303
        assert (state(site).reach.off, state(site).reach.language) == (("work.mail",), "en")

    address = f"/unsubscribe/{letter}/{LetterProofs().of(letter)}"
    with site.client() as nobody:
        assert nobody.get(f"/unsubscribe/{letter}/{'x' * 20}").status_code == 404
        assert nobody.get(address).status_code == 200
        assert state(site).reach.off == ("work.mail",)
        done = nobody.post(address, data={"List-Unsubscribe": "One-Click"})
        assert done.status_code == 200
        assert state(site).reach.off == ("service.mail", "work.mail")

    with site.client(RESIDENT) as resident:
        assert resident.post("/notices/reach/remove", data={"channel": "mail"}).status_code == 303
        assert state(site).reach.to("mail") == ""


def test_the_office_sees_whom_a_case_has_told_and_the_operator_no_person(site: Site) -> None:
    with site.client("chen_jiahui") as resident:
        filed: dict[str, Any] = apply(resident, application(site, "WFZM-01")).json()
        wait_for(site, filed["number"])

    async def told() -> None:
        async with asyncio.timeout(60):
            where = {"about": f"case:{filed['case']}"}
            while await site.database["notices"].find_one(where) is None:
                await asyncio.sleep(0.05)

    site.run(told())
    with site.client(CLERK) as clerk:
        page = clerk.get(f"/staff/cases/{filed['case']}?lang=en").text
        assert "Who was told" in page and "was received" in page and "Applicant" in page
        assert clerk.get("/operator/letters").status_code == 403
    with site.client(OPERATOR) as operator:
        letter = tell_dead(site)
        listed = operator.get("/operator/letters?phase=dead&lang=en").text
        assert letter in listed and "example.org" not in listed
        page = operator.get(f"/operator/letters/{letter}").text
        assert "Could not be sent" in page and "example.org" not in page
        again = operator.post(f"/operator/letters/{letter}/send_again", data={})
        assert again.status_code == 422 and "asks for: item, number" in again.text


def tell_dead(site: Site) -> str:
    """Have a letter written that lacks what its template asks for, and return its id."""
    id = uuid4().hex

    async def send() -> str:
        assert site.services is not None
        wish = WriteLetter(
            mailbox="person~nobody",
            channel="mail",
            to="nobody@example.org",
            of="statutory",
            template="case.Lapsed",
        )
        await site.services.sender.send(f"{LETTER}:{id}", wish, id=uuid4().hex, by=PLATFORM)
        async with asyncio.timeout(60):
            while await site.database["letters"].find_one({"_id": id}) is None:
                await asyncio.sleep(0.05)
        return id

    return site.run(send())
