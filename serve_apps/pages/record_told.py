"""What a record is and what happened to it, as whoever looks at it may know it."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

import msgspec

from actors.kernel.kind import EntityKind
from actors.kernel.offer import Rules
from serve_apps.front.language import Language
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services
from serve_apps.front.words import word
from serve_apps.pages import telling
from serve_apps.pages.panels import Related
from serve_apps.pages.parts import SummaryRow
from serve_apps.pages.records import Records
from serve_apps.pages.values import PHASES, Values
from storage import rows
from storage.rows import Order

if TYPE_CHECKING:
    from serve_apps.pages.record import RecordPage

_EVENTS = 200  # of the history, the latest
_RELATED = 50


class Told:
    """Tells of the record `id` of the page `of` what `visitor` may know."""

    def __init__(
        self, of: "RecordPage", visitor: Visitor, services: Services, language: Language, id: str
    ) -> None:
        self._of = of
        self._id = id
        self._visitor = visitor
        self._by = visitor.identity
        self._services = services
        self._records = services[Records]
        self._kind: EntityKind[Any] = self._records.kinds[of.kind]
        self._rules = cast("Rules[Any]", self._kind.rules)
        self._language: Language = language
        self._values = Values(of.kind, services.library, language)

    def hidden(self, state: Any, purpose: str) -> tuple[str, ...]:
        """Return the fields beyond those shown that `purpose` opens to the visitor."""
        verdict = self._rules.permitted("read", self._by, state, purpose)
        names = (each.name for each in msgspec.structs.fields(type(state)))
        shown = (*self._kind.shown, *self._of.told)
        return tuple(name for name in names if name not in shown and verdict.shows(name))

    def _shown(self, state: Any) -> tuple[str, ...]:
        verdict = self._rules.permitted("read", self._by, state, "")
        told = (name for name in self._of.told if verdict.shows(name))
        return (*self._kind.shown, *told)

    async def told(self, state: Any, opened: tuple[str, ...]) -> dict[str, Any]:
        """Return what the record is and what happened to it."""
        library, language = self._services.library, self._language
        phase = self._rules.phase(state)
        shown = self._shown(state)
        heading = self._of.heading if self._of.heading in shown else self._kind.shown[0]
        key = f"{self._of.kind}:{self._id}"
        commits = await self._services.histories.latest(key, _EVENTS)
        purposes = [each for each in self._of.purposes if self.hidden(state, each)]
        return {
            "heading": self._values.text(heading, getattr(state, heading, "")) or self._id,
            "state": self._values.state(phase),
            "look": self._of.look(phase),
            "facts": self._rows(state, [each for each in shown if each != heading]),
            "opened": self._rows(state, opened),
            "purposes": [(each, word(f"purposes.{each}", language)) for each in purposes],
            "tasks": telling.tasks(state, self._of.kind, library, language),
            "clocks": telling.clocks(state, self._of.kind, language),
            "panels": await self._panels(state),
            "entries": telling.history(commits, self._kind, library, language, self._of.untold),
            "related": [await self._related(each) for each in self._of.related],
        }

    async def _panels(self, state: Any) -> list[tuple[str, Any]]:
        shows = self._rules.permitted("read", self._by, state).shows
        told = [
            (each.template, await each.made(self._services, self._visitor, self._id, state, shows))
            for each in self._of.panels
        ]
        return [(template, made) for template, made in told if made is not None]

    def _rows(self, state: Any, names: Iterable[str]) -> list[SummaryRow]:
        rows = (
            (name, self._values.lines(name, getattr(state, name)))
            for name in names
            if hasattr(state, name) and name not in PHASES
        )
        return [SummaryRow(self._values.label(name), text) for name, text in rows if text]

    async def _related(self, of: Related) -> dict[str, Any]:
        """Return the rows that belong to the record, of those that the visitor may see."""
        view = self._records.views[of.view]
        kind = view.kinds[0]
        values = Values(kind, self._services.library, self._language)
        where = {
            "$and": [{of.field: self._id}, self._records.readable(self._by, f"{kind}.read", {})]
        }
        found = await rows.page(self._records.database, of.view, where, Order(()), size=_RELATED)
        judged = self._records.judging(self._by, f"{kind}.read", {})
        return {
            "title": word(f"{kind}.related", self._language),
            "rows": [
                {
                    "href": of.record.format(id=row["_id"]),
                    "texts": [values.text(name, row.get(name)) for name in of.columns],
                }
                for row in found.rows
                if judged(row).allowed
            ],
        }


NOTHING_YET: Mapping[str, Any] = {
    "heading": "",
    "state": "",
    "look": ("", ""),
    "facts": (),
    "opened": (),
    "purposes": (),
    "tasks": (),
    "clocks": (),
    "panels": (),
    "entries": (),
    "related": (),
}
