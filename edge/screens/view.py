"""What the screen shows, as plain values: made anew from the session at every change."""

from collections.abc import Mapping
from typing import Any

from actors.blocks.cases.items import ServiceItem
from actors.blocks.forms.layout import Field
from actors.kernel.errors import Reason
from edge.application import pages
from edge.platform import Platform
from edge.screens.words import sentence
from edge.session import Session, Sessions


class View:
    """Turns the kiosk's state into what the page draws. `language` lasts as long as a session."""

    def __init__(self, sessions: Sessions, platform: Platform, *, desk: str) -> None:
        self._sessions = sessions
        self._platform = platform
        self._desk = desk
        self.language = "zh"
        self.online = False

    def draw(self) -> dict[str, Any]:
        """Return everything that the page needs."""
        session, language = self._sessions.current, self.language
        shown: dict[str, Any] = {
            "language": language,
            "online": self.online,
            "open": self._platform.can_apply,
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
            "item": self._summary(session.item) | self._guide(session.item),
            "notice": session.notice,
            "seconds_left": max(0, round(left)),
            "warning_seconds": self._sessions.warning_seconds,
            "faults": [self._fault(fault) for fault in session.faults],
            "number": session.number,
            "provisional": session.provisional,
            "receipt": session.receipt,
        }
        if session.card is not None:
            shown["applicant"] = {
                "name": session.card.name,
                "id_number": _masked(session.card.number),
            }
        if session.step in ("form", "check"):
            shown["sections"] = self._sections(session)
            shown["section"] = session.section
            titles = {m.name: m.title[language] for m in session.item.materials}
            shown["promised"] = [titles[name] for name in session.promised]
        return shown

    def _summary(self, item: ServiceItem) -> dict[str, Any]:
        return {
            "code": item.code,
            "title": item.title[self.language],
            "summary": item.summary[self.language],
            "instant": item.handling == "instant",
            "days": item.limits.promised,
            "working": item.limits.unit == "working_day",
            "fee_fen": item.fee_fen,
        }

    def _guide(self, item: ServiceItem) -> dict[str, Any]:
        return {
            "conditions": [condition[self.language] for condition in item.conditions],
            "basis": list(item.legal_basis),
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
        schema: Mapping[str, Any] = session.item.form.get("properties", {}).get(field.name, {})
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


def _source(sources: tuple[str, ...]) -> str:
    if "licence_store" in sources:
        return "from_store"
    return "by_promise" if "promise" in sources else "by_upload"


def _masked(number: str) -> str:
    return number[:3] + "*" * (len(number) - 7) + number[-4:]
