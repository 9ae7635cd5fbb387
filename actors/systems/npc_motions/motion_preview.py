"""What another version of a profile would change: which open items have other dates (NPC-25)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import msgspec

from actors.kernel.calendar import Calendar
from actors.kernel.view import Row
from actors.systems.npc_motions.fixed_dates import LIMITS, FixedDate, fix
from actors.systems.npc_motions.motion_state import ENDED
from actors.systems.npc_motions.profile import Profile, provisions

CLOSED = frozenset((*ENDED, "closed", "archived", "letter", "merged"))


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One term of an open item that would end on another day.

    `now` is the day by which it is due, `then` that by the other version, None if it sets none.
    `article` is the one that the other version rests on.
    """

    id: str
    number: str
    question: str
    now: date
    then: date | None
    article: str


class Value(msgspec.Struct, frozen=True, kw_only=True):
    """A value of a profile that another version has otherwise, each with its article."""

    name: str
    former_article: str
    article: str


class Running(msgspec.Struct, frozen=True, kw_only=True):
    """A term that runs for an open item, as it was fixed."""

    id: str
    number: str
    due: FixedDate


def running(rows: Iterable[Row]) -> Iterator[Running]:
    """Yield the terms that run, of rows of `proposals`; what is closed has none any more."""
    for row in rows:
        if row["state"] not in CLOSED:
            dues: Mapping[str, Any] = row.get("dues", {})
            for due in dues.values():
                fixed = msgspec.convert(due, FixedDate)
                yield Running(id=row["_id"], number=row["number"], due=fixed)


def differing(
    terms: Iterable[Running], profile: Profile, calendar: Calendar
) -> tuple[Difference, ...]:
    """Return those of `terms` that `profile` would have end on another day. Nothing is moved by
    that: a fixed date keeps its version."""
    found = (_difference(term, profile, calendar) for term in terms)
    return tuple(each for each in found if each is not None)


def changed(former: Profile, profile: Profile) -> tuple[Value, ...]:
    """Return the values in which two versions differ, with the article of each; "" where a version
    has no such value, or its article is not known."""
    old, new = dict(provisions(former)), dict(provisions(profile))
    return tuple(
        Value(
            name=name,
            former_article=old[name].article if name in old else "",
            article=new[name].article if name in new else "",
        )
        for name in dict.fromkeys((*old, *new))
        if old.get(name) != new.get(name)
    )


def _difference(term: Running, profile: Profile, calendar: Calendar) -> Difference | None:
    due = term.due
    then = fix(profile, due.question, due.start, calendar, due.added_days)
    day = then.effective if then else None
    if day == due.effective:
        return None
    limit = LIMITS[due.question](profile)
    return Difference(
        id=term.id,
        number=term.number,
        question=due.question,
        now=due.effective,
        then=day,
        article=limit.article if limit else "",
    )
