"""Real drivers on real ptys against simulated devices, healthy and broken."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from edge.devices.escpos import Line
from edge.devices.id_card import UnreadableCard
from edge.devices.id_card_reader import IdCardReader
from edge.devices.interface import DeviceFailed, OutcomeUnknown
from edge.devices.receipt_printer import ReceiptPrinter
from edge.simulators.cards import load_cards
from edge.simulators.id_card_reader import SimulatedReader
from edge.simulators.pty_line import Fault
from edge.simulators.receipt_printer import SimulatedPrinter, readable

CARDS = load_cards()
SOON = 0.5  # seconds to wait for an answer that does not come
CHEN = CARDS["chen_jiahui"]


@pytest_asyncio.fixture
async def module(tmp_path: Path) -> AsyncIterator[SimulatedReader]:
    """A simulated reader, plugged in."""
    simulated = SimulatedReader(tmp_path / "reader")
    simulated.line.plug()
    yield simulated
    simulated.line.unplug()


@pytest_asyncio.fixture
async def reader(module: SimulatedReader) -> AsyncIterator[IdCardReader]:
    """The driver on that reader's line."""
    driver = IdCardReader(str(module.line.path))
    yield driver
    await driver.close()


@pytest_asyncio.fixture
async def machine(tmp_path: Path) -> AsyncIterator[SimulatedPrinter]:
    """A simulated printer, plugged in."""
    simulated = SimulatedPrinter(tmp_path / "printer")
    simulated.line.plug()
    yield simulated
    simulated.line.unplug()


@pytest_asyncio.fixture
async def printer(machine: SimulatedPrinter) -> AsyncIterator[ReceiptPrinter]:
    """The driver on that printer's line."""
    driver = ReceiptPrinter(str(machine.line.path))
    yield driver
    await driver.close()


@pytest.mark.feature("KIOSK-01", "KIOSK-02")
async def test_a_card_is_read_once_and_again_only_after_it_was_lifted(
    module: SimulatedReader, reader: IdCardReader
) -> None:
    assert await reader.read() is None

    module.lay(CHEN)
    card = await reader.read()
    assert card is not None
    assert (card.name, card.number, len(card.photo)) == ("陈嘉慧", CHEN.number, 1024)
    assert await reader.read() is None

    module.lift()
    module.lay(CARDS["he_yuexian"])
    card = await reader.read()
    assert card is not None
    assert card.name == "何月仙"


async def test_a_slow_reader_is_waited_for(module: SimulatedReader, reader: IdCardReader) -> None:
    module.lay(CHEN)
    module.line.fault = "slow"

    assert await reader.read() is not None


@pytest.mark.parametrize("fault", ["mute", "corrupt"])
async def test_a_reader_that_does_not_speak_sense_is_unknown_and_never_good(
    module: SimulatedReader, reader: IdCardReader, fault: Fault
) -> None:
    module.line.fault = fault
    reader.answer_seconds = SOON

    status = await reader.status()

    assert (status.state, status.usable) == ("unknown", False)
    module.line.fault = ""
    assert (await reader.status()).usable


async def test_a_reader_without_authority_is_a_hardware_error(
    module: SimulatedReader, reader: IdCardReader
) -> None:
    module.broken = 0x66

    assert (await reader.status()).state == "hardware_error"


async def test_a_reader_that_is_unplugged_is_gone_and_works_again_when_it_is_back(
    module: SimulatedReader, reader: IdCardReader
) -> None:
    assert (await reader.status()).usable

    module.line.unplug()
    assert (await reader.status()).state == "no_device"
    with pytest.raises(DeviceFailed):
        await reader.read()

    module.line.plug()
    assert (await reader.status()).usable


async def test_a_cable_pulled_in_the_middle_of_reading_fails_and_does_not_hang(
    module: SimulatedReader, reader: IdCardReader
) -> None:
    module.lay(CHEN)
    module.line.fault = "slow"
    reading = asyncio.create_task(reader.read())
    while module._step != "read":  # pyright: ignore
        await asyncio.sleep(0.01)
    module.line.unplug()

    with pytest.raises(DeviceFailed):
        await reading


async def test_a_card_pulled_away_too_early_is_unreadable(
    module: SimulatedReader, reader: IdCardReader
) -> None:
    module.lay(CHEN)
    module.line.fault = "slow"
    reading = asyncio.create_task(reader.read())
    while module._step != "found":  # pyright: ignore
        await asyncio.sleep(0.01)
    module.lift()

    with pytest.raises(UnreadableCard):
        await reading


@pytest.mark.feature("KIOSK-01")
async def test_a_receipt_is_printed_and_the_job_ends_after_it(
    machine: SimulatedPrinter, printer: ReceiptPrinter
) -> None:
    await printer.print([Line("申请回执", 2), Line("王䶮")])

    assert [readable(receipt).split() for receipt in machine.receipts] == [
        ["申请回执", "[picture]"]
    ]
    assert machine.receipts[0].endswith(b"\x1dVB\x00")


async def test_a_printer_that_keeps_silent_is_unknown_and_its_paper_is_not_full(
    machine: SimulatedPrinter, printer: ReceiptPrinter
) -> None:
    machine.line.fault = "mute"
    printer.answer_seconds = SOON

    status = await printer.status()

    assert (status.state, status.supplies) == ("unknown", {"paper": "unknown"})
    with pytest.raises(DeviceFailed):
        await printer.print([Line("x")])
    assert machine.receipts == []


@pytest.mark.parametrize(("paper", "usable"), [("full", True), ("low", True), ("out", False)])
async def test_the_paper_is_told_as_it_is(
    machine: SimulatedPrinter, printer: ReceiptPrinter, paper: str, usable: bool
) -> None:
    machine.paper = paper  # type: ignore[assignment]

    status = await printer.status()

    assert (status.supplies["paper"], status.usable) == (paper, usable)


async def test_a_jam_and_an_open_cover_need_a_person(
    machine: SimulatedPrinter, printer: ReceiptPrinter
) -> None:
    machine.paper = "jammed"
    jammed = await printer.status()
    assert (jammed.state, jammed.supplies) == ("hardware_error", {"paper": "jammed"})

    machine.put_right()
    machine.cover_open = True
    assert (await printer.status()).state == "user_error"


async def test_nothing_is_sent_to_a_printer_without_paper(
    machine: SimulatedPrinter, printer: ReceiptPrinter
) -> None:
    machine.paper = "out"

    with pytest.raises(DeviceFailed):
        await printer.print([Line("x")])

    machine.put_right()
    await printer.print([Line("y")])
    assert [readable(receipt).strip() for receipt in machine.receipts] == ["y"]


async def test_a_printer_unplugged_during_a_job_leaves_its_outcome_unknown(
    machine: SimulatedPrinter, printer: ReceiptPrinter
) -> None:
    printing = asyncio.create_task(printer.print([Line("x")]))
    await machine.printed.wait()
    machine.line.unplug()

    with pytest.raises(OutcomeUnknown):
        await printing
