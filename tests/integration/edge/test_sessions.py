"""What belongs to one person at a kiosk ends with that person, whatever breaks."""

import asyncio
import sqlite3
import time
from pathlib import Path

import msgspec
import pytest

from actors.blocks.terminals.reports import SentEntry
from tests.acceptance.kiosk.journeys import ITEM, fill_in
from tests.loaded import library
from tests.offline_kiosk import offline_kiosk
from tests.simulated_kiosk import SimulatedKiosk

ANSWER = {"answer_seconds": "0.3"}


async def at_the_check(kiosk: SimulatedKiosk) -> None:
    await fill_in(kiosk, library())


def reports(folder: Path) -> list[str]:
    """Return the types of all reports that wait in the spool."""
    with sqlite3.connect(folder / "spool.sqlite") as database:
        bodies = database.execute("SELECT body FROM entries ORDER BY id").fetchall()
    decode = msgspec.msgpack.Decoder(SentEntry).decode
    return [type(decode(body).report).__name__ for (body,) in bodies]


@pytest.mark.feature("KIOSK-08")
async def test_another_card_laid_on_the_reader_is_not_taken_and_is_recorded(tmp_path: Path) -> None:
    folder = tmp_path / "kiosk"
    async with offline_kiosk(folder) as kiosk:
        await kiosk.act("start", item=ITEM)
        await kiosk.act("lay_card")
        await kiosk.at_desk(lay="chen_jiahui")
        first = await kiosk.until(step="form")
        await kiosk.at_desk(lift="1")
        await kiosk.at_desk(lay="huang_guoqiang")
        shown = await kiosk.until(remark="other_card")
        for action in ("back", "lay_card"):  # to the guide, and on
            shown = await kiosk.act(action)

    assert shown["applicant"] == first["applicant"]
    assert shown["step"] == "form"
    assert reports(folder).count("OtherCardIgnored") == 1


@pytest.mark.feature("KIOSK-08")
async def test_how_one_person_wants_the_screen_is_not_how_the_next_one_gets_it(
    tmp_path: Path,
) -> None:
    async with offline_kiosk(tmp_path / "kiosk", idle_seconds="5") as kiosk:
        for end in ("finish", ""):
            await kiosk.act("language", language="en")
            await kiosk.act("start", item=ITEM)
            shown = await kiosk.act("appearance", large=True, contrast=True)
            assert (shown["language"], shown["large"], shown["contrast"]) == ("en", True, True)
            if end:
                await kiosk.act(end)
            shown = await kiosk.until(step="home")
            assert (shown["language"], shown["large"], shown["contrast"]) == ("zh", False, False)


@pytest.mark.feature("KIOSK-05")
@pytest.mark.parametrize(
    ("device", "apply", "receipt"),
    [
        ("printer", "", "without_receipt_printer"),
        ("reader", "without_id_card_reader", ""),
    ],
)
async def test_a_broken_device_closes_what_needs_it_and_nothing_else(
    tmp_path: Path, device: str, apply: str, receipt: str
) -> None:
    async with offline_kiosk(tmp_path / "kiosk") as kiosk:
        await kiosk.at_desk(device=device, fault="unplug")
        services = {"apply": apply, "receipt": receipt, "progress": "no_link"}
        shown = await kiosk.until(services=services)
        assert shown["closed"] == ""
        assert len(shown["faulty"]) == 1
        shown = await kiosk.act("start", item=ITEM)
        assert shown["step"] == "guide"  # which needs no device
        shown = await kiosk.act("lay_card")
        assert (shown["step"], shown["notice"]) == (("card", "") if not apply else ("guide", apply))


@pytest.mark.feature("KIOSK-08")
@pytest.mark.parametrize("paper", ["out", "ends"])
async def test_without_paper_a_person_is_told_at_once_and_prints_when_there_is_some(
    tmp_path: Path, paper: str
) -> None:
    folder = tmp_path / "kiosk"
    async with offline_kiosk(folder, **ANSWER) as kiosk:
        await at_the_check(kiosk)
        await kiosk.at_desk(paper=paper)
        await kiosk.act("confirm")
        began = time.monotonic()
        shown = await kiosk.until(receipt="failed")
        assert time.monotonic() - began < 5
        assert shown["trouble"] == ("no_paper" if paper == "out" else "print_unknown")
        assert shown["step"] == "done"
        assert shown["code"]
        assert reports(folder).count("Sealed") == 1
        await kiosk.at_desk(paper="full")
        await kiosk.until(faulty=[])
        assert await kiosk.receipts() == []  # nothing comes out by itself
        await kiosk.act("print")
        await kiosk.until(receipt="provisional")
        (receipt,) = await kiosk.receipts()
        assert shown["provisional"] in receipt
        assert "查询进度" in receipt.replace("\n", "")


@pytest.mark.feature("KIOSK-08")
async def test_what_could_not_be_printed_for_one_person_is_not_printed_for_the_next(
    tmp_path: Path,
) -> None:
    async with offline_kiosk(tmp_path / "kiosk", **ANSWER) as kiosk:
        await at_the_check(kiosk)
        await kiosk.at_desk(paper="ends")
        await kiosk.act("confirm")
        await kiosk.until(receipt="failed")
        await kiosk.act("finish")
        await kiosk.act("start", item=ITEM)
        await kiosk.at_desk(paper="full")
        await kiosk.until(faulty=[])
        await asyncio.sleep(1.0)
        shown = await kiosk.act("print")
        assert (shown["step"], shown["number"], shown["provisional"]) == ("guide", "", "")
        assert await kiosk.receipts() == []
