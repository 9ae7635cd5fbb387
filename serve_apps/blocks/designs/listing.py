"""Every item with its design, for the list."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.designs.view import DESIGNS
from actors.kernel.words import Title
from serve_apps.front.wiring import Wiring

_MOST = 2_000


@dataclass(frozen=True)
class Row:
    """One item: its version in force (0: none), and the state of its design, "" for none."""

    code: str
    title: Title
    unit: str
    version: int
    state: str
    retired: bool
    testing: bool
    effective_at: datetime | None
    updated_at: datetime | None


class Designs:
    """Reads the view of designs."""

    def __init__(self, around: Wiring) -> None:
        self._rows = around.database[DESIGNS]

    async def rows(self, catalogue: Catalogue) -> list[Row]:
        """Return every item and every design of one that there is not yet; those that were worked
        on last first, then by code.

        Raises:
            PyMongoError: the database does not answer.
        """
        found = await self._rows.find().sort("updated_at", -1).limit(_MOST).to_list()
        designs: dict[str, Any] = {row["_id"]: row for row in found}
        items = {code: catalogue.item(code) for code in sorted({c for c, _ in catalogue.items})}
        known = [code for code in designs if code in items or designs[code]["phase"]]
        rows: list[Row] = []
        for code in dict.fromkeys((*known, *items)):
            item, design = items.get(code), designs.get(code, {})
            said = design.get("title")
            title = Title(said["zh"], said["en"]) if said else None
            rows.append(
                Row(
                    code=code,
                    title=title or (item.title if item else Title(code, code)),
                    unit=item.unit if item else "",
                    version=item.version if item else 0,
                    state=design.get("phase", ""),
                    retired=code in catalogue.retired,
                    testing=bool(design.get("testing")),
                    effective_at=design.get("effective_at"),
                    updated_at=design.get("updated_at"),
                )
            )
        return rows
