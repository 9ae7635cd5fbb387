"""What one request asks of a list (列表): the filters, the order, the place; and the rows that fit,
each decided on what it says itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

import structlog
from fastapi import Request

from actors.blocks.forms.normalise import sought
from actors.kernel.verdict import Verdict
from actors.kernel.view import View
from serve_apps.front.language import Language, language_of
from serve_apps.front.visitor import Visitor
from serve_apps.pages.filters import Active, Reading
from serve_apps.pages.records import Records
from serve_apps.pages.values import Values
from storage import rows
from storage.mongo import Document

if TYPE_CHECKING:
    from serve_apps.pages.lists import ListPage

ALWAYS = ("_id", "updated_at")  # of every row: no fields of a state
_TYPED = 100  # characters of a search
_log = structlog.get_logger("yimen.lists")


@dataclass(frozen=True)
class Seen:
    """A row that may be seen: `shows` tells which of its fields."""

    row: Document
    shown: frozenset[str]
    verdict: Verdict

    def shows(self, name: str) -> bool:
        """Tell whether the field `name` may be seen."""
        return name in self.shown or self.verdict.shows(name)


class Asked:
    """What one request asks of a list."""

    def __init__(
        self,
        of: "ListPage",
        request: Request,
        visitor: Visitor,
        records: Records,
        now: datetime,
    ) -> None:
        self._of = of
        self.now = now
        self.records = records
        self.visitor = visitor
        self.view: View = records.views[of.view]
        self.kind = of.kind or self.view.kinds[0]
        self.language: Language = language_of(request)
        self.values = Values(self.kind, records.library, self.language)
        self._shown = frozenset((*records.kinds[self.kind].shown, *ALWAYS))
        self._judged = records.judging(visitor.identity, self.action, of.paths, of.purpose)
        sent = request.query_params
        self.text = sought(sent.get("q", ""))[:_TYPED] if self.view.searchable else ""
        self.cursor = sent.get("cursor") or None
        chosen = {each.name: each for each in of.orders}
        self.sorting = chosen.get(sent.get("order", ""), of.orders[0])
        self.readings: Sequence[Reading] = [
            each.read(self.kind, sent, records.library, self.language) for each in of.filters
        ]
        names = {control.name for reading in self.readings for control in reading.controls}
        kept = [(name, value) for name, value in parse_qsl(str(sent)) if name in names and value]
        self.given: list[tuple[str, str]] = [
            *([("q", self.text)] if self.text else []),
            *kept,
            *([("order", self.sorting.name)] if self.sorting is not of.orders[0] else []),
        ]

    @property
    def action(self) -> str:
        return f"{self.kind}.{self._of.action}"

    @property
    def tells(self) -> bool:
        """Whether pages tell that rows have changed: an index knows which were last."""
        return any(index.fields[0] == rows.CHANGED for index in self.view.indexes)

    @property
    def fields(self) -> tuple[str, ...]:
        """What is read of a row: what is shown of it, and what policies may ask."""
        guarded = self.records.guarded(self.kind)
        facts = guarded.facts if guarded else ()
        asked = (self._of.paths.get(name, name) for name in facts)
        return (*(column.field for column in self._of.columns), *asked)

    def where(self) -> Document:
        """Return the query of the rows that fit and may be seen."""
        readable = self.records.readable(
            self.visitor.identity, self.action, self._of.paths, self._of.purpose
        )
        chosen = [reading.where for reading in self.readings if reading.where is not None]
        own = {self._of.own: self.visitor.account} if self._of.own else {}
        parts = [each for each in (dict(self._of.only), own, readable, *chosen) if each]
        return {"$and": parts} if parts else {}

    def seen(self, found: Sequence[Document]) -> list[Seen]:
        """Return those of `found` that may be seen, each decided on what it says itself."""
        judged = ((row, self._judged(row)) for row in found)
        seen = [Seen(row, self._shown, verdict) for row, verdict in judged if verdict.allowed]
        if len(seen) != len(found):
            _log.error("list.filter_differs", list=self._of.name, rows=len(found) - len(seen))
        return seen

    async def count(self) -> tuple[int, bool]:
        return await rows.count(self.records.database, self._of.view, self.where())

    def active(self) -> list[Active]:
        text = [Active(f"“{self.text}”", ("q",))] if self.text else []
        return [*text, *(each.active for each in self.readings if each.active is not None)]

    def address(self, *, without: Sequence[str] = (), **more: str | None) -> str:
        """Return the address of the list with what was given, `without` some and with `more`."""
        kept = [(name, value) for name, value in self.given if name not in without]
        kept += [(name, value) for name, value in more.items() if value is not None]
        return f"{self._of.at}?{urlencode(kept)}" if kept else self._of.at
