"""What waits for people at a leave (待办)."""

from collections.abc import Iterator

from actors.kernel.work import Task, Work
from actors.systems.collaborative_office import roles
from actors.systems.collaborative_office.leave.state import LEAVE_REQUEST, LeaveState
from actors.systems.collaborative_office.telling import titles


def work(state: LeaveState) -> Work:
    """Return the open tasks of a leave; whose it is, and why, is not told with them."""
    return Work(
        title=titles("watcher", "choices", "item")[LEAVE_REQUEST],
        system="collaborative_office",
        tasks=tuple(_tasks(state)),
    )


def _tasks(state: LeaveState) -> Iterator[Task]:
    if state.since is None:
        return
    said = titles(LEAVE_REQUEST, "tasks")
    if decides := state.turn_of:
        yield Task(
            name="asked",
            title=said["asked"],
            unit=decides.unit,
            role=decides.role,
            since=state.since,
            claimable=False,
        )
    elif state.phase == "taken":
        yield Task(
            name="taken",
            title=said["taken"],
            unit=state.unit,
            role=roles.READER,
            since=state.since,
            claimed_by=state.person,
            claimable=False,
        )
