"""The way through "apply here": item, card, form, check, send, receipt (自助办理)."""

import asyncio
import secrets
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from actors.blocks.terminals.reports import Sealed
from actors.kernel.deadlines import CHINA
from actors.kernel.identifiers import resident_id
from edge import application, receipts
from edge.devices.id_card import IdCard, UnreadableCard, UnsupportedDocument
from edge.devices.id_card_reader import IdCardReader
from edge.orders import Ended
from edge.outbox import Outbox, wall_clock
from edge.platform import Platform
from edge.printing import OVER, ReceiptDesk
from edge.services import Services
from edge.session import Session, Sessions
from edge.spool import SpoolFull

LOOK_SECONDS = 0.4  # between looks for a card
_SAID_OF: Mapping[type[Exception], str] = {
    UnsupportedDocument: "card_unsupported",
    UnreadableCard: "card_unreadable",
}
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that look alike


class Journey:
    """Moves the session of the moment from step to step. Methods named after steps of the person
    are called by the screen and do nothing when they come at the wrong moment."""

    def __init__(
        self,
        sessions: Sessions,
        platform: Platform,
        outbox: Outbox,
        reader: IdCardReader,
        services: Services,
        desk: ReceiptDesk,
        *,
        terminal: str,
        answer_seconds: float,
        on_change: Callable[[], None],
    ) -> None:
        self._sessions = sessions
        self._platform = platform
        self._outbox = outbox
        self._reader = reader
        self._services = services
        self._desk = desk
        self._terminal = terminal
        self._answer_seconds = answer_seconds
        self._on_change = on_change
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def session(self) -> Session | None:
        """The session of the moment."""
        return self._sessions.current

    def start(self, code: str) -> None:
        """Choose an item; its guide can be read whatever is broken."""
        item = self._platform.item(code)
        if item is not None and not self._platform.closed:
            self._sessions.open(item)

    def lay_card(self) -> None:
        """The guide was read: wait for the card, or go on if it was read before."""
        session = self.session
        if session is None or session.step != "guide":
            return
        session.notice = self._services.closed("apply")
        if session.notice:
            return
        session.step = "card" if session.card is None else "form"
        if not session.watched:
            session.watched = True
            self._run(self._watch_reader(session))

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
        session.remark = ""
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
        session.faults, session.notice, session.remark = (), "", ""
        match session.step:
            case "form" if session.section > 0:
                session.section -= 1
            case "form" | "card":
                session.step = "guide"
            case "check" | "refused":
                session.step, session.section = "form", 0
            case "found":
                session.step, session.progress = "ask", None
                session.number = session.provisional = session.receipt = session.trouble = ""
                session.told, session.asked, session.rating = None, ("", ""), ""
            case "guide" | "ask":
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
        session.notice = self._platform.closed  # cut off while the form was filled in
        if session.notice:
            return
        session.step, session.remark = (
            "sending",
            "",
        )  # a second touch of the button finds another step
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
            self._sessions.end("finished" if session.step in ("done", "found") else "left")

    async def print_again(self) -> None:
        """Print what could not be printed before, or the receipt of a case that was found."""
        session = self.session
        if session is not None and not self._services.closed("receipt"):
            await self._desk.print_again(session)

    def cut_off(self) -> None:
        """The platform wants nothing of this kiosk any more: whoever fills in a form is let go, and
        who has sent one keeps the screen with its number."""
        session = self.session
        if session is not None and session.step not in ("sending", "done", "refused"):
            self._sessions.end("stopped")

    async def print_receipt(self, arguments: Mapping[str, object], deadline: float) -> Ended:
        """The platform's word on an application: print it, or show why it was refused, to whoever
        sent it. When its session has ended it is neither printed nor shown: somebody else may stand
        there. Its number leads to it at any kiosk."""
        told = receipts.Told.of(arguments)
        session = self.session
        if session is None or not told.provisional or session.provisional != told.provisional:
            return OVER
        session.number = told.number
        self._sessions.touch()
        if told.refused:
            session.step, session.faults = "refused", told.refused
            self._on_change()
            return Ended("done", "refused, shown on the screen")
        session.step = "done"
        return await self._desk.print(session, told)

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

    async def _watch_reader(self, session: Session) -> None:
        """Read the card that is waited for; later ones are not taken, whoever they belong to."""
        while self.session is session:
            await self._look_at_reader(session, waited_for=session.step == "card")
            await asyncio.sleep(LOOK_SECONDS)

    async def _look_at_reader(self, session: Session, *, waited_for: bool) -> None:
        before = (session.step, session.notice, session.remark)
        try:
            card = await self._reader.read()
        except Exception as failure:  # whatever befalls the reader, it is looked at again
            if waited_for and session.step == "card":
                session.notice = _SAID_OF.get(type(failure), "reader_failed")
        else:
            if card is not None and self.session is session:
                self._see(session, card)
        if (session.step, session.notice, session.remark) != before:
            self._on_change()

    def _see(self, session: Session, card: IdCard) -> None:
        if session.card is None:
            if session.step == "card":
                self._take_card(session, card)
        elif card.number != session.card.number:
            session.remark = "other_card"
            self._sessions.note_other_card(session)

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
        session.step = "done"
        await self._desk.print(
            session,
            receipts.Told(
                provisional=session.provisional, item=session.applied_for.code, at=wall_clock()
            ),
        )


def _provisional_number() -> str:
    letters = "".join(secrets.choice(_LETTERS) for _ in range(10))
    return f"{wall_clock():%y%m%d}-{letters[:5]}-{letters[5:]}"
