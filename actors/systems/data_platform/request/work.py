"""What waits for people at a data request (待办), and what supervision sees of it (办理时限)."""

from datetime import timedelta

from actors.blocks.clocks.cards import ClockFacts, Mark
from actors.blocks.clocks.watching import Subject
from actors.kernel.words import Title
from actors.kernel.work import Task, Work
from actors.systems.data_platform.profile import profile
from actors.systems.data_platform.request.asking import needs_reviewer
from actors.systems.data_platform.request.state import Request
from actors.systems.data_platform.request.terms import DATA_REQUEST
from actors.systems.data_platform.roles import REVIEWER, STEWARD, USER

CLOCK = "data_request"
_CALLED = Title(zh="用数申请", en="Request for data")
_REVIEW = Title(zh="审核用数申请的级别", en="Agree to the level of data that are asked for")
_DECIDE = Title(zh="审批用数申请", en="Decide on a request for data")
_AGAIN = Title(zh="补正用数申请", en="Put a request for data right")


def work(state: Request) -> Work:
    """Return the task that a request waits with: for the reviewer first, where he has to agree."""
    title = Title(zh=state.title, en=state.title) if state.title else _CALLED
    return Work(number="", title=title, system="data_platform", tasks=_tasks(state))


def watched(state: Request) -> Subject | None:
    """Return what supervision sees of a request, None before the owner has it before it: a yellow
    card some working days before its day, a red one from the day after it."""
    if state.opened_at is None or state.due is None or state.yellow is None:
        return None
    clock = ClockFacts(
        name=CLOCK,
        started_at=state.opened_at,
        due=state.due,
        marks=(Mark("yellow", state.yellow), Mark("red", state.due + timedelta(days=1))),
        stopped_at=state.stopped_at,
    )
    return Subject(
        number=state.dataset,
        item=DATA_REQUEST,
        title=_CALLED,
        unit=state.owner,
        clocks=(clock,),
        closed=state.phase not in ("submitted", "returned"),
    )


def _tasks(state: Request) -> tuple[Task, ...]:
    if state.since is None or not state.owner:
        return ()
    if state.phase == "returned":
        named = ("again", _AGAIN, USER, state.unit)
    elif state.phase != "submitted":
        return ()
    elif needs_reviewer(state):
        named = ("review", _REVIEW, REVIEWER, profile().reviewing_unit)
    else:
        named = ("decide", _DECIDE, STEWARD, state.owner)
    name, title, role, unit = named
    due = state.due if state.phase == "submitted" else None
    task = Task(
        name=name, title=title, unit=unit, role=role, since=state.since, due=due, claimable=False
    )
    return (task,)
