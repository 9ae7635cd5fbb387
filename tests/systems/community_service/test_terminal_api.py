"""Submissions of terminals on a bad line: none is lost, none doubled."""

import asyncio
import hashlib
import json
import random
import time
from typing import Any
from uuid import uuid4

import pytest

from actors.blocks.organisation.units import Organisation
from actors.kernel.deadlines import local_day
from actors.kernel.identity import Identity
from actors.systems.community_service.entrustment import commands as c
from actors.systems.community_service.terminal.device import EnrolTerminal, RevokeTerminal
from tests.acceptance.site import Site
from tests.systems.community_service.outbox import Entry, Killed, Terminal
from tests.systems.community_service.station import ASK, GIVE
from tests.systems.community_service.test_entrustment_pages import PICTURE, typed

pytestmark = pytest.mark.feature("GRASS-07")
ACCOUNT = "tongji_agent"


def agent(site: Site) -> Identity:
    member = site.library[Organisation].staff[ACCOUNT]
    return Identity(f"staff:{ACCOUNT}", member.roles, member.unit)


def send(site: Site, *wishes: tuple[str, Any]) -> None:
    """Have the agent send commands, one after the other for each entity, all entities at once."""
    sender, by = site.services.sender, agent(site)  # type: ignore[union-attr]

    async def each(key: str, commands: list[Any]) -> None:
        for command in commands:
            await sender.send(key, command, id=uuid4().hex, by=by)

    async def all_of_them() -> None:
        grouped: dict[str, list[Any]] = {}
        for key, command in wishes:
            grouped.setdefault(key, []).append(command)
        for at in range(0, len(grouped), 50):
            await asyncio.gather(*(each(*one) for one in list(grouped.items())[at : at + 50]))

    site.run(all_of_them(), 300)


def terminal(site: Site, count: int, *, cuts: int = 0, seed: int = 7) -> Terminal:
    """Return a terminal in use, with `count` applications in its outbox."""
    id, until = uuid4().hex, local_day(site.services.clock.now())  # type: ignore[union-attr]
    ids = [uuid4().hex for _ in range(count)]
    ask = c.AskAgent(item=ASK.item, unit="tongji_community", name=ASK.name, id_number=ASK.id_number)
    give = c.GiveEntrustment(
        seen="identity_card", method="paper", read_out=True, agreed=True, until=until
    )
    assert give.seen == GIVE.seen
    send(
        site,
        (f"village_terminal:{id}", EnrolTerminal()),
        *((f"entrustment:{each}", command) for each in ids for command in (ask, give)),
    )
    outbox = [Entry(each, payload(site), PICTURE) for each in ids]
    return Terminal(id, site.url, site.token(ACCOUNT), outbox, random.Random(seed), cuts)


def payload(site: Site, **changed: str) -> str:
    """Return an application as a terminal keeps it."""
    file = {
        "material": "identity_card",
        "sha256": hashlib.sha256(PICTURE).hexdigest(),
        "chunks": len(Entry("", "", PICTURE).chunks),
        "file_name": "card.png",
    }
    kept = {
        "item": ASK.item,
        "item_version": 1,
        "texts": {**typed(site), **changed},
        "attached": [file],
        "promised": ["end_certificate"],
        "told": True,
        "made_at": site.services.clock.now().isoformat(),  # type: ignore[union-attr]
    }
    return json.dumps(kept)


def cases(site: Site, sent: Terminal) -> list[Any]:
    """Wait until every entry was filed, and return the cases."""
    ids = [each.entrustment for each in sent.outbox]
    entries = [each.id for each in sent.outbox]

    async def filed() -> list[Any]:
        rows = site.database["terminal_entries"]
        where = {"_id": {"$in": entries}, "state": "filed"}
        async with asyncio.timeout(240):
            while await rows.count_documents(where) < len(entries):
                await asyncio.sleep(0.1)
            found = site.database["cases"]
            while await found.count_documents({"_id": {"$in": ids}}) < len(ids):
                await asyncio.sleep(0.1)
            return await found.find({"_id": {"$in": ids}}).to_list()

    return site.run(filed(), 250)


def until_filed(site: Site, sent: Terminal, kills: tuple[int, ...] = ()) -> None:
    """Send everything, starting the terminal again whenever it was shut off."""
    for kill in (*kills, 0):
        try:
            sent.send(kills=(kill,))
        except Killed:
            sent = Terminal(
                sent.id, sent.url, sent.token, sent.outbox, sent.chance, sent.cuts, sent.answers
            )


def test_fifty_submissions_on_a_cut_line_and_a_terminal_shut_off_twice_are_fifty_cases(
    site: Site,
) -> None:
    sent = terminal(site, 50, cuts=10)
    until_filed(site, sent, kills=(17, 60))
    found = cases(site, sent)

    assert len({row["_id"] for row in found}) == 50
    assert len({row["number"] for row in found}) == 50
    assert {row["number"] for row in found} == {each.number for each in sent.outbox}
    assert all(len(numbers) == 1 for numbers in sent.answers.values())


@pytest.mark.long
@pytest.mark.timeout(3_600)
def test_five_thousand_submissions_on_a_cut_line_are_five_thousand_cases(site: Site) -> None:
    begun = time.monotonic()
    lots = [terminal(site, 500, cuts=10, seed=seed) for seed in range(10)]
    for sent in lots:
        until_filed(site, sent, kills=(17, 400))
    numbers = [row["number"] for sent in lots for row in cases(site, sent)]

    assert len(numbers) == len(set(numbers)) == 5_000
    print(f"5,000 submissions in {time.monotonic() - begun:.0f} s")


def test_a_changed_field_under_the_same_id_is_one_case_and_one_conflict(site: Site) -> None:
    sent = terminal(site, 1)
    sent.send()
    entry = sent.outbox[0]
    number, entry.number = entry.number, ""
    entry.payload = payload(site, **{"form.months_paid": "99"})
    sent.send()
    cases(site, sent)
    with site.client(ACCOUNT) as client:
        told = client.get(f"/api/v1/terminal_entries/{entry.id}").json()

    assert (entry.number, entry.conflict) == (number, True)
    assert told == {"state": "filed", "number": number, "conflicts": 1, "codes": []}


def test_what_was_damaged_on_the_way_or_lacks_chunks_is_not_taken(site: Site) -> None:
    sent = terminal(site, 1)
    entry = sent.outbox[0]
    wish = {
        "terminal": sent.id,
        "entrustment": entry.entrustment,
        "payload": entry.payload,
        "payload_hash": "0" * 64,
    }
    whole = {**wish, "payload_hash": hashlib.sha256(entry.payload.encode()).hexdigest()}
    odd = {**wish, "payload": "[]", "payload_hash": hashlib.sha256(b"[]").hexdigest()}
    with site.client(ACCOUNT) as client:
        at = f"/api/v1/terminal_entries/{entry.id}/send_entry"
        told = [
            client.post(at, json=each, headers={"idempotency-key": uuid4().hex})
            for each in (wish, whole, odd)
        ]

    assert [answer.status_code for answer in told] == [422, 422, 422]
    assert "terminal_entry.broken" in told[0].text
    assert "terminal_entry.chunks_missing" in told[1].text


def test_nothing_is_taken_from_a_terminal_that_was_revoked_and_it_is_told_so(site: Site) -> None:
    sent = terminal(site, 1)
    send(site, (f"village_terminal:{sent.id}", RevokeTerminal(reason="lost")))
    with site.client(ACCOUNT) as client:
        held = client.get(f"/village/terminal/held/{sent.id}").json()
        entry = sent.outbox[0]
        wish = {
            "terminal": sent.id,
            "entrustment": entry.entrustment,
            "payload": entry.payload,
            "payload_hash": hashlib.sha256(entry.payload.encode()).hexdigest(),
        }
        at = f"/api/v1/terminal_entries/{entry.id}/send_entry"
        answer = client.post(at, json=wish, headers={"idempotency-key": uuid4().hex})

    assert held["state"] == "revoked"
    assert answer.status_code == 403


def test_a_terminal_holds_its_own_entrustments_without_a_name(site: Site) -> None:
    sent = terminal(site, 2)
    ids = {each.entrustment for each in sent.outbox}

    async def there() -> None:
        async with asyncio.timeout(60):
            rows = site.database["entrustments"]
            while await rows.count_documents({"_id": {"$in": [*ids]}, "state": "entrusted"}) < 2:
                await asyncio.sleep(0.05)

    site.run(there(), 65)
    with site.client(ACCOUNT) as client:
        answer = client.get(f"/village/terminal/held/{sent.id}")
        slip = client.get(f"/village/slips/{uuid4().hex}", params={"lang": "en"})
        codes = client.get("/village/terminal/codes", params={"id": sent.outbox[0].id})

    assert ids <= {each["id"] for each in answer.json()["entrustments"]}
    assert ASK.name not in answer.text
    assert ASK.id_number not in answer.text
    assert "has not arrived" in slip.text
    assert codes.json()[sent.outbox[0].id].startswith("data:image/svg+xml")
