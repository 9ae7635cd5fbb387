"""Choosing from more than a page can show (选取): by name or number, never by an id typed by hand.

Without scripts what is looked for is sent with the form and comes back beside the control; with
them it comes while somebody types. What was chosen stays, whatever is looked for next.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from actors.kernel.identity import Identity
from serve_apps.front.language import Language
from serve_apps.pages.records import Records
from serve_apps.pages.values import Values, at_path
from storage import rows
from storage.mongo import Document
from storage.rows import Order
from storage.search.folding import folded
from storage.search.index import Searched

MOST = 12  # choices of a list that are shown without a search, and rows that one finds
_READ = 300  # rows, the first in their order, whose hidden texts are looked through
_TYPED = 100  # characters of what is looked for


@dataclass(frozen=True)
class Found:
    """What can be chosen now, (value, title) each: what is chosen comes first.

    `text` is what was looked for; None: there is so little that all of it is here. `more`: there
    is more that fits.
    """

    choices: tuple[tuple[str, str], ...]
    text: str | None = None
    more: bool = False


@dataclass(frozen=True)
class Choosing:
    """Who chooses, on the page of an entity in `state`."""

    records: Records
    by: Identity
    language: Language
    state: Any


@dataclass(frozen=True, kw_only=True)
class Pick:
    """What a field can hold: rows of `view` that the visitor may read.

    Attributes:
        view: its name; it can be searched.
        told: the fields that a row is told by, of those that the visitor may see.
        value: the field of a row that the command holds.
        number: the field of a row that is a number as people write it, and indexed; "": none.
        kind: of which kind the rows are, where the view has several; "": the view's first.
        order: in which they come where there are few.
        only: of all rows, those that fit this query, made of the state of the entity.
    """

    view: str
    told: tuple[str, ...]
    value: str = "_id"
    number: str = ""
    kind: str = ""
    order: Order = field(default=Order(()))
    only: Callable[[Any], Document] = lambda state: {}

    async def found(self, at: Choosing, text: str, chosen: Sequence[str]) -> Found:
        """Return what fits `text` and what is `chosen`.

        Raises:
            PyMongoError: the database does not answer.
        """
        text = text.strip()[:_TYPED]
        fitting, more = await (self._search(at, text) if text else self._first(at))
        whole = not text and not more
        picked = await self._rows(at, {self.value: {"$in": list(chosen)}}) if chosen else []
        known = {row[self.value]: self._title(at, row) for row in picked}
        titles = {each: known.get(each, each) for each in chosen}
        if text or whole:
            titles |= {
                row[self.value]: self._title(at, row)
                for row in fitting
                if row[self.value] not in titles
            }
        return Found(tuple(titles.items()), None if whole else text, bool(text) and more)

    def faults(self, records: Records) -> Iterator[str]:
        """Yield what does not fit between this and what is installed."""
        view = records.views.get(self.view)
        if view is None or not view.searchable:
            yield f"there is no view {self.view!r} that can be searched"
            return
        name = self.kind or view.kinds[0]
        guarded = records.guarded(name)
        if guarded is None or "read" not in guarded.actions:
            yield f"policies know no action '{name}.read'"
        indexes = [index.fields for index in view.indexes]
        wanted = [each for each in (self.value, self.number) if each not in ("", "_id")]
        for missing in rows.unindexed(indexes, (), [self.order], named=wanted):
            yield f"index missing in view {self.view!r} for {missing}"

    async def _first(self, at: Choosing) -> tuple[list[Document], bool]:
        found = await self._rows(at, self.only(at.state), size=MOST + 1)
        return found[:MOST], len(found) > MOST

    async def _search(self, at: Choosing, text: str) -> tuple[list[Document], bool]:
        only = self.only(at.state)
        numbered: list[Document] = []
        if self.number:
            numbered = await self._rows(at, {"$and": [{self.number: text}, only]})
        view = at.records.views[self.view]
        if view.hidden:
            return await self._looked_through(at, text)
        searched = Searched(
            collection=self.view, texts=view.texts, where=self._where(at, self.only(at.state))
        )
        hits = await at.records.search.find(text, [searched], limit=MOST)
        met = {row["_id"] for row in numbered}
        others = [hit.row for hit in hits.rows if hit.row["_id"] not in met]
        return self._seen(at, [*numbered, *others]), hits.after is not None

    async def _looked_through(self, at: Choosing, text: str) -> tuple[list[Document], bool]:
        """Return rows that are told by what `text` is part of: what is hidden has no terms."""
        wanted, where = folded(text), self._where(at, self.only(at.state))
        found: list[Document] = []
        cursor: str | None = None
        for _ in range(0, _READ, rows.MOST):
            page = await rows.page(
                at.records.database, self.view, where, self.order, cursor=cursor, size=rows.MOST
            )
            seen = self._seen(at, page.rows)
            found += [row for row in seen if wanted in folded(self._title(at, row))]
            if (cursor := page.after) is None:
                break
        return found[:MOST], len(found) > MOST

    async def _rows(self, at: Choosing, where: Document, size: int = rows.MOST) -> list[Document]:
        database = at.records.database
        page = await rows.page(database, self.view, self._where(at, where), self.order, size=size)
        return self._seen(at, page.rows)

    def _where(self, at: Choosing, where: Document) -> Document:
        return {"$and": [where, at.records.readable(at.by, f"{self._kind(at)}.read", {})]}

    def _seen(self, at: Choosing, found: Sequence[Document]) -> list[Document]:
        action = f"{self._kind(at)}.read"
        judged = at.records.judging(at.by, action, {})
        return [row for row in found if judged(row).allowed]

    def _kind(self, at: Choosing) -> str:
        return self.kind or at.records.views[self.view].kinds[0]

    def _title(self, at: Choosing, row: Document) -> str:
        kind = self._kind(at)
        shown = at.records.kinds[kind].shown
        verdict = at.records.judging(at.by, f"{kind}.read", {})(row)
        values = Values(kind, at.records.library, at.language)
        texts = (
            values.text(name, at_path(row, name))
            for name in self.told
            if name in shown or verdict.shows(name)
        )
        return " · ".join(filter(None, texts)) or str(row[self.value])


def among(choices: Sequence[tuple[str, str]], text: str, chosen: Sequence[str]) -> Found:
    """Return what of a long list fits `text`, and what of it is `chosen`."""
    text = text.strip()[:_TYPED]
    if len(choices) <= MOST:
        return Found(tuple(choices))
    titles: Mapping[str, str] = dict(choices)
    picked = {each: titles.get(each, each) for each in chosen}
    wanted = folded(text)
    fitting = [
        (value, title)
        for value, title in choices
        if wanted and wanted in folded(title) and value not in picked
    ]
    return Found((*picked.items(), *fitting[:MOST]), text, len(fitting) > MOST)
