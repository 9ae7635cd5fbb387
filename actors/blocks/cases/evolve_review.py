"""What the events of a review do to a case: stages, tasks, pauses, and what departments share."""

from msgspec.structs import replace

from actors.blocks.cases import events as e
from actors.blocks.cases import joint_events as j
from actors.blocks.cases.evolve_tasks import Evolving, cancelled, with_task
from actors.blocks.cases.parts import ClockProposal, CorrectionWish, Finding, Note, Visit
from actors.blocks.cases.state import CaseState, Pause
from actors.blocks.tasks.records import TaskDeputised, TaskHandedOver


def _stage_entered(state: CaseState, event: e.StageEntered) -> CaseState:
    return replace(state, stage=event.stage, tasks=state.tasks + event.tasks)


def _task_claimed(state: CaseState, event: e.TaskClaimed) -> CaseState:
    return with_task(state, event.task, claimed_by=event.by)


def _task_released(state: CaseState, event: e.TaskReleased) -> CaseState:
    return with_task(state, event.task, claimed_by="", deputy="", deputy_until=None)


def _task_handed_over(state: CaseState, event: TaskHandedOver) -> CaseState:
    return with_task(state, event.task, claimed_by=event.to, deputy="", deputy_until=None)


def _task_deputised(state: CaseState, event: TaskDeputised) -> CaseState:
    return with_task(state, event.task, deputy=event.to, deputy_until=event.until)


def _opinion_given(state: CaseState, event: e.OpinionGiven) -> CaseState:
    after = with_task(
        state,
        event.task,
        opinion=event.opinion,
        comment=event.comment,
        done_at=event.at,
        done_by=event.by,
    )
    return replace(after, asked_by=tuple(n for n in after.asked_by if n != event.task))


def _tasks_cancelled(state: CaseState, event: e.TasksCancelled) -> CaseState:
    return replace(
        state,
        tasks=cancelled(state.tasks, event.at, event.tasks),
        wishes=tuple(wish for wish in state.wishes if wish.task not in event.tasks),
        asked_by=tuple(name for name in state.asked_by if name not in event.tasks),
    )


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
    proposal = None if state.proposal and state.proposal.procedure else state.proposal
    return replace(state, phase="paused", pauses=(*state.pauses, pause), proposal=proposal)


def _clock_resumed(state: CaseState, event: e.ClockResumed) -> CaseState:
    *earlier, last = state.pauses
    ended = replace(last, until=event.at, result=event.result)
    return replace(state, phase="accepted", pauses=(*earlier, ended))


def _extended(state: CaseState, event: e.Extended) -> CaseState:
    proposal = state.proposal if state.proposal and state.proposal.procedure else None
    return replace(state, extended_days=event.days, proposal=proposal)


def _correction_asked(state: CaseState, event: j.CorrectionAsked) -> CaseState:
    wish = CorrectionWish(task=event.task, unit=event.unit, by=event.by, faults=event.faults)
    others = (each for each in state.wishes if each.task != event.task)
    return replace(state, wishes=(*others, wish))


def _correction_dropped(state: CaseState, event: j.CorrectionDropped) -> CaseState:
    return replace(state, wishes=tuple(w for w in state.wishes if w.task != event.task))


def _correction_lapsed(state: CaseState, event: j.CorrectionLapsed) -> CaseState:
    pauses = state.pauses
    if pauses and pauses[-1].until is None:
        pauses = (*pauses[:-1], replace(pauses[-1], until=event.at))
    return replace(state, phase="accepted", faults=(), correcting_review=False, pauses=pauses)


def _clock_change_proposed(state: CaseState, event: j.ClockChangeProposed) -> CaseState:
    return replace(
        state,
        proposal=ClockProposal(
            by=event.by,
            unit=event.unit,
            procedure=event.procedure,
            days=event.days,
            reason=event.reason,
        ),
    )


def _clock_change_rejected(state: CaseState, event: j.ClockChangeRejected) -> CaseState:
    return replace(state, proposal=None)


def _visit_arranged(state: CaseState, event: j.VisitArranged) -> CaseState:
    visit = Visit(
        tasks=event.tasks,
        unit=event.unit,
        place=event.place,
        times=event.times,
        at=event.times[0] if len(event.times) == 1 else None,
    )
    return replace(state, visits=(*state.visits, visit))


def _visit_time_chosen(state: CaseState, event: j.VisitTimeChosen) -> CaseState:
    return _with_visit(state, at=event.time)


def _finding_recorded(state: CaseState, event: j.FindingRecorded) -> CaseState:
    finding = Finding(
        task=event.task,
        unit=event.unit,
        by=event.by,
        at=event.at,
        result=event.finding,
        text=event.text,
    )
    return _with_visit(state, findings=(*state.visits[-1].findings, finding))


def _visit_ended(state: CaseState, event: j.VisitEnded) -> CaseState:
    return _with_visit(state, ended_at=event.at)


def _visit_cancelled(state: CaseState, event: j.VisitCancelled) -> CaseState:
    return _with_visit(state, cancelled=event.reason)


def _note_added(state: CaseState, event: j.NoteAdded) -> CaseState:
    note = Note(at=event.at, by=event.by, unit=event.unit, text=event.text)
    return replace(state, notes=(*state.notes, note))


def _with_visit(state: CaseState, **changes: object) -> CaseState:
    *earlier, last = state.visits
    return replace(state, visits=(*earlier, replace(last, **changes)))


OF_REVIEW: Evolving = {
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
    j.CorrectionAsked: _correction_asked,
    j.CorrectionDropped: _correction_dropped,
    j.CorrectionLapsed: _correction_lapsed,
    j.ClockChangeProposed: _clock_change_proposed,
    j.ClockChangeRejected: _clock_change_rejected,
    j.VisitArranged: _visit_arranged,
    j.VisitTimeChosen: _visit_time_chosen,
    j.FindingRecorded: _finding_recorded,
    j.VisitEnded: _visit_ended,
    j.VisitCancelled: _visit_cancelled,
    j.NoteAdded: _note_added,
}
