"""The receipt printer: ESC/POS on a serial line, and what it says of itself.

A job has ended when the printer answered the question that was sent behind it (GS r) and then says
that nothing is wrong (DLE EOT). A printer that keeps silent is "unknown", never "full".
"""

import asyncio
from collections.abc import Iterable

from actors.blocks.terminals.reports import Supply
from edge.devices import escpos, raster
from edge.devices.interface import DeviceFailed, OutcomeUnknown, Status
from edge.devices.serial_line import SerialLine

_PRINT_SECONDS = 20.0
_PRINTER, _OFFLINE_CAUSE, _ERROR_CAUSE, _PAPER = 1, 2, 3, 4


class ReceiptPrinter:
    """Driver of a printer at `path`, which tells how it is within `answer_seconds`."""

    name = "receipt_printer"
    answer_seconds = 1.0

    def __init__(
        self, path: str, speed: int = 115200, model: escpos.PrinterModel = escpos.GENERIC_80
    ) -> None:
        self._line = SerialLine(path, speed)
        self._model = model
        self._turn = asyncio.Lock()

    async def status(self) -> Status:
        """Ask the printer how it is; while it prints, the answer waits for the job."""
        async with self._turn:
            try:
                return await self._status()
            except DeviceFailed as failed:
                return failed.status

    async def print(self, parts: Iterable[escpos.Part]) -> None:
        """Print `parts` and cut.

        Raises:
            DeviceFailed: the printer was not ready, and nothing was printed.
            OutcomeUnknown: it was begun; whether paper came out, the printer does not say.
            NoFont: a rare character cannot be drawn; nothing was printed.
        """
        job = escpos.encode(parts, self._model, raster.draw)
        async with self._turn:
            before = await self._status()
            if not before.usable:
                raise DeviceFailed(before)
            try:
                await self._line.write(job + escpos.ASK_WHEN_DONE, _PRINT_SECONDS)
                await self._answer(_PRINT_SECONDS, fixed=(0x90, 0x00))
                after = await self._status()
            except (DeviceFailed, TimeoutError) as failed:
                raise OutcomeUnknown(f"the printer fell silent ({failed})") from failed
            if not after.usable:
                raise OutcomeUnknown(f"after the job the printer is {after.state} {after.detail}")

    async def close(self) -> None:
        """Let the line go."""
        self._line.close()

    async def _status(self) -> Status:
        self._line.open()
        self._line.discard()
        try:
            printer = await self._ask(_PRINTER)
            cause = await self._ask(_OFFLINE_CAUSE)
            error = await self._ask(_ERROR_CAUSE)
            paper = await self._ask(_PAPER)
        except TimeoutError:
            return Status("unknown", "no answer", {"paper": "unknown"})
        return _read_status(printer, cause, error, paper)

    async def _ask(self, what: int) -> int:
        """DLE EOT: answered at once, whatever the printer is doing."""
        await self._line.write(bytes((0x10, 0x04, what)), self.answer_seconds)
        return await self._answer(self.answer_seconds, fixed=(0x93, 0x12))

    async def _answer(self, seconds: float, fixed: tuple[int, int]) -> int:
        """Wait for a status byte: one whose `fixed` bits (mask, value) are right."""
        mask, value = fixed
        async with asyncio.timeout(seconds):
            while True:
                for byte in await self._line.receive():
                    if byte & mask == value:
                        return byte


def _read_status(printer: int, cause: int, error: int, paper: int) -> Status:
    if error & 0x08 or error & 0x20:
        detail = "cutter jammed" if error & 0x08 else "error that needs a person"
        return Status("hardware_error", detail, {"paper": "jammed" if error & 0x08 else "unknown"})
    if paper & 0x60 or cause & 0x20:
        return Status("online", "no paper", {"paper": "out"})
    supply: dict[str, Supply] = {"paper": "low" if paper & 0x0C else "full"}
    if cause & 0x04:
        return Status("user_error", "cover open", supply)
    if printer & 0x08:
        return Status("offline", "off line", supply)
    return Status("online", "", supply)
