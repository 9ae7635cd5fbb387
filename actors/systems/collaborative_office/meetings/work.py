"""What waits for people at a meeting (待办)."""

from collections.abc import Iterator

from actors.kernel.deadlines import local_day
from actors.kernel.work import Task, Work
from actors.systems.collaborative_office import roles
from actors.systems.collaborative_office.meetings.state import OFFICE_MEETING, MeetingState
from actors.systems.collaborative_office.telling import titles

_OF_THE_SECRETARY = ("planned", "invited", "held")


def work(state: MeetingState) -> Work:
    """Return the open tasks of a meeting: its secretary's next step, and an answer of everybody who
    has given none. What it is about may not be for everybody, and is not told."""
    title = titles(OFFICE_MEETING, "tasks")["meeting"]
    return Work(title=title, system="collaborative_office", tasks=tuple(_tasks(state)))


def _tasks(state: MeetingState) -> Iterator[Task]:
    if state.phase not in _OF_THE_SECRETARY:
        return
    assert state.since is not None and state.begins_at is not None  # it is planned
    called, on = titles(OFFICE_MEETING, "tasks"), local_day(state.begins_at)
    yield Task(
        name=state.phase,
        title=called[state.phase],
        unit=state.organ,
        role=roles.MEETINGS,
        since=state.since,
        due=on if state.phase != "held" else None,
        claimable=False,
    )
    if state.phase == "invited":
        for n, each in enumerate(state.invitees):
            if not each.reply:
                yield Task(
                    name=f"reply.{n}",
                    title=called["reply"],
                    unit=each.unit,
                    role=each.role,
                    since=state.since,
                    due=on,
                    claimed_by=each.who if each.person else "",
                    claimable=False,
                )
