"""Published proposals as open data (开放数据): CSV and JSON, without the names of deputies."""

import csv
from collections.abc import Iterable, Mapping
from typing import Any, cast

import msgspec

from actors.kernel.deadlines import local_day
from actors.kernel.safe_text import unharmed
from actors.kernel.view import Row

COLUMNS = (
    "number", "kind", "title", "state", "congress", "session", "units", "reply_due", "round",
    "submitted_on", "subject", "grounds", "plan", "matter", "reply", "ratings",
)  # fmt: skip
_TEXT = ("subject", "grounds", "plan", "matter", "reply")


class _Written(list[str]):
    """Keeps what is written to it."""

    def write(self, text: str) -> None:
        """Keep `text`."""
        self.append(text)


def published(rows: Iterable[Row]) -> tuple[dict[str, Any], ...]:
    """Return what everybody may have of `rows`, in their order; only of those that are published.
    Every value stands under a name of `COLUMNS`."""
    return tuple(open_item(row) for row in rows if row["published"])


def as_json(rows: Iterable[Row]) -> bytes:
    """Return the published ones of `rows` as a JSON array of objects, in UTF-8."""
    return msgspec.json.encode(published(rows))


def as_csv(rows: Iterable[Row]) -> bytes:
    """Return the published ones of `rows` as CSV in UTF-8 with a byte order mark, so that
    spreadsheets read it. Several units are parted by semicolons. What a spreadsheet would take for
    a formula is preceded by an apostrophe."""
    written = _Written()
    table = csv.writer(written, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for row in published(rows):
        table.writerow([_cell(row[name]) for name in COLUMNS])
    return "".join(written).encode("utf-8-sig")


def open_item(row: Row) -> dict[str, Any]:
    """Return what everybody may have of one published row, under the names of `COLUMNS`. `ratings`
    are the deputy's of the replies, the first first."""
    text: Mapping[str, Any] = row["public"] or {}
    found: dict[str, Any] = {
        name: row[name] for name in COLUMNS if name in row and name not in _TEXT
    }
    submitted = row["submitted_at"]
    found["title"] = text.get("title", row["title"])
    found["submitted_on"] = local_day(submitted).isoformat() if submitted else ""
    found.update({name: text.get(name, "") for name in _TEXT})
    found["ratings"] = [rating["result"] for rating in row["ratings"]]
    return {name: found[name] for name in COLUMNS}


def _cell(value: Any) -> str:
    text = ";".join(cast(list[str], value)) if isinstance(value, list) else str(value or "")
    return unharmed(text)
