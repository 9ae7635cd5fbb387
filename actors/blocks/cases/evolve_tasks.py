"""What events do to the tasks of a case, and to all of them when it ends."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from actors.blocks.cases.state import CaseState, Task

Evolving = dict[type, Callable[[CaseState, Any], CaseState]]
"""What events of one subject do to a case, by the event."""


_NOTHING_WAITS: dict[str, Any] = {"wishes": (), "proposal": None, "renewal": None}


def ended(state: CaseState, at: datetime, **changes: Any) -> CaseState:
    """Return the case that has ended, with `changes`: nothing waits any more."""
    open_tasks = tuple(task.name for task in state.tasks if not task.opinion)
    tasks = cancelled(state.tasks, at, open_tasks)
    return replace(state, tasks=tasks, closed_at=at, **_NOTHING_WAITS, **changes)


def with_task(state: CaseState, name: str, **changes: Any) -> CaseState:
    """Return the case with `changes` to the task called `name`."""
    tasks = tuple(replace(t, **changes) if t.name == name else t for t in state.tasks)
    return replace(state, tasks=tasks)


def cancelled(tasks: tuple[Task, ...], at: datetime, names: tuple[str, ...]) -> tuple[Task, ...]:
    """Return `tasks`, of which those called `names` need not be done any more."""
    return tuple(
        replace(t, opinion="cancelled", done_at=at) if t.name in names else t for t in tasks
    )
