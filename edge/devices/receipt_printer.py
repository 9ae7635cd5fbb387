"""The receipt printer: ESC/POS on a serial line, and what it says of itself.

A job has ended when the printer answered the question that was sent behind it (GS r) and then says
that nothing is wrong (DLE EOT). A printer that keeps silent is "unknown", never "full".
"""

import asyncio
from collections.abc import Callable, Iterable

from actors.blocks.terminals.reports import Supply
from edge.devices import escpos, raster
from edge.devices.interface import DeviceFailed, OutcomeUnknown, Status
from edge.devices.serial_line import SerialLine

_PRINT_SECONDS = 20.0
_LOOK_SECONDS = 0.5  # between questions while a job is printed
_SILENT_TIMES = 3  # that the printer may leave them unanswered
_DONE = (0x90, 0x00)  # mask and value of the answer to GS r
_PRINTER, _OFFLINE_CAUSE, _ERROR_CAUSE, _PAPER = 1, 2, 3, 4


class NotWanted(Exception):
    """By the time that the printer was free nobody waited for it any more."""


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
        self._done = False

    async def status(self) -> Status:
        """Ask the printer how it is; while it prints, the answer waits for the job."""
        async with self._turn:
            try:
                return await self._status()
            except DeviceFailed as failed:
                return failed.status

    async def print(
        self, parts: Iterable[escpos.Part], wanted: Callable[[], bool] = lambda: True
    ) -> None:
        """Print `parts` and cut, if they are still `wanted` when the printer is free. Whatever a
        printer that stopped in the middle still holds is taken back: it must not come out when
        somebody else stands there.

        Raises:
            NotWanted: they are not wanted any more; nothing was printed.
            DeviceFailed: the printer was not ready, and nothing was printed.
            OutcomeUnknown: it was begun; whether paper came out, the printer does not say.
            NoFont: a rare character cannot be drawn; nothing was printed.
        """
        job = escpos.encode(parts, self._model, raster.draw)
        async with self._turn:
            before = await self._status()
            if not before.usable:
                raise DeviceFailed(before)
            if not wanted():
                raise NotWanted
            try:
                await self._line.write(job + escpos.ASK_WHEN_DONE, _PRINT_SECONDS)
                after = await self._until_printed()
            except (DeviceFailed, TimeoutError) as failed:
                raise OutcomeUnknown(f"the printer fell silent ({failed})") from failed
            if not after.usable:
                raise OutcomeUnknown(f"after the job the printer is {after.state} {after.detail}")

    async def _until_printed(self) -> Status:
        """Wait for the end of the job, and return how the printer is then, or how it is when it
        stopped in the middle. It is asked all the while: one without paper answers nothing else."""
        self._done, silent = False, 0
        async with asyncio.timeout(_PRINT_SECONDS):
            while not self._done:
                try:
                    await self._answer(_LOOK_SECONDS, fixed=_DONE)
                except TimeoutError:
                    status = await self._ask_all()
                    silent = silent + 1 if status.state == "unknown" else 0
                    stopped = silent >= _SILENT_TIMES or (not silent and not status.usable)
                    if stopped and not self._done:
                        await self._line.write(escpos.FORGET, self.answer_seconds)
                        return status
        return await self._status()

    async def close(self) -> None:
        """Let the line go."""
        self._line.close()

    async def _status(self) -> Status:
        self._line.open()
        self._line.discard()
        return await self._ask_all()

    async def _ask_all(self) -> Status:
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
                found: int | None = None
                for byte in await self._line.receive():
                    if byte & _DONE[0] == _DONE[1]:
                        self._done = True
                    if byte & mask == value and found is None:
                        found = byte
                if found is not None:
                    return found


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
