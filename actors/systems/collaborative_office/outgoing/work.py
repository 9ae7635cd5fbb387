"""What waits for people at an outgoing document (待办), and what supervision sees of it."""

from collections.abc import Iterator
from datetime import timedelta

from msgspec.structs import replace

from actors.blocks.access.vocabulary import seat
from actors.blocks.clocks.cards import ClockFacts, Mark
from actors.blocks.clocks.watching import Subject
from actors.blocks.seals.seal import KEEPER as SEAL_KEEPER
from actors.kernel.work import Task, Work
from actors.systems.collaborative_office import roles
from actors.systems.collaborative_office.outgoing.state import OFFICIAL_DOCUMENT, OUT, DocumentState
from actors.systems.collaborative_office.profile import profile
from actors.systems.collaborative_office.telling import genre_title, titles

CLOCK = "office_countersign"
_ROLE_OF = {
    "checking": roles.CHECKER,
    "countersigned": roles.SIGNER,
    "signed": roles.PROOFREADER,
    "rechecked": roles.REGISTRY,
    "printed": roles.REGISTRY,
    "issued": roles.REGISTRY,
}


def work(state: DocumentState) -> Work:
    """Return the open tasks of a document. It is named by its kind, since a title may tell what is
    not for everybody yet."""
    tasks = tuple(_tasks(state))
    number = state.number if tasks else ""
    title = genre_title(state.genre)
    return Work(number=number, title=title, system="collaborative_office", tasks=tasks)


def seats(state: DocumentState) -> frozenset[str]:
    """Return the seats that the document waits for, of tasks that are nobody's in particular."""
    return frozenset(
        seat(task.role, task.unit) for task in work(state).tasks if not task.claimed_by
    )


def holder(state: DocumentState) -> str:
    """Return the one identity that the document waits for; "" where any of a seat may do it."""
    if state.phase in ("draft", "checked"):
        return state.drafter
    return state.signer if state.phase == "countersigned" and state.difference else ""


def watched(state: DocumentState) -> Subject | None:
    """Return what supervision sees of a document, None before anybody was asked for an opinion: a
    yellow card on the last day, a red one from the day after."""
    if state.asked_at is None or state.due is None:
        return None
    clock = ClockFacts(
        name=CLOCK,
        started_at=state.asked_at,
        due=state.due,
        marks=(Mark("yellow", state.due), Mark("red", state.due + timedelta(days=1))),
        stopped_at=state.answered_at,
    )
    return Subject(
        number=state.number,
        item=OFFICIAL_DOCUMENT,
        title=genre_title(state.genre),
        unit=next(iter(state.pending), state.organ),
        clocks=(clock,),
        closed=state.phase in OUT,
    )


def _tasks(state: DocumentState) -> Iterator[Task]:
    phase = state.phase
    if phase in ("draft", "checked"):
        yield _task(state, phase, roles.DRAFTER, state.organ, state.drafter)
    elif phase == "countersigning":
        for unit in state.pending:
            task = _task(state, phase, roles.COUNTERSIGNER, unit)
            yield replace(task, name=f"{phase}.{unit}", due=state.due)
    elif phase == "numbered":
        yield _task(state, phase, SEAL_KEEPER, profile().seal_custody)
    elif phase in _ROLE_OF and not state.outstanding:
        yield _task(state, phase, _ROLE_OF[phase], state.organ, holder(state))


def _task(state: DocumentState, name: str, role: str, unit: str, of: str = "") -> Task:
    assert state.since is not None  # there is a phase
    return Task(
        name=name,
        title=titles(OFFICIAL_DOCUMENT, "tasks")[name],
        unit=unit,
        role=role,
        since=state.since,
        claimed_by=of,
        claimable=False,
    )
