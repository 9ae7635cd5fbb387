"""What departments do together, for the eye: visits, wishes for one notice, proposals, notes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from actors.blocks.cases.items import ServiceItem
from actors.blocks.cases.parts import Visit
from actors.blocks.cases.roles import APPROVER, REVIEWER, WINDOW_CLERK
from actors.blocks.cases.state import CaseState
from actors.blocks.cases.visiting import awaited, open_visit
from actors.kernel.library import Library
from serve_apps.blocks.cases.journey import Reader, task_title, who
from serve_apps.front.language import Language
from serve_apps.front.rendering import unit_name
from serve_apps.front.visitor import Visitor


@dataclass(frozen=True)
class ToldNote:
    """A note, with who wrote it."""

    at: datetime
    by: str
    text: str


@dataclass(frozen=True)
class ToldVisit:
    """A visit: `open` while findings are awaited, from the tasks called `waits`."""

    visit: Visit
    open: bool
    findings: tuple[tuple[str, str, str], ...]  # department, "passed" or "failed", what was found
    waits: tuple[str, ...]


def joint_of(
    state: CaseState, item: ServiceItem, library: Library, reader: Reader
) -> dict[str, Any]:
    """Return what pages show of it: `visits` the latest first, `wishes` and `proposer`."""
    language = reader.language
    return {
        "visits": list(_visits(state, item, library, language))[::-1],
        "wishes": [(unit_name(library, wish.unit, language), wish) for wish in state.wishes],
        "proposer": who(state.proposal.by, library, reader) if state.proposal else "",
    }


def notes_of(
    state: CaseState, visitor: Visitor, library: Library, language: Language
) -> tuple[ToldNote, ...]:
    """Return the notes, the latest first, for whoever handles cases; for others there are none."""
    if not visitor.has(WINDOW_CLERK, REVIEWER, APPROVER):
        return ()
    reader = Reader(language, office=True)
    told = (ToldNote(note.at, who(note.by, library, reader), note.text) for note in state.notes)
    return tuple(told)[::-1]


def _visits(
    state: CaseState, item: ServiceItem, library: Library, language: Language
) -> Iterator[ToldVisit]:
    now = open_visit(state)
    for visit in state.visits:
        is_open = visit is now
        yield ToldVisit(
            visit=visit,
            open=is_open,
            findings=tuple(
                (unit_name(library, one.unit, language), one.result, one.text)
                for one in visit.findings
            ),
            waits=tuple(task_title(name, item, language) for name in awaited(visit, state))
            if is_open
            else (),
        )
