"""Correction in review (审查补正): each department says what it wants put right, the applicant gets
one notice of all of it, and afterwards those look again who asked."""

from collections.abc import Iterable, Iterator

from actors.blocks.cases import events as e
from actors.blocks.cases import joint_commands as c
from actors.blocks.cases import joint_events as j
from actors.blocks.cases.application import Fault
from actors.blocks.cases.basis import Basis, refuse
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.dues import set_dues
from actors.blocks.cases.review import own_open_task, require_unclaimed
from actors.blocks.cases.state import CaseState
from actors.kernel.deadlines import due, local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Turn


def ask_for_correction(turn: Turn[CaseState], command: c.AskForCorrection, basis: Basis) -> None:
    """补正意见, of one department, about its own review; said again, it takes the place of the
    first. Nobody is told yet."""
    task = own_open_task(turn, command.task)
    require_unclaimed(turn, task)
    if basis.item.flow.stage(task.stage).kind == "decision":
        raise Refusal(Reason("task.awaits_decision", "/task"), kind="not_now")
    refuse(tuple(fault_faults(command.faults, basis)))
    turn.emit(
        j.CorrectionAsked(
            at=turn.now, task=task.name, unit=task.unit, by=turn.by.id, faults=command.faults
        )
    )


def drop_correction(turn: Turn[CaseState], command: c.DropCorrection, basis: Basis) -> None:
    """Nothing needs to be put right for this task after all."""
    task = own_open_task(turn, command.task)
    require_unclaimed(turn, task)
    if not any(wish.task == task.name for wish in turn.state.wishes):
        raise Refusal(Reason("correction.not_asked", "/task"), kind="not_now")
    turn.emit(j.CorrectionDropped(at=turn.now, task=task.name))


def send_correction(turn: Turn[CaseState], command: c.SendCorrection, basis: Basis) -> None:
    """One notice with what all departments want put right, once none of them is still looking. The
    limits stop meanwhile, where the item says so."""
    state, limits = turn.state, basis.item.limits
    calendar, today = basis.calendar(state), local_day(turn.now)
    last = due(today, limits.correction, calendar, unit=limits.unit).on
    wishes = state.wishes
    turn.emit(
        e.CorrectionRequested(
            at=turn.now,
            faults=tuple(merged(fault for wish in wishes for fault in wish.faults)),
            in_review=True,
            asked_by=tuple(wish.task for wish in wishes),
            days=limits.correction if limits.correction_pauses else 0,
            told=last if limits.correction_pauses else None,
        )
    )
    set_dues(turn, basis, "correction_requested")


def merged(faults: Iterable[Fault]) -> Iterator[Fault]:
    """Yield what is to be put right, each place once with every reason that was given for it."""
    reasons: dict[str, list[str]] = {}
    for fault in faults:
        said = reasons.setdefault(fault.field, [])
        if fault.reason not in said:
            said.append(fault.reason)
    return (Fault(field, "；".join(said)) for field, said in reasons.items())


def fault_faults(faults: tuple[Fault, ...], basis: Basis) -> Iterator[Reason]:
    """Yield what is wrong with a list of what is to be put right."""
    if not faults:
        yield Reason("correction.nothing_named", "/faults")
    form = basis.library[Catalogue].form(basis.item)
    known = {f"/materials/{spec.name}" for spec in basis.item.materials}
    for number, fault in enumerate(faults):
        asked = fault.field.removeprefix("/form/").partition("/")[0]
        if fault.field not in known and not form.has_field(asked):
            yield Reason("correction.unknown_field", f"/faults/{number}/field")
        if not fault.reason.strip():
            yield Reason("correction.reason_missing", f"/faults/{number}/reason")
