"""Asking how far a case has come: by its number or the provisional one, and the end of the
applicant's identity number; and rating its service once it is over. The kiosk keeps nothing of
it."""

from collections.abc import Callable, Mapping
from typing import Any

from actors.blocks.forms.normalise import identifier
from edge.link import Link, LinkBroken
from edge.outbox import wall_clock
from edge.printing import ReceiptDesk
from edge.receipts import Told
from edge.services import Services
from edge.session import Session, Sessions

STARS = (1, 2, 3, 4, 5)
_LONGEST = 64  # characters of a number; a case's has 43


class Inquiry:
    """The way through "how far is my case": the question, and the answer with its receipt."""

    def __init__(
        self,
        sessions: Sessions,
        services: Services,
        link: Link,
        desk: ReceiptDesk,
        on_change: Callable[[], None],
    ) -> None:
        self._sessions = sessions
        self._services = services
        self._link = link
        self._desk = desk
        self._on_change = on_change

    def start(self) -> None:
        """Somebody wants to know how far a case has come."""
        if not self._services.closed("progress"):
            self._sessions.open(None).step = "ask"

    async def ask(self, given: Mapping[str, Any]) -> None:
        """Ask the platform, and show what it answers."""
        session = self._sessions.current
        if session is None or session.step != "ask":
            return
        number = identifier(str(given.get("number", "")))[:_LONGEST]
        id_tail = identifier(str(given.get("id_tail", "")))[:_LONGEST]
        if not number or not id_tail:
            session.notice = "inquiry_incomplete"
            return
        session.step, session.notice = "asking", ""
        self._on_change()
        await self._show(session, number, id_tail)
        self._on_change()

    async def rate(self, given: Mapping[str, Any]) -> None:
        """Rate the service of the case on the screen (好差评), by what it was found by."""
        session, stars = self._sessions.current, given.get("stars")
        if session is None or session.step != "found" or session.rating != "open":
            return
        if stars not in STARS:
            return
        session.rating, session.remark = "sending", ""
        self._on_change()
        try:
            found = await self._link.inquire(*session.asked, int(stars))
        except (LinkBroken, TimeoutError):
            session.rating, session.remark = "open", "rating_failed"
        else:
            session.rating = found.rating or "open"
            session.remark = "" if found.outcome == "found" else "rating_failed"
        self._on_change()

    async def _show(self, session: Session, number: str, id_tail: str) -> None:
        try:
            found = await self._link.inquire(number, id_tail)
        except (LinkBroken, TimeoutError):
            session.step, session.notice = "ask", "inquiry_failed"
            return
        match found.outcome:
            case "found" | "not_accepted":
                session.step = "found"
                session.asked, session.rating = (number, id_tail), found.rating
                session.number, session.provisional = found.number, found.provisional
                session.faults = found.refused
                titles = {"title": found.title, "phase": found.phase, "at": found.at}
                session.progress = titles
                if found.number:
                    session.told = Told(
                        provisional=found.provisional,
                        item=found.item,
                        at=found.at or wall_clock(),
                        number=found.number,
                    )
            case outcome:
                session.step, session.notice = "ask", f"inquiry_{outcome}"
