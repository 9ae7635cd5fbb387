"""Where a visit to the site (联合踏勘) stands, told from the case alone."""

from actors.blocks.cases.parts import Visit
from actors.blocks.cases.state import CaseState


def open_visit(state: CaseState) -> Visit | None:
    """Return the visit that is under way; None: there is none, or it waits for nobody any more."""
    visit = state.visits[-1] if state.visits else None
    if visit is None or visit.ended_at is not None or visit.cancelled:
        return None
    return visit if awaited(visit, state) else None


def awaited(visit: Visit, state: CaseState) -> tuple[str, ...]:
    """Return the tasks whose finding the visit waits for: those that are still open."""
    found = {finding.task for finding in visit.findings}
    waiting = {task.name for task in state.tasks if not task.opinion}
    return tuple(name for name in visit.tasks if name in waiting and name not in found)


def awaits_finding(state: CaseState, task: str) -> bool:
    """Tell whether the department of `task` has yet to record what it found."""
    visit = open_visit(state)
    return visit is not None and task in awaited(visit, state)
