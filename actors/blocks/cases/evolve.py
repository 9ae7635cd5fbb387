"""What each event does to a case. Nothing is checked here: what happened, happened."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from actors.blocks.cases import events as e
from actors.blocks.cases.state import CaseState, Pause, Task, VoidProposal, application_of
from actors.blocks.tasks.records import TaskDeputised, TaskHandedOver


def begin(key: str) -> CaseState:
    """Return the case that has no history yet, from its key ("case:7f3a")."""
    return CaseState(id=key.partition(":")[2])


def evolve(state: CaseState, event: Any) -> CaseState:
    """Return the case after `event`."""
    return _EVOLVE[type(event)](state, event)


def _draft_saved(state: CaseState, event: e.DraftSaved) -> CaseState:
    return replace(
        state,
        phase="draft",
        system=event.system,
        unit=event.unit,
        **application_of(event),
    )


def _submitted(state: CaseState, event: e.Submitted) -> CaseState:
    return replace(
        state,
        phase="submitted",
        number=event.number,
        system=event.system,
        unit=event.unit,
        submitted_at=event.at,
        received_at=event.at,
        **application_of(event),
    )


def _correction_requested(state: CaseState, event: e.CorrectionRequested) -> CaseState:
    return replace(
        state,
        phase="correction_requested",
        faults=event.faults,
        corrections=state.corrections + 1,
        asked_at=event.at,
    )


def _corrected(state: CaseState, event: e.Corrected) -> CaseState:
    before, after = state.form, event.form
    changed = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    had = {material.name: material for material in state.materials}
    new = [each.name for each in event.materials if had.get(each.name) != each]
    return replace(
        state,
        replaced={name: before[name] for name in changed if name in before},
        corrected=(
            *(f"/form/{name}" for name in changed),
            *(f"/materials/{name}" for name in new),
        ),
        phase="submitted",
        form=event.form,
        materials=event.materials,
        faults=(),
        received_at=event.at,
    )


def _accepted(state: CaseState, event: e.Accepted) -> CaseState:
    return replace(
        state,
        phase="accepted",
        accepted_at=event.at,
        since=event.since,
        deemed=event.deemed,
        promised_materials=event.promised,
    )


def _declined(state: CaseState, event: e.Declined) -> CaseState:
    return replace(state, phase="declined", reason=event.reason, closed_at=event.at)


def _materials_supplied(state: CaseState, event: e.MaterialsSupplied) -> CaseState:
    names = {material.name for material in event.materials}
    kept = (m for m in state.materials if m.source != "promise" or m.name not in names)
    return replace(
        state,
        materials=(*kept, *event.materials),
        promised_materials=tuple(n for n in state.promised_materials if n not in names),
    )


def _stage_entered(state: CaseState, event: e.StageEntered) -> CaseState:
    return replace(state, stage=event.stage, tasks=state.tasks + event.tasks)


def _task_claimed(state: CaseState, event: e.TaskClaimed) -> CaseState:
    return _with_task(state, event.task, claimed_by=event.by)


def _task_released(state: CaseState, event: e.TaskReleased) -> CaseState:
    return _with_task(state, event.task, claimed_by="", deputy="", deputy_until=None)


def _task_handed_over(state: CaseState, event: TaskHandedOver) -> CaseState:
    return _with_task(state, event.task, claimed_by=event.to, deputy="", deputy_until=None)


def _task_deputised(state: CaseState, event: TaskDeputised) -> CaseState:
    return _with_task(state, event.task, deputy=event.to, deputy_until=event.until)


def _opinion_given(state: CaseState, event: e.OpinionGiven) -> CaseState:
    return _with_task(
        state,
        event.task,
        opinion=event.opinion,
        comment=event.comment,
        done_at=event.at,
        done_by=event.by,
    )


def _tasks_cancelled(state: CaseState, event: e.TasksCancelled) -> CaseState:
    return replace(state, tasks=_cancelled(state.tasks, event.at, event.tasks))


def _branches_joined(state: CaseState, event: e.BranchesJoined) -> CaseState:
    return state


def _clock_paused(state: CaseState, event: e.ClockPaused) -> CaseState:
    pause = Pause(
        kind=event.procedure,
        unit=event.unit,
        days=event.days,
        reason=event.reason,
        since=event.at,
        told=event.told,
    )
    return replace(state, phase="paused", pauses=(*state.pauses, pause))


def _clock_resumed(state: CaseState, event: e.ClockResumed) -> CaseState:
    *earlier, last = state.pauses
    ended = replace(last, until=event.at, result=event.result)
    return replace(state, phase="accepted", pauses=(*earlier, ended))


def _extended(state: CaseState, event: e.Extended) -> CaseState:
    return replace(state, extended_days=event.days)


def _granted(state: CaseState, event: e.Granted) -> CaseState:
    return replace(
        _with_task(state, state.stage, opinion="agree", done_at=event.at, done_by=event.by),
        phase="granted",
        outcome="granted",
        reason=event.reason,
        decided_at=event.at,
        closed_at=event.at if event.closed else None,
    )


def _denied(state: CaseState, event: e.Denied) -> CaseState:
    return replace(
        _with_task(state, state.stage, opinion="object", done_at=event.at, done_by=event.by),
        phase="denied",
        outcome="denied",
        reason=event.reason,
        decided_at=event.at,
        closed_at=event.at,
    )


def _issued(state: CaseState, event: e.Issued) -> CaseState:
    return replace(state, phase="issued", document=event.document, issued_at=event.at)


def _delivered(state: CaseState, event: e.Delivered) -> CaseState:
    return replace(state, phase="delivered", delivered_at=event.at, closed_at=event.at)


def _rated(state: CaseState, event: e.Rated) -> CaseState:
    return replace(state, stars=event.stars)


def _withdrawn(state: CaseState, event: e.Withdrawn) -> CaseState:
    return _ended(state, event.at, phase="withdrawn", reason=event.reason)


def _void_proposed(state: CaseState, event: e.VoidProposed) -> CaseState:
    return replace(state, void_proposal=VoidProposal(event.by, event.reason))


def _void_rejected(state: CaseState, event: e.VoidRejected) -> CaseState:
    return replace(state, void_proposal=None)


def _voided(state: CaseState, event: e.Voided) -> CaseState:
    return _ended(state, event.at, phase="voided", reason=event.reason, void_proposal=None)


def _calendar_published(state: CaseState, event: e.CalendarPublished) -> CaseState:
    years = {year.year: year for year in (*state.calendars, *event.calendars)}
    return replace(state, calendars=tuple(years.values()))


def _dues_set(state: CaseState, event: e.DuesSet) -> CaseState:
    if not event.tasks:
        return replace(state, dues=event.dues)
    moved = dict(event.tasks)
    tasks = tuple(replace(t, due=moved[t.name]) if t.name in moved else t for t in state.tasks)
    return replace(state, dues=event.dues, tasks=tasks)


def _clocks_changed(state: CaseState, event: e.ClocksChanged) -> CaseState:
    return replace(state, clocks=event.clocks)


def _ended(state: CaseState, at: datetime, **changes: Any) -> CaseState:
    open_tasks = tuple(task.name for task in state.tasks if not task.opinion)
    tasks = _cancelled(state.tasks, at, open_tasks)
    return replace(state, tasks=tasks, closed_at=at, **changes)


def _with_task(state: CaseState, name: str, **changes: Any) -> CaseState:
    tasks = tuple(replace(t, **changes) if t.name == name else t for t in state.tasks)
    return replace(state, tasks=tasks)


def _cancelled(tasks: tuple[Task, ...], at: datetime, names: tuple[str, ...]) -> tuple[Task, ...]:
    return tuple(
        replace(t, opinion="cancelled", done_at=at) if t.name in names else t for t in tasks
    )


_EVOLVE: dict[type, Callable[[CaseState, Any], CaseState]] = {
    e.DraftSaved: _draft_saved,
    e.Submitted: _submitted,
    e.CorrectionRequested: _correction_requested,
    e.Corrected: _corrected,
    e.Accepted: _accepted,
    e.Declined: _declined,
    e.MaterialsSupplied: _materials_supplied,
    e.StageEntered: _stage_entered,
    e.TaskClaimed: _task_claimed,
    e.TaskReleased: _task_released,
    TaskHandedOver: _task_handed_over,
    TaskDeputised: _task_deputised,
    e.OpinionGiven: _opinion_given,
    e.TasksCancelled: _tasks_cancelled,
    e.BranchesJoined: _branches_joined,
    e.ClockPaused: _clock_paused,
    e.ClockResumed: _clock_resumed,
    e.Extended: _extended,
    e.Granted: _granted,
    e.Denied: _denied,
    e.Issued: _issued,
    e.Delivered: _delivered,
    e.Rated: _rated,
    e.Withdrawn: _withdrawn,
    e.VoidProposed: _void_proposed,
    e.VoidRejected: _void_rejected,
    e.Voided: _voided,
    e.CalendarPublished: _calendar_published,
    e.DuesSet: _dues_set,
    e.ClocksChanged: _clocks_changed,
}
EVENTS = tuple(_EVOLVE)
