"""Readings (查阅记录) as people are told of them: when, by which post of which unit, what for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from actors.kernel.library import Library
from serve_apps.front.faces import address_of
from serve_apps.front.language import Language, translations
from serve_apps.front.rendering import unit_name
from serve_apps.front.words import known_word, word


@dataclass(frozen=True)
class Told:
    """One reading: when, who, what for, why if that was asked, whether names and numbers were shown
    in full, and the address of the page of what was read, or ""."""

    at: datetime
    who: str
    purpose: str
    reason: str
    full: bool
    href: str


def told(rows: Iterable[Mapping[str, Any]], library: Library, language: Language) -> list[Told]:
    """Return the readings that `rows` of the view `access_log` are, as the person is told of them
    whose data it was: units and posts, no names."""
    return [_told(row, library, language) for row in rows]


def _told(row: Mapping[str, Any], library: Library, language: Language) -> Told:
    kind, _, id = str(row["subject"]).rpartition(".")
    kind = kind or "case"
    return Told(
        at=row["at"],
        who=_who(row, library, language),
        purpose=known_word(f"purposes.{row['purpose']}", language) or row["purpose"],
        reason=row.get("reason", ""),
        full=bool(row.get("full")),
        href=address_of(f"{kind}:{id}", "resident"),
    )


def _who(row: Mapping[str, Any], library: Library, language: Language) -> str:
    _ = translations(language).gettext
    sort, _colon, account = row["by"].partition(":")
    if sort == "person":
        if row.get("acting_for"):
            return _("受委托的人")
        return _("本人") if account == row.get("about") else _("其他人")
    if sort == "terminal":
        return _("自助终端")
    if sort == "department":
        unit = unit_name(library, row["unit"], language) if row.get("unit") else ""
        return " · ".join(filter(None, (unit, _("外部系统"))))
    unit = unit_name(library, row["unit"], language) if row.get("unit") else _("工作人员")
    posts = [word(f"roles.{role}", language) for role in row.get("roles", ())]
    return " · ".join((unit, *posts))
