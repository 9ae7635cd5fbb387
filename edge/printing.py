"""Receipts on paper. One belongs to a session: it is printed while that is open, or not at all."""

from collections.abc import Callable

from edge import receipts
from edge.devices.interface import DeviceFailed, OutcomeUnknown
from edge.devices.raster import NoFont
from edge.devices.receipt_printer import NotWanted, ReceiptPrinter
from edge.orders import Ended
from edge.platform import Platform
from edge.receipts import Told
from edge.session import Session, Sessions

OVER = Ended("expired", "its session has ended")


class ReceiptDesk:
    """Prints at once or says at once that it cannot: what was applied for is safe already, and the
    receipt can be had again by its number. Nothing waits for paper: it might come out before the
    next person."""

    def __init__(
        self,
        sessions: Sessions,
        platform: Platform,
        printer: ReceiptPrinter,
        on_change: Callable[[], None],
    ) -> None:
        self._sessions = sessions
        self._platform = platform
        self._printer = printer
        self._on_change = on_change

    async def print(self, session: Session, told: Told) -> Ended:
        """Print what is `told` for `session`, and show there how it ended."""
        if self._sessions.current is not session:
            return OVER
        session.told, session.receipt, session.trouble = told, "printing", ""
        self._on_change()
        ended, trouble = await self._try(session, told)
        if session.told is told:  # nothing newer was printed meanwhile
            printed = "printed" if told.number else "provisional"
            session.receipt, session.trouble = "failed" if trouble else printed, trouble
            self._on_change()
        return ended

    async def print_again(self, session: Session) -> None:
        """Print once more what could not be printed."""
        if session.told is not None and session.receipt in ("", "failed"):
            await self.print(session, session.told)

    async def _try(self, session: Session, told: Told) -> tuple[Ended, str]:
        item = self._platform.item(told.item)
        parts = receipts.parts(told, item, self._platform.terminal_name)
        try:
            await self._printer.print(parts, wanted=lambda: self._sessions.current is session)
        except NotWanted:
            return OVER, "print_failed"
        except NoFont as lacking:  # said rather than printed as an empty box
            return Ended("failed", str(lacking)), "print_failed"
        except OutcomeUnknown as unknown:
            return Ended("unknown", str(unknown)), "print_unknown"
        except DeviceFailed as failed:
            no_paper = failed.status.supplies.get("paper") == "out"
            return Ended("failed", str(failed)), "no_paper" if no_paper else "print_failed"
        except Exception as surprise:  # whoever waits for the receipt must hear of it
            return Ended("unknown", type(surprise).__name__), "print_unknown"
        return Ended("done"), ""
