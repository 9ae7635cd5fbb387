"""A service is rated by text message, once and from the telephone that was asked; whatever else
comes changes nothing and is answered. The gateway that hands it in is a stand-in in a process of
its own."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from actors.blocks.calls.shell.finding import settings_file
from actors.blocks.ratings import texted
from actors.blocks.ratings.records import Said
from storage.own_files import write_over
from tests.acceptance.site import Site
from tests.acceptance.steps import application, apply, hand_in, send
from tests.acceptance.test_in_person import NAME, number
from tests.ports import free_port

pytestmark = pytest.mark.feature("HALL-18")
KEY, REPORT_KEY = "test-key", "00112233445566778899aabbccddeeff"
PHONE, OTHER = "13800000071", "13800000072"
ITEM, CLERK = "WFZM-01", "hall_clerk"


class Gateway:
    """The stand-in."""

    def __init__(self, answers_to: str) -> None:
        port = free_port()
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-m", "serve_apps.standins.sms_gateway"),
                *("--port", str(port), "--answers-to", answers_to),
            ],
            stdout=subprocess.PIPE,
            env={**os.environ, "SMS_KEY": KEY, "SMS_REPORT_KEY": REPORT_KEY},
        )
        assert self._process.stdout is not None
        self.url = json.loads(self._process.stdout.readline())["url"]
        self._client = httpx.Client(
            base_url=self.url, transport=httpx.HTTPTransport(retries=8), timeout=20
        )

    def behave(self, **how: Any) -> None:
        self._client.post("/behave", json=how).raise_for_status()

    def answered(self, text: str, phone: str = PHONE) -> list[Any]:
        """Have a phone answer, and return what was said each time that it was handed in."""
        said = self._client.post("/answer", json={"from": phone, "text": text}).json()
        return [each["body"].get("heard", each["status"]) for each in said]

    def end(self) -> None:
        self._client.close()
        self._process.kill()
        self._process.communicate()


@pytest.fixture
def gateway(site: Site) -> Iterator[Gateway]:
    running = Gateway(f"{site.url}/intake/texts")
    named = f'[sms]\nurl = "{running.url}"\nkey = "{KEY}"\nreport_key = "{REPORT_KEY}"\n'
    parties = settings_file()
    write_over(parties, named.encode())
    yield running
    parties.unlink()
    running.end()


def served(site: Site) -> tuple[str, str]:
    """Have a case of somebody without an account be decided, and return its id and the code with
    which he is asked to rate it."""
    wish: dict[str, Any] = application(site, ITEM)
    person = {"name": NAME, "id_number": number(671), "identified": "card"}
    wish["applicant"] |= {**person, "phone": PHONE, "texted": True}
    with site.client(CLERK) as clerk:
        hand_in(clerk)
        case: str = apply(clerk, wish).json()["case"]
        assert send(clerk, case, "accept", {}).status_code == 200
    with site.client("land_clerk") as clerk:  # who filed for somebody does not decide
        denied = {"outcome": "denied", "reason": "名下已有住房"}
        assert send(clerk, case, "decide", denied).status_code == 200
    asked = {"about": f"case:{case}", "template": "case.PleaseRate"}
    return case, first(site, asked)["reply"]


def first(site: Site, where: dict[str, Any]) -> dict[str, Any]:
    """Return the row of the first letter like this, once there is one."""

    async def find() -> dict[str, Any]:
        async with asyncio.timeout(60):
            while (row := await site.database["letters"].find_one(where)) is None:
                await asyncio.sleep(0.05)
        return row

    return site.run(find())


def rating(site: Site, case: str) -> str:
    async def show() -> Any:
        assert site.services is not None
        return (await site.services.sender.show(f"case:{case}")).state.rating

    return site.run(show())


def test_a_service_is_rated_by_text_message_once(
    site: Site, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, code = served(site)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"

    assert gateway.answered("谢谢") == ["Unreadable"]
    assert gateway.answered(f"{wrong} 5") == ["Unknown"]
    assert gateway.answered(f"{code} 5", OTHER) == ["Unknown"]
    with monkeypatch.context() as later:
        later.setattr(texted, "COUNTS_FOR", timedelta(seconds=-1))
        assert gateway.answered(f"{code} 5") == ["Late"]
    gateway.behave(forged=True)
    assert gateway.answered(f"{code} 5") == [403]
    assert rating(site, case) == ""

    gateway.behave(doubled=2)
    assert gateway.answered(f"{code}，５") == ["Kept", "Kept"]
    gateway.behave()
    kept = rating(site, case)
    assert gateway.answered(f"{code} 1") == ["Once"] and rating(site, case) == kept
    row = first(site, {"template": "rating.TextKept"})
    assert (row["about"], row["mailbox"]) == ("", "")

    async def counted() -> tuple[int, Any]:
        assert site.services is not None
        letters = await site.database["letters"].count_documents({"template": "rating.TextKept"})
        async with asyncio.timeout(60):
            while not (told := (await site.services.sender.show(f"rating:{kept}")).state).phase:
                await asyncio.sleep(0.05)
        return letters, told.said

    assert site.run(counted()) == (1, Said(stars=5, channel="sms"))
