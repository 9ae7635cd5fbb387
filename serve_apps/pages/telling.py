"""What happened to a record, what is open and what is due, in words."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import msgspec

from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from serve_apps.front.language import Language, translations
from serve_apps.front.words import known_word
from serve_apps.pages.parts import Entry, SummaryRow
from serve_apps.pages.values import Values, acted, deputising


def history(
    commits: Iterable[Mapping[str, Any]],
    kind: EntityKind[Any],
    library: Library,
    language: Language,
    untold: Collection[str] = (),
) -> list[Entry]:
    """Return what happened, the latest first: `commits` come that way, events called `untold` left
    out. Of an event no more is told than the kind shows, and of who acted the post only."""
    values = Values(kind.name, library, language)
    told: list[Entry] = []
    for commit in commits:
        who = acted(commit["by"], library, language, kind.name)
        if absent := commit.get("for"):
            who = deputising(who, acted(f"staff:{absent}", library, language), language)
        for event in reversed(commit["ev"]):
            name = event["type"]
            if name in untold:
                continue
            what = known_word(f"{kind.name}.events.{name}", language) or name
            told.append(Entry(what, commit["at"], who, _facts(event, kind, values, language)))
    return told


def tasks(state: Any, kind: str, library: Library, language: Language) -> list[tuple[str, str]]:
    """Return the open tasks of a state that has some: what is to be done, and who is to do it."""
    _ = translations(language).gettext
    values = Values(kind, library, language)
    found: list[tuple[str, str]] = []
    for task in _several(getattr(state, "tasks", ())):
        title = known_word(f"{kind}.tasks.{task.name}", language) or task.name
        role = getattr(task, "role", "")
        parts = [
            values.text("unit", getattr(task, "unit", "")),
            known_word(f"roles.{role}", language),
            _("已认领") if getattr(task, "claimed_by", "") else "",
            _due(values, getattr(task, "due", None), _),
        ]
        found.append((title, " · ".join(filter(None, parts))))
    return found


def clocks(state: Any, kind: str, language: Language) -> list[tuple[str, date | datetime]]:
    """Return the days and moments that a state is due by: the fields of its `dues` or `clocks`."""
    found: list[tuple[str, date | datetime]] = []
    for source in ("dues", "clocks"):
        struct = getattr(state, source, None)
        parts = msgspec.structs.asdict(struct) if isinstance(struct, msgspec.Struct) else struct
        if not isinstance(parts, Mapping):
            continue
        for name, value in parts.items():
            if isinstance(value, date):
                title = known_word(f"{kind}.fields.{name}", language)
                found.append((title or known_word(f"dues.{name}", language) or name, value))
    return found


def _facts(
    event: Mapping[str, Any], kind: EntityKind[Any], values: Values, language: Language
) -> tuple[str, ...]:
    colon = translations(language).gettext("：")
    rows = [
        SummaryRow(values.label(name), values.text(name, event[name]))
        for name in kind.shown
        if name in event
    ]
    return tuple(f"{row.key}{colon}{row.value}" for row in rows if row.value)


def _several(tasks: Any) -> Sequence[Any]:
    found = tasks.values() if isinstance(tasks, Mapping) else tasks
    return [task for task in found if hasattr(task, "name") and not getattr(task, "opinion", "")]


def _due(values: Values, due: Any, _: Any) -> str:
    return _("%(day)s 前") % {"day": values.text("due", due)} if due else ""
