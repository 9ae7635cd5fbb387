"""A letter comes back: whom it went to and the office see that he cannot be reached, and no report
that is made up, comes twice or out of turn changes anything."""

import asyncio
import time
from typing import Any
from uuid import uuid4

import httpx
import pytest

from actors.blocks.messages.address import to_somebody
from actors.blocks.messages.letter import LETTER, NoteOutcome, TakeLetter, WriteLetter
from actors.blocks.messages.mailbox import PutNotice
from actors.blocks.messages.mailbox_state import MAILBOX
from actors.blocks.messages.reach import OfferProof, ProveAddress
from actors.blocks.messages.shell.returned import return_name
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.turn import Command
from serve_apps.blocks.messages.proof import LetterProofs
from tests.acceptance.site import Site
from tests.acceptance.steps import application, apply, wait_for
from tests.blocks.messages.reports import report

pytestmark = pytest.mark.feature("HALL-27")
RESIDENT, CLERK = "chen_jiahui", "hall_clerk"
FACTS = {"number": "1", "item": "食品经营许可", "item_en": "Food business licence"}
KEY = f"{MAILBOX}:{to_somebody(f'person:{RESIDENT}')}"
ME = Identity(f"person:{RESIDENT}", ("resident",))


def send(site: Site, key: str, wish: Command, by: Identity = PLATFORM) -> None:
    assert site.services is not None
    site.run(site.services.sender.send(key, wish, id=uuid4().hex, by=by))


def state(site: Site, key: str) -> Any:
    async def show() -> Any:
        assert site.services is not None
        return (await site.services.sender.show(key)).state

    return site.run(show())


def prove(site: Site, code: str = "493817") -> None:
    """Have the resident reached by mail."""
    send(site, KEY, OfferProof(channel="mail", to="chen@example.org", code=code))
    send(site, KEY, ProveAddress(code=code), ME)


def letter_about(site: Site, about: str) -> str:
    """Tell the resident something urgent about an entity, which leaves at night, too, and return
    the id of the letter once it may leave."""
    wish = PutNotice(template="case.Lapsed", facts=FACTS, urgency="urgent", about=about)
    send(site, KEY, wish)

    async def find() -> str:
        async with asyncio.timeout(60):
            while True:
                row = await site.database["letters"].find_one({"about": about, "phase": "ready"})
                if row is not None:
                    return str(row["_id"])
                await asyncio.sleep(0.05)

    return site.run(find())


def sent_letter(site: Site, letter: str = "") -> str:
    """Have a letter sent, one that is about nothing without one, and return its id."""
    if not letter:
        letter = uuid4().hex
        wish = WriteLetter(
            mailbox="person~nobody",
            channel="mail",
            to="nobody@example.org",
            of="service",
            template="case.PleaseRate",
            facts=FACTS,
            urgency="urgent",
        )
        send(site, f"{LETTER}:{letter}", wish)
    send(site, f"{LETTER}:{letter}", TakeLetter(attempt=1))
    send(site, f"{LETTER}:{letter}", NoteOutcome(attempt=1, outcome="accepted", code="250"))
    return letter


def back(letter: str) -> str:
    return f"notices+{return_name(LetterProofs().lookups, letter)}@city.example"


def hand_in(site: Site, content: bytes) -> httpx.Response:
    """Hand in what came to the mail server, as that does."""
    headers = {"content-type": "message/rfc822"}
    return httpx.post(f"{site.url}/intake/returned-mail", content=content, headers=headers)


def shown(client: httpx.Client, at: str, says: str) -> str:
    """Return the page at an address once it says something, or after a while as it is then."""
    text = ""
    for _ in range(1_200):
        text = client.get(at).text
        if says in text:
            break
        time.sleep(0.05)
    return text


def test_who_is_not_reached_any_more_is_told_and_the_office_sees_it(site: Site) -> None:
    prove(site)
    with site.client(RESIDENT) as resident:
        filed: dict[str, Any] = apply(resident, application(site, "WFZM-01")).json()
        wait_for(site, filed["number"])
    letter = letter_about(site, f"case:{filed['case']}")
    sent_letter(site, letter)

    answer = hand_in(site, report(back(letter)))

    assert (answer.status_code, answer.json()) == (200, {"noted": "bounced"})
    assert state(site, f"{LETTER}:{letter}").phase == "bounced"
    assert state(site, f"{LETTER}:{letter}").code == "5.1.1"
    with site.client(RESIDENT) as resident:
        assert "came back" in shown(resident, "/notices?lang=en", "came back")
        assert "信件被退回，请重新验证" in resident.get("/notices/reach?lang=zh").text
    with site.client(CLERK) as clerk:
        page = shown(clerk, f"/staff/cases/{filed['case']}?lang=en", "Came back")
    assert "Came back" in page and "cannot be reached by it now" in page
    prove(site, "738194")
    with site.client(CLERK) as clerk:
        page = clerk.get(f"/staff/cases/{filed['case']}?lang=en").text
    assert "cannot be reached by it now" not in page


def test_what_comes_twice_late_or_contradicts_changes_nothing(site: Site) -> None:
    letter = sent_letter(site)
    key, bounced = f"{LETTER}:{letter}", report(back(letter))

    delayed = hand_in(site, report(back(letter), "delayed", "4.4.1"))
    assert delayed.json() == {"noted": ""} and state(site, key).phase == "sent"
    first, again = hand_in(site, bounced), hand_in(site, bounced)
    assert first.status_code == again.status_code == 200
    seen = state(site, key)
    assert seen.phase == "bounced"
    assert hand_in(site, report(back(letter), "delivered", "2.1.5")).status_code == 200
    assert state(site, key) == seen


def test_what_is_made_up_is_refused_and_what_is_unknown_said_to_be(site: Site) -> None:
    letter = sent_letter(site)
    forged = f"notices+{letter}.{'a' * 12}@city.example"

    assert hand_in(site, report(forged)).status_code == 403
    assert hand_in(site, report("notices@city.example")).status_code == 404
    assert hand_in(site, report(back(uuid4().hex))).status_code == 404
    assert hand_in(site, b"").status_code == 404
    assert hand_in(site, report(back(letter)) + b"x" * 1_100_000).status_code in (413, 422)
    assert state(site, f"{LETTER}:{letter}").phase == "sent"
