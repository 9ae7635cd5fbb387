"""What waits for people at an incoming document (待办), and what supervision sees of it."""

from collections.abc import Iterator
from datetime import timedelta

from msgspec.structs import replace

from actors.blocks.access.vocabulary import seat
from actors.blocks.clocks.cards import ClockFacts, Mark
from actors.blocks.clocks.watching import Subject
from actors.kernel.work import Task, Work
from actors.systems.collaborative_office import roles
from actors.systems.collaborative_office.exchange import INCOMING_DOCUMENT
from actors.systems.collaborative_office.incoming.state import ENDED, IncomingState
from actors.systems.collaborative_office.telling import genre_title, titles

CLOCK = "office_handling"
_ROLE_OF = {
    "delivered": roles.REGISTRY,
    "signed_for": roles.REGISTRY,
    "registered": roles.CHECKER,
    "proposed": roles.SIGNER,
    "answered": roles.REGISTRY,
}


def work(state: IncomingState) -> Work:
    """Return the open tasks of a document, which is named by its kind and number."""
    tasks = tuple(_tasks(state))
    number = (state.received_number or state.number) if tasks else ""
    title = genre_title(state.genre)
    return Work(number=number, title=title, system="collaborative_office", tasks=tasks)


def seats(state: IncomingState) -> frozenset[str]:
    """Return the seats that the document waits for."""
    return frozenset(
        seat(task.role, task.unit) for task in work(state).tasks if not task.claimed_by
    )


def watched(state: IncomingState) -> Subject | None:
    """Return what supervision sees of a document, None before somebody was to handle it: a yellow
    card on the last day, a red one from the day after."""
    if state.instructed_at is None or state.due is None:
        return None
    clock = ClockFacts(
        name=CLOCK,
        started_at=state.instructed_at,
        due=state.due,
        marks=(Mark("yellow", state.due), Mark("red", state.due + timedelta(days=1))),
        stopped_at=state.stopped_at,
    )
    return Subject(
        number=state.received_number,
        item=INCOMING_DOCUMENT,
        title=genre_title(state.genre),
        unit=state.lead or state.organ,
        clocks=(clock,),
        closed=state.phase in ENDED,
    )


def _tasks(state: IncomingState) -> Iterator[Task]:
    phase = state.phase
    if phase == "handling":
        yield replace(_task(state, phase, roles.HANDLER, state.lead), due=state.due)
    elif phase == "circulating":
        for each in state.reading:
            name = f"{phase}.{each.by.partition(':')[2]}"
            task = _task(state, phase, roles.HANDLER, state.organ)
            yield replace(task, name=name, claimed_by=each.by)
    elif phase in _ROLE_OF:
        yield _task(state, phase, _ROLE_OF[phase], state.organ)


def _task(state: IncomingState, name: str, role: str, unit: str) -> Task:
    assert state.since is not None  # there is a phase
    return Task(
        name=name,
        title=titles(INCOMING_DOCUMENT, "tasks")[name],
        unit=unit,
        role=role,
        since=state.since,
        claimable=False,
    )
