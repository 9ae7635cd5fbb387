"""The way through "apply here": item, card, form, check, send, receipt (自助办理)."""

import asyncio
import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

import msgspec

from actors.kernel.conditions import holds
from actors.kernel.errors import Reason
from actors.kernel.forms import FormRules
from actors.kernel.identifiers import mobile, resident_id
from actors.kernel.items import Field, MaterialSpec, ServiceItem
from actors.kernel.terminal.reports import Filing, Sealed
from actors.kernel.words import Title
from edge import receipts
from edge.devices.id_card import IdCard, UnreadableCard, UnsupportedDocument
from edge.devices.id_card_reader import IdCardReader
from edge.devices.interface import DeviceFailed, OutcomeUnknown
from edge.devices.receipt_printer import ReceiptPrinter
from edge.orders import Ended
from edge.outbox import Outbox, wall_clock
from edge.platform import Platform
from edge.receipts import HALL
from edge.sealing import seal
from edge.session import Session, Sessions
from edge.spool import SpoolFull

PHONE = "applicant_phone"  # asked for when the item's form has no telephone number
Pages = list[tuple[Title, tuple[Field, ...]]]
LOOK_SECONDS = 0.4  # between looks for a card
PAPER_SECONDS = 2.0  # between tries to print
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that look alike

# Answers that a card gives, by the names that forms use.
FROM_CARD: Mapping[str, Callable[[IdCard], object]] = {
    "birth_date": lambda card: card.birth.isoformat(),
    "sex": lambda card: {"1": "male", "2": "female"}.get(card.sex, ""),
    "home_address": lambda card: card.address,
    "household_address": lambda card: card.address,
}


class Journey:
    """Moves the session of the moment from step to step. Methods named after steps of the person
    are called by the screen and do nothing when they come at the wrong moment."""

    def __init__(
        self,
        sessions: Sessions,
        platform: Platform,
        outbox: Outbox,
        reader: IdCardReader,
        printer: ReceiptPrinter,
        *,
        terminal: str,
        answer_seconds: float,
        on_change: Callable[[], None],
    ) -> None:
        self._sessions = sessions
        self._platform = platform
        self._outbox = outbox
        self._reader = reader
        self._printer = printer
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
        """The guide was read: wait for the card."""
        session = self.session
        if session is None or session.step != "guide":
            return
        session.step, session.notice = "card", ""
        self._run(self._wait_for_card(session))

    def answer(self, given: Mapping[str, Any]) -> None:
        """Take the answers of the section on the screen and go on if they are in order."""
        session = self.session
        if session is None or session.step != "form":
            return
        sections = self._take(session, given)
        faults = self._faults(session)
        shown = {f"/form/{field.name}" for field in visible(sections, session)}
        session.faults = tuple(fault for fault in faults if fault.field in shown)
        if session.faults:
            return
        if session.section + 1 < len(sections):
            session.section += 1
            return
        session.faults = faults
        session.promised, missing = self._materials(session)
        session.notice = "needs_window" if missing else ""
        session.step = "check"

    def look(self, given: Mapping[str, Any]) -> None:
        """A choice was made that may show or hide other fields; nothing is checked yet."""
        session = self.session
        if session is not None and session.step == "form":
            self._take(session, given)
            session.section = min(session.section, len(self.sections(session)) - 1)

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
        """File the application: on disk and sealed before anything else happens."""
        session, box_key = self.session, self._platform.box_key
        if session is None or session.step != "check" or session.card is None:
            return
        if session.faults or session.notice or not box_key:
            return
        session.step = "sending"  # a second touch of the button finds another step
        session.provisional = self._provisional()
        try:
            await self._outbox.tell(self._sealed(session, box_key), "A")
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
        mine = session is not None and session.provisional == told.provisional
        if mine and session is not None:
            session.number = told.number
            if told.refused:
                session.step = "refused"
                session.faults = told.refused
                self._on_change()
                return Ended("done", "refused, shown on the screen")
            session.step, session.receipt = "done", "printing"
            self._sessions.touch()
            self._on_change()
        ended = await self._print(told, deadline)
        if mine and session is not None:
            session.receipt = "printed" if ended.code == "done" else "failed"
            self._on_change()
        return ended

    def sections(self, session: Session) -> Pages:
        """Return the pages of the form: a title and the fields that the answers so far show."""
        shown = [
            (
                section.title,
                tuple(f for f in section.fields if holds(f.visible_if, session.answers)),
            )
            for section in session.item.sections
        ]
        return [page for page in shown if page[1]] or [(session.item.title, ())]

    def needs_phone(self, item: ServiceItem) -> bool:
        """Tell whether the kiosk must ask for a telephone number beside the form."""
        return not any(f.widget == "phone" for section in item.sections for f in section.fields)

    async def close(self) -> None:
        """End what waits for a card or an answer."""
        for task in self._tasks:
            task.cancel()

    def _take(self, session: Session, given: Mapping[str, Any]) -> Pages:
        pages = self.sections(session)
        names = {field.name for field in pages[session.section][1]}
        session.answers.update({name: given[name] for name in names if name in given})
        return self.sections(session)

    def _run(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _wait_for_card(self, session: Session) -> None:
        while self.session is session and session.step == "card":
            try:
                card = await self._reader.read()
                if card is not None and self.session is session:
                    self._take_card(session, card)
            except UnsupportedDocument:
                session.notice = "card_unsupported"
            except UnreadableCard:
                session.notice = "card_unreadable"
            except DeviceFailed:
                session.notice = "reader_failed"
            self._on_change()
            await asyncio.sleep(LOOK_SECONDS)

    def _take_card(self, session: Session, card: IdCard) -> None:
        today = wall_clock().astimezone(HALL).date()
        if card.mark == "I" or not resident_id(card.number, today=today, divisions={}).accepted:
            session.notice = "card_unsupported"
            return
        if card.valid_to is not None and card.valid_to < today:
            session.notice = "card_expired"
            return
        self._sessions.note_card(session, card)
        self._sessions.touch()
        session.card, session.step, session.section = card, "form", 0
        names = {field.name for section in session.item.sections for field in section.fields}
        for name in names & FROM_CARD.keys():
            session.answers.setdefault(name, FROM_CARD[name](card))

    def _faults(self, session: Session) -> tuple[Reason, ...]:
        """The form's own rules; what needs the city's data is asked by the platform."""
        rules = FormRules(msgspec.structs.replace(session.item, checks=()))
        answers = rules.clean(_without_phone(session))
        today = wall_clock().astimezone(HALL).date()
        faults = rules.faults(answers, today=today, divisions={}, rules={})
        if not _phones(session.item):
            phone = str(session.answers.get(PHONE, ""))
            faults += mobile(phone, field=f"/form/{PHONE}").errors
        return faults

    def _materials(self, session: Session) -> tuple[tuple[str, ...], tuple[MaterialSpec, ...]]:
        """Return the names of what is promised, and what only a window can take."""
        needed = [
            spec
            for spec in session.item.materials
            if not spec.optional and holds(spec.required_if, session.answers)
        ]
        elsewhere = [spec for spec in needed if "licence_store" not in spec.sources]
        promised = tuple(spec.name for spec in elsewhere if "promise" in spec.sources)
        return promised, tuple(spec for spec in elsewhere if "promise" not in spec.sources)

    def _sealed(self, session: Session, box_key: bytes) -> Sealed:
        assert session.card is not None
        item, key = session.item, uuid4().hex
        answers = FormRules(item).clean(_without_phone(session))
        phones = (str(answers.get(name, "")) for name in _phones(item))
        filing = Filing(
            name=session.card.name,
            id_number=session.card.number,
            phone=next(filter(None, phones), str(session.answers.get(PHONE, ""))),
            form=answers,
            promised=session.promised,
        )
        label = f"{self._terminal}/{key}".encode()
        return Sealed(
            session=session.id,
            item=item.code,
            item_version=item.version,
            idempotency_key=key,
            provisional=session.provisional,
            box=seal(box_key, msgspec.msgpack.encode(filing), label),
        )

    def _provisional(self) -> str:
        letters = "".join(secrets.choice(_LETTERS) for _ in range(10))
        return f"{wall_clock():%y%m%d}-{letters[:5]}-{letters[5:]}"

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
        if session.receipt == "printing" and not session.number:
            session.receipt = "provisional" if ended.code == "done" else "failed"
        self._on_change()

    async def _print(self, told: receipts.Told, deadline: float) -> Ended:
        parts = receipts.parts(told, self._platform.item(told.item), self._platform.terminal_name)
        while True:
            try:
                await self._printer.print(parts)
                return Ended("done")
            except OutcomeUnknown as unknown:
                return Ended("unknown", str(unknown))
            except DeviceFailed as failed:
                if time.monotonic() + PAPER_SECONDS > deadline:
                    return Ended("failed", str(failed))
            await asyncio.sleep(PAPER_SECONDS)


def visible(sections: Pages, session: Session) -> list[Field]:
    """Return the fields of the section on the screen and of those before it."""
    return [field for _, fields in sections[: session.section + 1] for field in fields]


def _shown(fields: tuple[Field, ...], session: Session) -> tuple[Field, ...]:
    return tuple(field for field in fields if holds(field.visible_if, session.answers))


def _phones(item: ServiceItem) -> list[str]:
    """Return the names of the form's fields that ask for a telephone number."""
    return [f.name for section in item.sections for f in section.fields if f.widget == "phone"]


def _without_phone(session: Session) -> dict[str, object]:
    return {name: value for name, value in session.answers.items() if name != PHONE}
