"""What stands beside the fields of a record: parts that its face draws, rows that belong to it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services

Shows = Callable[[str], bool]


@dataclass(frozen=True, kw_only=True)
class Related:
    """Rows of `view` that belong to a record: `field` holds its id. Called `<kind of the
    view>.related`; each is told by `columns` of it and leads to `record`."""

    view: str
    field: str
    columns: tuple[str, ...]
    record: str = ""


Telling = Callable[[Services, Visitor, str, Any, Shows], Any]
"""(services, visitor, id, state, what may be seen of it by the names of fields) -> what a template
tells of a record, None: nothing. It waits for what it asks the database."""


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A part of the page of a record that its own `template` draws, where lists of fields would not
    do; `made` is there called `told`."""

    template: str
    made: Telling
