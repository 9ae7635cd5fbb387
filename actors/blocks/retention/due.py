"""What has run out (到期): by the classes of the place, and by what each kind's owner says."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.retention.classes import RetentionClass
from actors.kernel.kept import Kept
from actors.kernel.library import Library
from actors.kernel.system import Installed


@dataclass(frozen=True)
class Due:
    """Rows of the view `view` whose entities, of `kind`, are due: those that fit `where`, by the
    instant `since`."""

    kind: str
    view: str
    since: str
    where: Mapping[str, Any]


def due_of(library: Library, retention: RetentionClass, now: datetime) -> Iterator[Due]:
    """Yield where that stands which is due of a class `now`; nothing of one that never ends."""
    before = retention.closed_before(now)
    if before is None:
        return
    for kept in library[Installed].kept().values():
        if not kept.view or kept.retention not in ("", retention.name):
            continue
        where: dict[str, Any] = {**kept.where, kept.since: {"$lt": before}}
        where["restricted"] = {"$ne": True}
        if kept.item:
            codes = sorted(_codes(library, retention.name))
            if not codes:
                continue
            where[kept.item] = {"$in": codes}
        yield Due(kept.kind, kept.view, kept.since, where)


def beside(library: Library, subject: str) -> tuple[str, ...]:
    """Return the keys of what goes with the entity `subject`, a key, whenever that goes."""
    kind, _, id = subject.partition(":")
    kept = library[Installed].kept().values()
    return tuple(f"{each.kind}:{each.named(id)}" for each in kept if each.goes_with == kind)


def class_of(kept: Mapping[str, Kept], subject: str) -> str | None:
    """Return the class by whose name the owner keeps entities like `subject`, a key; "" where each
    says its own, None where they are not destroyed by themselves."""
    found = kept.get(subject.partition(":")[0])
    return found.retention if found is not None and found.view else None


def _codes(library: Library, name: str) -> set[str]:
    """Return the codes of the items whose cases are kept by the class `name`."""
    items = library[Catalogue].items.values()
    return {item.code for item in items if item.retention == name}
