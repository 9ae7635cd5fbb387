"""Cases of a unit that is no more (撤并): they go on at whoever took over, with everything that
still waits. What was done stays under the name of who did it."""

from msgspec.structs import replace

from actors.blocks.cases.basis import Basis
from actors.blocks.cases.state import CaseState
from actors.blocks.organisation.succession import TakenOver, TakeOver
from actors.kernel.turn import Turn


def take_over(turn: Turn[CaseState], command: TakeOver, basis: Basis) -> None:
    """Record who goes on; nothing where nothing of the case is at that unit any more."""
    state = turn.state
    waits = any(task.unit == command.unit and not task.opinion for task in state.tasks)
    if state.unit == command.unit or waits:
        turn.emit(TakenOver(at=turn.now, unit=command.unit, successor=command.successor))


def evolve(state: CaseState, event: TakenOver) -> CaseState:
    """Return the case after `event`: open tasks are free to be claimed at the successor."""

    def now(code: str) -> str:
        return event.successor if code == event.unit else code

    tasks = tuple(
        replace(task, unit=now(task.unit), claimed_by="", deputy="", deputy_until=None)
        if task.unit == event.unit and not task.opinion
        else task
        for task in state.tasks
    )
    pauses = tuple(
        replace(each, unit=now(each.unit)) if each.until is None else each for each in state.pauses
    )
    proposal = state.proposal
    return replace(
        state,
        unit=now(state.unit),
        tasks=tasks,
        pauses=pauses,
        wishes=tuple(replace(each, unit=now(each.unit)) for each in state.wishes),
        proposal=replace(proposal, unit=now(proposal.unit)) if proposal else None,
    )
