"""What waits for people at an entity (待办): its open tasks, and what a list says of them.

A kind says it as a function of its state (`EntityKind.work`), so that one inbox holds the tasks of
every kind.
"""

import hashlib
from datetime import date, datetime
from functools import lru_cache

import msgspec

from actors.kernel.words import Title

_MARKS_KEPT = 8192  # those of people whose entities are at work just now


class Task(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An open task (任务): it waits for somebody who holds `role` in `unit`.

    Attributes:
        name: unique among the open tasks of the entity; without "#".
        title: what is to be done.
        since: when it was opened.
        due: the last local day on which it is done in time, or None.
        claimed_by: the identity that has taken it, "" for none.
        deputy: who may do it in the place of whoever has claimed it, up to the local day
            `deputy_until`, this included.
        claimable: people take it before they work on it, and may hand it over.
    """

    name: str
    title: Title
    unit: str
    role: str
    since: datetime
    due: date | None = None
    claimed_by: str = ""
    deputy: str = ""
    deputy_until: date | None = None
    claimable: bool = True


class Work(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The open tasks of an entity, and what lists say of it.

    Attributes:
        number: the number that people quote, or "".
        title: what it is about, without personal data.
        system: the system that it belongs to.
        party: whom it is about, masked ("张**").
        found_by: the marks (see `mark`) of what it may be found by exactly: name, telephone, number
            of an identity document.
        tasks: those that are open, in order.
    """

    number: str = ""
    title: Title
    system: str = ""
    party: str = ""
    found_by: tuple[str, ...] = ()
    tasks: tuple[Task, ...] = ()


@lru_cache(_MARKS_KEPT)
def mark(text: str) -> str:
    """Return the mark of a name or number, by which rows are found that do not hold it itself; ""
    for none. Blanks and hyphens within it, and the case of letters, make no difference."""
    plain = "".join(text.split()).replace("-", "").upper()
    return hashlib.sha256(f"yimen:{plain}".encode()).hexdigest()[:24] if plain else ""
