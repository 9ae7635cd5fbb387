"""What waits for people at a follow-up order (待办), and what supervision sees of it."""

from collections.abc import Iterator
from datetime import timedelta

from msgspec.structs import replace

from actors.blocks.clocks.cards import ClockFacts, Mark
from actors.blocks.clocks.watching import Subject
from actors.kernel.words import Title
from actors.kernel.work import Task, Work
from actors.systems.collaborative_office import roles
from actors.systems.collaborative_office.follow_up.state import (
    ENDED,
    FOLLOW_UP_ORDER,
    RUNNING,
    OrderState,
)
from actors.systems.collaborative_office.telling import titles

CLOCK = "office_follow_up"
_OF_THE_OFFICE = ("initiated", "closure_asked", "verified", "closed")


def work(state: OrderState) -> Work:
    """Return the open tasks of an order. It is named by its number: what it is about may not be
    for everybody."""
    return Work(
        number=state.number,
        title=_title(),
        system="collaborative_office",
        tasks=tuple(_tasks(state)),
    )


def watched(state: OrderState) -> Subject | None:
    """Return what supervision sees of an order, None before a unit was to do it: a yellow card some
    working days before its day, a red one from the day after it. Of one that was split the parts
    are watched."""
    if state.due is None or state.yellow is None or state.assigned_at is None:
        if not state.parts:
            return None
        return Subject(
            number=state.number, item=FOLLOW_UP_ORDER, title=_title(), unit=state.organ, closed=True
        )
    red = state.due + timedelta(days=1)
    clock = ClockFacts(
        name=CLOCK,
        started_at=state.assigned_at,
        due=state.due,
        marks=(Mark("yellow", state.yellow), Mark("red", red)),
        stopped_at=state.stopped_at,
    )
    return Subject(
        number=state.number,
        item=FOLLOW_UP_ORDER,
        title=_title(),
        unit=state.lead,
        clocks=(clock,),
        closed=state.phase in ENDED,
    )


def _tasks(state: OrderState) -> Iterator[Task]:
    phase = state.phase
    if phase in RUNNING:
        yield replace(_task(state, phase, roles.HANDLER, state.lead), due=state.due)
    elif phase in _OF_THE_OFFICE:
        yield _task(state, phase, roles.FOLLOW_UP, state.organ)
    if asked := state.asked:
        yield replace(_task(state, "extension", roles.FOLLOW_UP, state.organ), since=asked.at)


def _task(state: OrderState, name: str, role: str, unit: str) -> Task:
    assert state.since is not None  # there is a phase
    return Task(
        name=name,
        title=titles(FOLLOW_UP_ORDER, "tasks")[name],
        unit=unit,
        role=role,
        since=state.since,
        claimable=False,
    )


def _title() -> Title:
    return titles("watcher", "choices", "item")[FOLLOW_UP_ORDER]
