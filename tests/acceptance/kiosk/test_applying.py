"""Applying at a kiosk: card, screen, platform and paper (市民之窗)."""

import asyncio
import time

import pytest

from actors.blocks.cases.catalogue import Catalogue
from tests.acceptance.kiosk.journeys import CHEN, ITEM, fill_in, until
from tests.acceptance.own_accounts import registered
from tests.acceptance.site import Site
from tests.kiosk_platform import PLACE, KioskPlatform
from tests.simulated_kiosk import SimulatedKiosk


@pytest.mark.feature("KIOSK-08", "KIOSK-01", "KIOSK-02", "KIOSK-04")
async def test_a_card_starts_an_application_and_the_receipt_holds_its_number(
    site: Site, platform: KioskPlatform, kiosk: SimulatedKiosk, terminal: str
) -> None:
    await fill_in(kiosk, platform.services.library)
    await kiosk.act("confirm")
    shown = await kiosk.until(step="done", receipt="printed")

    (case,) = await platform.cases(terminal)
    assert case.number == shown["number"]
    assert abs(int(case.id[:12], 16) / 1000 - time.time()) < 60  # begins with its instant
    assert (case.channel, case.place) == ("kiosk", PLACE)
    assert case.applicant is not None
    assert (case.applicant.name, case.applicant.id_number) == ("陈嘉慧", CHEN)
    assert case.applicant.by_agent == f"terminal:{terminal}"
    (receipt,) = await kiosk.receipts()
    assert case.number in receipt.splitlines()
    assert "陈" not in receipt
    assert CHEN not in receipt
    assert case.applicant.identified == "card"
    with site.client(registered(site)) as owner:  # an account with that number, made later

        async def has_it() -> bool:
            found = await asyncio.to_thread(owner.get, "/api/v1/cases")
            return case.number in [each["number"] for each in found.json()["cases"]]

        await until(has_it)


@pytest.mark.feature("KIOSK-08")
async def test_what_is_missing_is_named_beside_its_field_before_anything_is_sent(
    platform: KioskPlatform, kiosk: SimulatedKiosk, terminal: str
) -> None:
    await kiosk.act("start", item=ITEM)
    await kiosk.act("lay_card")
    await kiosk.at_desk(lay="chen_jiahui")
    await kiosk.until(step="form")
    shown = await kiosk.act("answer", answers={"scope": "self"})

    assert shown["step"] == "form"
    assert [fault["field"] for fault in shown["faults"]] == ["area"]
    assert shown["faults"][0]["text"] not in ("", "form.required")
    assert await platform.cases(terminal) == []


@pytest.mark.feature("KIOSK-08")
async def test_what_only_the_platform_can_refuse_is_shown_with_its_reason_and_may_be_changed(
    platform: KioskPlatform, kiosk: SimulatedKiosk, terminal: str
) -> None:
    await fill_in(kiosk, platform.services.library, "GJJ-01", amount=90_000)
    await kiosk.act("confirm")
    shown = await kiosk.until(step="refused")

    assert [fault["field"] for fault in shown["faults"]] == ["amount"]
    assert shown["faults"][0]["text"] != "item.check_failed"
    assert await platform.cases(terminal) == []
    assert await kiosk.receipts() == []

    await kiosk.act("back")
    example = platform.services.library[Catalogue].item("GJJ-01").example
    while (await kiosk.act("answer", answers=example))["step"] == "form":
        pass
    await kiosk.act("confirm")
    shown = await kiosk.until(step="done", receipt="printed")
    (case,) = await platform.cases(terminal)
    assert case.number == shown["number"]
