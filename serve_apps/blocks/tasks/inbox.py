"""The open tasks that somebody may see, and the commands by which they are dealt with."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from actors.blocks.access.access import Access
from actors.blocks.access.where import plain
from actors.blocks.organisation.standing import standing
from actors.kernel.identity import Identity
from actors.kernel.library import Library
from actors.kernel.turn import Command
from actors.kernel.work import mark
from actors.kinds import build_kinds
from actors.runtime.codec import Codec
from serve_apps.front.language import Language
from serve_apps.front.words import known_word
from serve_apps.pages.listing import Listed, Listing
from storage.filters import filter_of
from storage.mongo import Database, Document
from storage.rows import Order

Tab = Literal["mine", "unit", "deputised"]
Deed = Literal["ClaimTask", "ReleaseTask", "HandOverTask", "DeputiseTask"]
MOST = 50  # tasks dealt with at once
TASKS = Listing(
    name="tasks",
    view="tasks",
    order=Order(("urgent_by",)),
    filters=("system", "kind", "level", "claimed_by", "deputy"),
    named=("number", "found_by"),
    within="seat",
)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which tasks: those of `tab`, and of them those that fit what is not "". `text` is the
    beginning of a number, part of a title, or a name, telephone or identity number in full."""

    tab: Tab = "unit"
    system: str = ""
    kind: str = ""
    level: str = ""
    text: str = ""


class Inbox:
    """Reads the rows of `tasks`. All that reads raises PyMongoError when the database does not
    answer."""

    def __init__(self, database: Database, library: Library) -> None:
        self._database = database
        self._library = library
        kinds = build_kinds(library)
        self._plurals = {name: kind.plural for name, kind in kinds.items()}
        self._commands = {
            name: {command.__name__: command for command in Codec(kind).commands}
            for name, kind in kinds.items()
            if kind.work is not None
        }

    async def page(self, by: Identity, wanted: Wanted, today: date, *, cursor: str = "") -> Listed:
        """Return tasks that policies let `by` see, the first to fall due first.

        Raises:
            BadCursor: `cursor` leads nowhere.
        """
        where = {"$and": [self._seen(by), *_conditions(by, wanted, today)]}
        return await TASKS.page(self._database, where, cursor=cursor)

    async def first(self, by: Identity, wanted: Wanted, today: date, most: int) -> list[Document]:
        """Return the first tasks up to `most` that policies let `by` see and that can be claimed,
        those first that fall due first."""
        seen = [self._seen(by), *_conditions(by, wanted, today), {"claimable": True}]
        found = self._database["tasks"].find({"$and": seen}).sort([("urgent_by", 1), ("_id", 1)])
        return [row async for row in found.limit(most)]

    async def these(self, by: Identity, ids: Iterable[str]) -> Mapping[str, Document]:
        """Return those of the rows `ids` that policies let `by` see, by `_id`."""
        where = {"$and": [{"_id": {"$in": list(ids)}}, self._seen(by)]}
        found = self._database["tasks"].find(where)
        return {row["_id"]: row async for row in found}

    def called(self, kind: str, language: Language) -> str:
        """Return what the list of `kind` is called, "" where there is none."""
        return known_word(f"lists.{self._plurals[kind]}.title", language)

    def command(self, row: Document, deed: Deed, given: Mapping[str, Any]) -> Command | None:
        """Return the command of the row's kind that does `deed`; None: the kind has none."""
        made = self._commands.get(row["kind"], {}).get(deed)
        return made(task=row["task"], **given) if made else None

    def _seen(self, by: Identity) -> Document:
        known = standing(by, self._library)
        return filter_of(plain(self._library[Access].where(by, "tasks.read", standing=known)))


def _conditions(by: Identity, wanted: Wanted, today: date) -> list[Document]:
    found: list[Document] = []
    match wanted.tab:
        case "mine":
            found.append({"claimed_by": by.id})
        case "deputised":
            found.append({"deputy": by.id, "deputy_until": {"$gte": today.isoformat()}})
        case "unit":
            pass
    for field in ("system", "kind", "level"):
        if value := getattr(wanted, field):
            found.append({field: value})
    if wanted.text:
        literal = re.escape(wanted.text)
        part = {"$regex": literal, "$options": "i"}
        found.append(
            {
                "$or": [
                    {"number": {"$regex": f"^{literal}"}},
                    {"found_by": mark(wanted.text)},
                    {"party": wanted.text},
                    *({field: part} for field in ("title.zh", "title.en", "what.zh", "what.en")),
                ]
            }
        )
    return found
