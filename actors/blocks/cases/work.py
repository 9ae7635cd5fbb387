"""What waits for people at a case: the tasks of its stage, and what its window has to do."""

from collections.abc import Iterator

from actors.blocks.cases.basis import Basis, basis_of, lead_of
from actors.blocks.cases.roles import APPROVER, WINDOW_CLERK
from actors.blocks.cases.state import CaseState, Task
from actors.kernel.errors import Refusal
from actors.kernel.identifiers import mask_name
from actors.kernel.library import Library
from actors.kernel.words import Title
from actors.kernel.work import Task as OpenTask
from actors.kernel.work import Work, mark

NOTHING = Work(title=Title(zh="", en=""))
_AT_WINDOW = {  # what is to be done there in a phase, since when, and by which of the dues
    "submitted": (Title(zh="受理", en="Acceptance"), "received_at", "notice"),
    "granted": (Title(zh="出证", en="Issue"), "decided_at", "issue"),
    "issued": (Title(zh="送达", en="Delivery"), "issued_at", ""),
}


def work(state: CaseState, library: Library) -> Work:
    """Return the open tasks of a case, and of one that has any whom it is about. With one whose
    item is no longer loaded nothing can be done."""
    try:
        basis = basis_of(library, state)
    except Refusal:
        return NOTHING
    tasks = (*_at_window(state, basis), *_of_stage(state, basis), *_of_renewal(state, basis))
    if not tasks:
        return NOTHING
    applicant = state.applicant
    found_by = (applicant.name, applicant.phone, applicant.id_number) if applicant else ()
    return Work(
        number=state.number,
        title=basis.item.title,
        system=basis.item.system,
        party=mask_name(applicant.name) if applicant else "",
        found_by=tuple(found for text in found_by if (found := mark(text))),
        tasks=tasks,
    )


def open_task(task: Task, basis: Basis) -> OpenTask:
    """Return a task of a case as lists and those who hand it over have it."""
    return OpenTask(
        name=task.name,
        title=_title(task, basis),
        unit=task.unit,
        role=task.role,
        since=task.since,
        due=task.due,
        claimed_by=task.claimed_by,
        deputy=task.deputy,
        deputy_until=task.deputy_until,
    )


def _of_stage(state: CaseState, basis: Basis) -> Iterator[OpenTask]:
    if state.phase not in ("accepted", "paused"):
        return
    for task in state.tasks:
        if not task.opinion:
            yield open_task(task, basis)


def _at_window(state: CaseState, basis: Basis) -> Iterator[OpenTask]:
    if state.phase not in _AT_WINDOW or state.closed_at is not None:
        return
    title, since, due = _AT_WINDOW[state.phase]
    yield OpenTask(
        name=state.phase,
        title=title,
        unit=lead_of(basis.item, state),
        role=WINDOW_CLERK,
        since=getattr(state, since),
        due=getattr(state.dues, due) if due else None,
        claimable=False,
    )


def _of_renewal(state: CaseState, basis: Basis) -> Iterator[OpenTask]:
    if state.renewal is not None:
        yield OpenTask(
            name="renewal",
            title=Title(zh="延续", en="Renewal"),
            unit=lead_of(basis.item, state),
            role=APPROVER,
            since=state.renewal.asked_at,
            due=state.renewal.until,
            claimable=False,
        )


def _title(task: Task, basis: Basis) -> Title:
    stage = basis.item.flow.stage(task.stage)
    titles = {f"{stage.name}/{branch.name}": branch.title for branch in stage.branches}
    return titles.get(task.name, stage.title)
