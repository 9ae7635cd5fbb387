"""What the screen shows, as plain values: made anew from the session at every change."""

from collections.abc import Mapping
from typing import Any

import segno

from actors.blocks.cases.items import ServiceItem
from actors.blocks.forms.layout import Field
from actors.kernel.deadlines import CHINA
from actors.kernel.errors import Reason
from edge.application import pages
from edge.devices.interface import Status
from edge.platform import Platform
from edge.screens.words import sentence, words
from edge.services import Services
from edge.session import Session, Sessions


class View:
    """Turns the kiosk's state into what the page draws. How somebody wants it to look, `language`,
    `large` and `contrast`, lasts as long as a session. `boot` names this run of the agent."""

    def __init__(
        self,
        sessions: Sessions,
        platform: Platform,
        services: Services,
        statuses: Mapping[str, Status],
        *,
        boot: str,
        desk: str,
    ) -> None:
        self._sessions = sessions
        self._platform = platform
        self._services = services
        self._statuses = statuses
        self._boot = boot
        self._desk = desk
        self.online = False
        self.greet()

    def greet(self) -> None:
        """The next person is greeted as everybody is."""
        self.language, self.large, self.contrast = "zh", False, False

    @property
    def as_greeted(self) -> bool:
        """Whether nobody has changed how it looks."""
        return (self.language, self.large, self.contrast) == ("zh", False, False)

    def draw(self) -> dict[str, Any]:
        """Return everything that the page needs."""
        self._sessions.expire()
        session, language = self._sessions.current, self.language
        services = self._services.all()
        shown: dict[str, Any] = {
            "boot": self._boot,
            "language": language,
            "large": self.large,
            "contrast": self.contrast,
            "online": self.online,
            "closed": self._platform.closed,
            "services": services,
            "open": not services["apply"],
            "faulty": [name for name, one in self._statuses.items() if not one.usable],
            "terminal": self._platform.terminal_name,
            "desk": self._desk,
            "step": "home",
        }
        if session is None:
            shown["items"] = [self._summary(item) for item in self._platform.items]
            return shown
        left = self._sessions.seconds_left
        shown |= {
            "step": session.step,
            "session": session.id,
            "notice": session.notice,
            "remark": session.remark,
            "seconds_left": max(0, round(left)),
            "warning_seconds": self._sessions.warning_seconds,
            "faults": [self._fault(fault) for fault in session.faults],
            "number": session.number,
            "provisional": session.provisional,
            "receipt": session.receipt,
            "trouble": session.trouble,
        }
        if session.item is not None:
            shown["item"] = self._summary(session.item) | self._guide(session.item)
        if session.progress is not None:
            shown["progress"] = self._progress(session.progress)
            shown["rating"] = session.rating
        if session.step == "done":
            shown["code"] = _code(session.number or session.provisional)
        if session.card is not None:
            shown["applicant"] = {
                "name": session.card.name,
                "id_number": _masked(session.card.number),
            }
        if session.step in ("form", "check"):
            shown["sections"] = self._sections(session)
            shown["section"] = session.section
            titles = {m.name: m.title[language] for m in session.applied_for.materials}
            shown["promised"] = [titles[name] for name in session.promised]
        return shown

    def _progress(self, found: Mapping[str, Any]) -> dict[str, str]:
        title, phase, at = found["title"], found["phase"], found["at"]
        return {
            "title": title[self.language] if title else "",
            "phase": phase[self.language] if phase else "",
            "at": f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}" if at else "",
        }

    def _summary(self, item: ServiceItem) -> dict[str, Any]:
        return {
            "code": item.code,
            "title": item.title[self.language],
            "summary": item.summary[self.language],
            "instant": item.handling == "instant",
            "days": item.limits.promised,
            "hours": item.limits.promised_hours,
            "working": item.limits.unit == "working_day",
            "fee_fen": item.fee_fen,
        }

    def _guide(self, item: ServiceItem) -> dict[str, Any]:
        return {
            "conditions": [condition[self.language] for condition in item.conditions],
            "basis": list(item.legal_basis),
            "statement": [
                {"title": words(f"statement_{self.language}")[part], "text": text[self.language]}
                for part, text in (item.statement.texts() if item.statement else ())
            ],
            "materials": [
                {
                    "title": material.title[self.language],
                    "source": _source(material.sources),
                    "sometimes": material.required_if is not None or material.optional,
                }
                for material in item.materials
            ],
        }

    def _sections(self, session: Session) -> list[dict[str, Any]]:
        return [
            {
                "title": title[self.language],
                "fields": [self._field(field, session) for field in fields],
            }
            for title, fields in pages(session)
        ]

    def _field(self, field: Field, session: Session) -> dict[str, Any]:
        properties: Mapping[str, Any] = session.applied_for.form.get("properties", {})
        schema: Mapping[str, Any] = properties.get(field.name, {})
        return {
            "name": field.name,
            "title": field.title[self.language],
            "hint": field.hint[self.language] if field.hint else "",
            "widget": field.widget,
            "choices": [[value, title[self.language]] for value, title in field.choices],
            "whole": schema.get("type") == "integer",
            "value": session.answers.get(field.name),
            "visible_if": field.visible_if is not None,
        }

    def _fault(self, fault: Reason) -> dict[str, str]:
        name = fault.field.removeprefix("/form/")
        return {"field": name, "text": sentence(fault, self.language)}


def _code(number: str) -> list[str]:
    """Return the QR code of `number`, a string of 0 and 1 for each of its rows."""
    rows = segno.make(number, error="m", micro=False).matrix
    return ["".join(str(int(bool(dot))) for dot in row) for row in rows]


def _source(sources: tuple[str, ...]) -> str:
    if "licence_store" in sources:
        return "from_store"
    return "by_promise" if "promise" in sources else "by_upload"


def _masked(number: str) -> str:
    return number[:3] + "*" * (len(number) - 7) + number[-4:]
