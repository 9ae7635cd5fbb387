"""Versions of a dataset (数据集版本) as others refer to them: how one is cited, and what became of
columns from one to another (OPEN-41)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from actors.kernel.deadlines import local_day
from actors.kernel.view import Row
from actors.systems.open_data.describing.dcat import Around


@dataclass(frozen=True)
class Columns:
    """What became of columns from one version to another: those that are new, those that are gone,
    those whose type is another, and those that both have alike, each in the order of its table."""

    added: tuple[str, ...]
    gone: tuple[str, ...]
    retyped: tuple[str, ...]
    common: tuple[str, ...]


def columns_between(before: Sequence[Row], after: Sequence[Row]) -> Columns:
    """Return what became of the columns `before`, each with its name and its type."""
    old = {each["name"]: each["type"] for each in before}
    new = {each["name"]: each["type"] for each in after}
    both = [name for name in new if name in old]
    return Columns(
        added=tuple(name for name in new if name not in old),
        gone=tuple(name for name in old if name not in new),
        retyped=tuple(name for name in both if old[name] != new[name]),
        common=tuple(name for name in both if old[name] == new[name]),
    )


def cited(row: Row, version: Row, around: Around) -> str:
    """Return how a version is cited (引用格式): who, what, which, when, and where it stays."""
    unit, year = around.agent(row["unit"]).title.zh, local_day(version["at"]).year
    name = f"{version.get('title') or row['title']}（第{version['number']}版）"
    return f"{unit}. {name}. {year}. {around.version(row['slug'], version['number'])}"


def version_told(row: Row, version: Row, around: Around) -> dict[str, Any]:
    """Return what is told of a version: its permanent name, its files with their digests, how it is
    cited."""
    slug, number = row["slug"], version["number"]
    return {
        "id": around.version(slug, number),
        "dataset": around.dataset(slug),
        "version": number,
        "title": version.get("title") or row["title"],
        "released_at": version["at"].isoformat(timespec="seconds"),
        "rows": version["rows"],
        "columns": list(version["fields"]),
        "citation": cited(row, version, around),
        "files": [
            {**each, "url": around.file(slug, number, each["format"])} for each in version["files"]
        ],
    }
