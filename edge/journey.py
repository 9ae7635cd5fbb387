"""The way through "apply here": item, card, form, check, send, receipt (自助办理)."""

import asyncio
import secrets
import time
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

from actors.blocks.terminals.reports import Sealed
from actors.kernel.deadlines import CHINA
from actors.kernel.identifiers import resident_id
from edge import application, receipts
from edge.devices.id_card import IdCard, UnreadableCard, UnsupportedDocument
from edge.devices.id_card_reader import IdCardReader
from edge.devices.interface import DeviceFailed, OutcomeUnknown
from edge.devices.raster import NoFont
from edge.devices.receipt_printer import ReceiptPrinter
from edge.orders import Ended
from edge.outbox import Outbox, wall_clock
from edge.platform import Platform
from edge.session import Session, Sessions
from edge.spool import SpoolFull

LOOK_SECONDS = 0.4  # between looks for a card
PAPER_SECONDS = 2.0  # between tries to print
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that look alike


@dataclass(frozen=True)
class Devices:
    """What a person uses besides the screen."""

    reader: IdCardReader
    printer: ReceiptPrinter


class Journey:
    """Moves the session of the moment from step to step. Methods named after steps of the person
    are called by the screen and do nothing when they come at the wrong moment."""

    def __init__(
        self,
        sessions: Sessions,
        platform: Platform,
        outbox: Outbox,
        devices: Devices,
        *,
        terminal: str,
        answer_seconds: float,
        on_change: Callable[[], None],
    ) -> None:
        self._sessions = sessions
        self._platform = platform
        self._outbox = outbox
        self._devices = devices
        self._terminal = terminal
        self._answer_seconds = answer_seconds
        self._on_change = on_change
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def session(self) -> Session | None:
        """The session of the moment."""
        return self._sessions.current

    def start(self, code: str) -> None:
        """Choose an item."""
        item = self._platform.item(code)
        if item is not None and self._platform.can_apply:
            self._sessions.open(item)

    def lay_card(self) -> None:
        """The guide was read: wait for the card, or go on if it was read before."""
        session = self.session
        if session is None or session.step != "guide":
            return
        session.notice = ""
        session.step = "card" if session.card is None else "form"
        if session.card is None:
            self._run(self._wait_for_card(session))

    def look(self, given: Mapping[str, Any]) -> None:
        """A choice was made that may show or hide other fields; nothing is checked yet."""
        session = self.session
        if session is not None and session.step == "form":
            pages = self._take(session, given)
            session.section = min(session.section, len(pages) - 1)

    def answer(self, given: Mapping[str, Any]) -> None:
        """Take the answers of the section on the screen and go on if they are in order."""
        session = self.session
        if session is None or session.step != "form":
            return
        pages = self._take(session, given)
        faults = application.faults(session)
        shown = {f"/form/{f.name}" for _, fields in pages[: session.section + 1] for f in fields}
        session.faults = tuple(fault for fault in faults if fault.field in shown)
        if session.faults:
            return
        if session.section + 1 < len(pages):
            session.section += 1
            return
        session.faults = faults
        session.promised, elsewhere = application.materials(session)
        session.notice = "needs_window" if elsewhere else ""
        session.step = "check"

    def back(self) -> None:
        """One step back; the card need not be laid again."""
        session = self.session
        if session is None:
            return
        session.faults, session.notice = (), ""
        match session.step:
            case "form" if session.section > 0:
                session.section -= 1
            case "form" | "card":
                session.step = "guide"
            case "check" | "refused":
                session.step, session.section = "form", 0
            case "guide":
                self._sessions.end("left")
            case _:
                pass

    async def confirm(self) -> None:
        """File the application: sealed and on disk before anything else happens."""
        session, box_key = self.session, self._platform.box_key
        if session is None or session.step != "check" or not box_key:
            return
        if session.faults or session.notice:
            return
        session.step = "sending"  # a second touch of the button finds another step
        session.provisional = _provisional_number()
        report: Sealed = application.sealed(session, box_key, self._terminal)
        try:
            await self._outbox.tell(report, "A")
        except SpoolFull:
            session.step, session.notice = "check", "out_of_room"
            return
        self._run(self._wait_for_answer(session))

    def finish(self) -> None:
        """The person is done."""
        session = self.session
        if session is not None:
            self._sessions.end("finished" if session.step == "done" else "left")

    async def print_receipt(self, arguments: Mapping[str, object], deadline: float) -> Ended:
        """The platform's word on an application: print it, or show why it was refused."""
        told = receipts.Told.of(arguments)
        session = self.session
        if session is None or session.provisional != told.provisional:
            return await self._print(told, deadline)
        session.number = told.number
        self._sessions.touch()
        if told.refused:
            session.step, session.faults = "refused", told.refused
            self._on_change()
            return Ended("done", "refused, shown on the screen")
        session.step, session.receipt = "done", "printing"
        self._on_change()
        ended = await self._print(told, deadline)
        session.receipt = "printed" if ended.code == "done" else "failed"
        self._on_change()
        return ended

    async def close(self) -> None:
        """End what waits for a card or an answer."""
        for task in self._tasks:
            task.cancel()

    def _take(self, session: Session, given: Mapping[str, Any]) -> application.Pages:
        pages = application.pages(session)
        names = {field.name for field in pages[session.section][1]}
        application.take(session, {name: given[name] for name in names if name in given})
        return application.pages(session)

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _wait_for_card(self, session: Session) -> None:
        while self.session is session and session.step == "card":
            before = session.notice
            try:
                card = await self._devices.reader.read()
                if card is not None and self.session is session and session.step == "card":
                    self._take_card(session, card)
            except UnsupportedDocument:
                session.notice = "card_unsupported"
            except UnreadableCard:
                session.notice = "card_unreadable"
            except DeviceFailed:
                session.notice = "reader_failed"
            if session.step != "card" or session.notice != before:
                self._on_change()
            await asyncio.sleep(LOOK_SECONDS)

    def _take_card(self, session: Session, card: IdCard) -> None:
        today = wall_clock().astimezone(CHINA).date()
        if card.mark == "I" or not resident_id(card.number, today=today, divisions={}).accepted:
            session.notice = "card_unsupported"
            return
        if card.valid_to is not None and card.valid_to < today:
            session.notice = "card_expired"
            return
        session.notice = ""
        self._sessions.note_card(session, card)
        self._sessions.touch()
        application.take_card(session, card)

    async def _wait_for_answer(self, session: Session) -> None:
        """Without the platform's word in time, the person leaves with the provisional number."""
        await asyncio.sleep(self._answer_seconds)
        if self.session is not session or session.step != "sending":
            return
        session.step, session.receipt = "done", "printing"
        self._on_change()
        told = receipts.Told(
            provisional=session.provisional, item=session.item.code, at=wall_clock()
        )
        ended = await self._print(told, time.monotonic() + self._answer_seconds)
        if not session.number:
            session.receipt = "provisional" if ended.code == "done" else "failed"
        self._on_change()

    async def _print(self, told: receipts.Told, deadline: float) -> Ended:
        """Print, waiting for paper until `deadline`; never twice."""
        parts = receipts.parts(told, self._platform.item(told.item), self._platform.terminal_name)
        while True:
            try:
                await self._devices.printer.print(parts)
                return Ended("done")
            except NoFont as lacking:  # said rather than printed as an empty box
                return Ended("failed", str(lacking))
            except OutcomeUnknown as unknown:
                return Ended("unknown", str(unknown))
            except DeviceFailed as failed:
                if time.monotonic() + PAPER_SECONDS > deadline:
                    return Ended("failed", str(failed))
            await asyncio.sleep(PAPER_SECONDS)


def _provisional_number() -> str:
    letters = "".join(secrets.choice(_LETTERS) for _ in range(10))
    return f"{wall_clock():%y%m%d}-{letters[:5]}-{letters[5:]}"
