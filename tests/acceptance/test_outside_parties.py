"""Operators see how outside parties are and deal with dead letters; parties report, signed."""

import json
import os
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from actors.blocks.calls.listing import Difference
from actors.blocks.calls.outcome import Outcome, Patience
from actors.blocks.calls.party import EnrolParty
from actors.blocks.calls.reconciliation import RecordComparison
from actors.blocks.calls.records import Begin, RecordOutcome, Wish
from actors.blocks.calls.shell.finding import settings_file
from actors.blocks.calls.shell.signed import signature
from actors.kernel.identity import PLATFORM
from actors.kernel.turn import Command
from tests.acceptance.site import Site
from tests.acceptance.steps import key
from tests.waiting import until

pytestmark = pytest.mark.feature("HALL-27")
REPORT_KEY = "00112233445566778899aabbccddeeff"
NOWHERE = "http://127.0.0.1:9"  # nobody listens there
PHONE = "13912345678"


@pytest.fixture(scope="module")
def parties() -> Iterator[None]:
    """A gateway that nobody reaches, in the file of parties."""
    file: Path = settings_file()
    assert str(file) == os.environ["YIMEN_PARTIES"]
    file.write_text(f'[sms]\nurl = "{NOWHERE}"\nkey = "k"\nreport_key = "{REPORT_KEY}"\n')
    file.chmod(0o600)
    yield
    file.unlink()


def send(site: Site, target: str, *commands: Command) -> None:
    """Send `commands` as the platform does."""

    async def sent() -> None:
        assert site.services is not None
        for command in commands:
            await site.services.sender.send(target, command, id=uuid4().hex, by=PLATFORM)

    site.run(sent())


def called(site: Site, adapter: str = "sms_of_tests") -> str:
    """Return the id of a call that is a dead letter: the first try was the last."""
    id = uuid4().hex
    wish = Wish(adapter=adapter, body={"to": PHONE, "text": "…"}, sender="sender:1")
    begin = Begin(worker="w", patience=Patience(tries=1))
    told = RecordOutcome(n=1, outcome=Outcome(state="unknown", reason="HTTP 500"))
    send(site, f"call:{id}", wish, begin, told)
    return id


def report(
    site: Site,
    id: str,
    *,
    key: str = REPORT_KEY,
    old: float = 0,
    party: str = "sms",
    text: str = "",
) -> httpx.Response:
    """Return the answer to the gateway's report that a phone received the message."""
    told = {"id": id, "state": "delivered", "at": "2026-03-02T01:00:00+00:00", "reason": ""}
    body, at = (text or json.dumps(told)).encode(), str(int(time.time() - old))
    headers = {
        "webhook-id": id,
        "webhook-timestamp": at,
        "webhook-signature": signature(bytes.fromhex(key), id, at, body),
    }
    return httpx.post(f"{site.url}/intake/parties/{party}", content=body, headers=headers)


def phase(site: Site, id: str) -> str:
    async def show() -> Any:
        assert site.services is not None
        return (await site.services.sender.show(f"call:{id}")).state.phase

    return site.run(show())


def test_a_report_is_taken_once_and_nobody_elses(site: Site, parties: None) -> None:
    id = called(site, "sms")

    assert report(site, id, key=REPORT_KEY[::-1]).status_code == 403
    assert report(site, id, old=3_600).status_code == 403
    assert report(site, id, text="{").status_code == 422
    assert report(site, id, party="nobody").status_code == 404
    assert report(site, uuid4().hex).status_code == 404
    assert phase(site, id) == "dead"
    assert report(site, id).json() == {"taken": 1}
    assert phase(site, id) == "done"
    assert report(site, id).status_code == 200


def test_operators_take_up_dead_letters_and_see_nothing_of_what_is_said(
    site: Site, parties: None
) -> None:
    id, other = called(site), called(site)
    with site.client("operator") as operator, site.client("hall_clerk") as clerk:
        wish = {"reason": "对方系统已恢复"}
        address = f"/api/v1/calls/{id}"
        assert clerk.post(f"{address}/take_up", json=wish, headers=key()).status_code == 404
        taken = operator.post(f"{address}/take_up", json=wish, headers=key())
        given_up = operator.post(f"/api/v1/calls/{other}/give_up", json=wish, headers=key())
        until(lambda: "sms_of_tests" in operator.get("/api/v1/parties").text)
        pages = [operator.get(at) for at in ("/parties", "/calls", f"/calls/{id}")]
        refused = [clerk.get(at).status_code for at in ("/parties", "/calls", "/api/v1/parties")]

    assert (taken.status_code, given_up.status_code) == (200, 200), taken.text
    assert (phase(site, id), phase(site, other)) == ("unknown", "failed")
    assert [each.status_code for each in pages] == [200, 200, 200]
    assert PHONE not in "".join(each.text for each in pages)
    assert refused == [403, 403, 403]


def test_differences_are_shown_until_they_are_settled(site: Site, parties: None) -> None:
    id, day = uuid4().hex, date(2026, 3, 1)
    found = Difference(id=id, sort="theirs_alone", theirs="done")
    send(site, "party:of_tests", EnrolParty(reconciles=True))
    send(
        site, f"reconciliation:of_tests.{day}",
        RecordComparison(adapter="of_tests", day=day, listed=1, differences=(found,)),
    )  # fmt: skip
    with site.client("operator", language="en") as operator:
        until(lambda: id[:12] in operator.get("/parties").text)
        page = operator.get(f"/reconciliations/of_tests.{day}")
        settled = operator.post(
            f"/api/v1/reconciliations/of_tests.{day}/settle_difference",
            json={"call": id, "reason": "已与对方核实"},
            headers=key(),
        )
        until(lambda: id[:12] not in operator.get("/parties").text)

    assert page.status_code == 200 and id[:8] in page.text
    assert settled.status_code == 200, settled.text
