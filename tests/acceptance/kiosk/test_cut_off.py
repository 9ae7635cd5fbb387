"""A kiosk that is cut off takes nothing more, loses nothing, and works again when enrolled anew."""

import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from actors.blocks.terminals.commands import Revoke
from tests.acceptance.kiosk.journeys import CHEN, ITEM, fill_in, look_up, until
from tests.acceptance.site import Site
from tests.acceptance.steps import key
from tests.kiosk_platform import KioskPlatform
from tests.ports import free_port
from tests.simulated_kiosk import SimulatedKiosk, running_kiosk

pytestmark = pytest.mark.feature("KIOSK-06")
REASON = "本机已停用"


async def apply_offline(kiosk: SimulatedKiosk, platform: KioskPlatform) -> str:
    """Apply without a link and return the provisional number."""
    await fill_in(kiosk, platform.services.library)
    await kiosk.act("confirm")
    shown = await kiosk.until(step="done", receipt="provisional")
    await kiosk.act("finish")
    await kiosk.at_desk(lift="1")
    return shown["provisional"]


async def test_a_kiosk_that_is_cut_off_closes_with_a_reason_in_the_middle_of_a_form(
    platform: KioskPlatform, kiosk: SimulatedKiosk, terminal: str
) -> None:
    await fill_in(kiosk, platform.services.library)
    await platform.operate(terminal, Revoke(reason="stolen"))
    shown = await kiosk.until(step="home", closed="closed_revoked")

    assert "陈嘉慧" not in str(shown)
    assert (await kiosk.act("start", item=ITEM))["step"] == "home"
    assert await platform.cases(terminal) == []


async def test_what_was_taken_before_is_filed_with_a_mark_and_what_was_taken_later_is_refused(
    site: Site, platform: KioskPlatform, terminal: str, tmp_path: Path
) -> None:
    folder, code = tmp_path / "kiosk", await platform.code(terminal)
    async with running_kiosk(platform.address, folder, code) as kiosk:
        await kiosk.until(online=True, open=True)
    nowhere = f"http://127.0.0.1:{free_port()}"
    async with running_kiosk(nowhere, folder, code, answer_seconds="0.3") as kiosk:
        await kiosk.until(open=True)
        before = await apply_offline(kiosk, platform)
        await platform.operate(terminal, Revoke(reason="moved"))
        later = await apply_offline(kiosk, platform)
    async with running_kiosk(platform.address, folder, code) as kiosk:  # the old code
        await kiosk.until(closed="closed_revoked")

    fresh = await platform.code(terminal)
    async with running_kiosk(platform.address, folder, fresh) as kiosk:
        await kiosk.until(online=True, open=True, closed="")
        found = await look_up(kiosk, before)
        (case,) = await platform.cases(terminal)
        assert (found["number"], found["progress"]["phase"]) == (case.number, "已申报，待受理")
        refused = await look_up(kiosk, later)
        assert (refused["step"], refused["number"]) == ("found", "")
        assert "停用" in refused["faults"][0]["text"]
        await kiosk.act("finish")
        await fill_in(kiosk, platform.services.library)  # and it works as any other
        await kiosk.act("confirm")
        shown = await kiosk.until(step="done", receipt="printed")

    assert case.applicant is not None
    assert case.applicant.identified == ""
    trusted = next(c for c in await platform.cases(terminal) if c.number == shown["number"])
    assert trusted.applicant is not None
    assert trusted.applicant.identified == "card"
    everywhere_else(site, before, later, case.id, case.number)


def everywhere_else(site: Site, before: str, later: str, case: str, number: str) -> None:
    """The provisional numbers lead to the same by program, on the page and for clerks."""
    with site.client() as anybody, site.client("hall_clerk") as clerk:
        asked = ask(anybody, before)
        assert (asked.status_code, asked.json()["number"]) == (200, number)
        assert ask(anybody, before, "9999").status_code == 404
        refused = ask(anybody, later)
        assert (refused.status_code, len(refused.json()["errors"])) == (409, 2)
        page = anybody.get("/progress")
        form = {"number": before, "id_tail": CHEN[-4:], "csrf_token": csrf_of(page.text)}
        led = anybody.post("/progress", data=form, follow_redirects=True)
        assert number in led.text
        told = anybody.post("/progress", data=form | {"number": later})
        assert (told.status_code, "停用" in told.text) == (422, True)
        rows = clerk.get("/api/v1/inbox", params={"search": before}).json()["rows"]
        assert [row["number"] for row in rows] == [number]
        assert number in clerk.get("/staff/search", params={"q": before}).text
        shown = clerk.get(
            f"/api/v1/cases/{case}", params={"purpose": "window_service"}, headers=key()
        )
        warned: list[dict[str, Any]] = shown.json()["warnings"]
        assert "applicant.not_identified" in [each["code"] for each in warned]


def ask(client: httpx.Client, number: str, id_tail: str = CHEN[-4:]) -> httpx.Response:
    return client.post("/api/v1/progress", json={"number": number, "id_tail": id_tail})


def csrf_of(page: str) -> str:
    return page.partition('name="csrf_token" value="')[2].partition('"')[0]


async def test_a_fresh_code_that_the_platform_refuses_leaves_the_kiosk_as_it_was(
    platform: KioskPlatform, terminal: str, tmp_path: Path
) -> None:
    folder, code = tmp_path / "kiosk", await platform.code(terminal)
    async with running_kiosk(platform.address, folder, code) as kiosk:
        await kiosk.until(online=True)
    async with running_kiosk(platform.address, folder, f"{terminal}.wrong") as kiosk:
        began = time.monotonic()
        await kiosk.until(online=True, open=True)
        assert time.monotonic() - began < 30

        async def beats() -> bool:
            return (await platform.state(terminal)).online

        await until(beats)
