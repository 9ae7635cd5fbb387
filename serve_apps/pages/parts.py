"""What the components in templates/components are given: plain records with every part named."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True)
class Tab:
    """A link of a navigation (components/tabs.html); `count` stands behind the title."""

    title: str
    href: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True)
class SummaryRow:
    """A question and its answer (components/summary.html).

    `value` may be several lines; `change` is where it can be changed, `name` what a screen reader
    says that the link changes; `id` lets an error summary lead here; `picture` is the address of a
    small picture of what is told of, `href` that of the file itself; `note` is said below it.
    """

    key: str
    value: str | Sequence[str]
    change: str = ""
    name: str = ""
    id: str = ""
    picture: str = ""
    note: str = ""
    href: str = ""


@dataclass(frozen=True)
class TaskRow:
    """A part of a long form (components/steps.html); `open` tells whether it can be worked on."""

    title: str
    href: str
    done: bool
    open: bool = True


@dataclass(frozen=True)
class Step:
    """One of the things that happen in order (components/steps.html)."""

    title: str
    text: str = ""


@dataclass(frozen=True)
class StageMark:
    """A stage of a case on the progress line (components/progress.html)."""

    title: str
    state: Literal["done", "now", "next", "stopped"]
    note: str = ""


@dataclass(frozen=True)
class Entry:
    """Something that happened (components/timeline.html); `more` are further sentences."""

    what: str
    at: datetime
    who: str = ""
    more: tuple[str, ...] = ()
    kind: Literal["", "good", "notice", "bad"] = ""


@dataclass(frozen=True)
class Column:
    """A column of a table (components/table.html)."""

    title: str
    number: bool = False


@dataclass(frozen=True)
class Saved:
    """A saved filter of a list, and the address of what it leaves."""

    name: str
    href: str
