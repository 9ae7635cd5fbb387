"""What waits for people at an announcement (待办)."""

from collections.abc import Iterator
from datetime import datetime

from actors.kernel.work import Task, Work
from actors.systems.collaborative_office import roles
from actors.systems.collaborative_office.announcements.state import (
    ANNOUNCEMENT,
    AnnouncementState,
)
from actors.systems.collaborative_office.telling import titles

CONFIRM = "confirm"


def work(state: AnnouncementState) -> Work:
    """Return the open tasks of an announcement. What it is about is not told with them: it is for
    its audience."""
    return Work(
        title=titles("watcher", "choices", "item")[ANNOUNCEMENT],
        system="collaborative_office",
        tasks=tuple(_tasks(state)),
    )


def _tasks(state: AnnouncementState) -> Iterator[Task]:
    phase, since = state.phase, state.since
    if since is None:
        return
    if phase == "handed_in":
        yield _task(phase, since, roles.SIGNER, state.organ)
    elif phase in ("drafted", "approved"):
        yield _task(phase, since, roles.DRAFTER, state.organ, state.drafter)
    for each in state.waits_for:
        account = each.by.partition(":")[2]
        yield _task(CONFIRM, since, roles.READER, each.unit, each.by, f"{CONFIRM}.{account}")


def _task(what: str, since: datetime, role: str, unit: str, of: str = "", name: str = "") -> Task:
    return Task(
        name=name or what,
        title=titles(ANNOUNCEMENT, "tasks")[what],
        unit=unit,
        role=role,
        since=since,
        claimed_by=of,
        claimable=False,
    )
