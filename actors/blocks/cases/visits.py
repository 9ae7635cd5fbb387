"""A visit to the site by several departments (联合踏勘): one appointment, the finding of each, one
sheet."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from actors.blocks.cases import joint_commands as c
from actors.blocks.cases import joint_events as j
from actors.blocks.cases.basis import Basis, refuse
from actors.blocks.cases.joint_questions import under_review
from actors.blocks.cases.parts import Visit
from actors.blocks.cases.questions import may_work
from actors.blocks.cases.review import own_open_task, require_unclaimed
from actors.blocks.cases.state import CaseState
from actors.blocks.cases.visiting import awaited, open_visit
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Turn

LONGEST_AHEAD = timedelta(days=90)


def arrange_visit(turn: Turn[CaseState], command: c.ArrangeVisit, basis: Basis) -> None:
    """联合踏勘, by a department for itself and others that still review: the applicant is told of
    the time, or chooses one."""
    refuse(tuple(_faults(turn, command, basis)))
    turn.emit(
        j.VisitArranged(
            at=turn.now,
            by=turn.by.id,
            unit=turn.by.unit,
            tasks=tuple(dict.fromkeys(command.tasks)),
            place=command.place,
            times=tuple(sorted(set(_times(command)))),
        )
    )


def choose_visit_time(turn: Turn[CaseState], command: c.ChooseVisitTime, basis: Basis) -> None:
    """The applicant chooses, of what was offered and is still to come."""
    visit, number = _visit(turn), int(command.choice)
    if number > len(visit.times) or visit.times[number - 1] <= turn.now:
        raise Refusal(Reason("visit.not_offered", "/choice"))
    turn.emit(j.VisitTimeChosen(at=turn.now, time=visit.times[number - 1]))


def record_finding(turn: Turn[CaseState], command: c.RecordFinding, basis: Basis) -> None:
    """核查意见, of each department once, from the time of the visit on; with the last one the sheet
    is made."""
    visit = _visit(turn)
    task = own_open_task(turn, command.task)
    require_unclaimed(turn, task)
    if task.name not in awaited(visit, turn.state):
        raise Refusal(Reason("visit.not_awaited", "/task"), kind="not_now")
    if visit.at is None or turn.now < visit.at:
        raise Refusal(Reason("visit.not_yet"), kind="not_now")
    if not command.text.strip():
        raise Refusal(Reason("visit.text_required", "/text"))
    turn.emit(
        j.FindingRecorded(
            at=turn.now,
            task=task.name,
            unit=task.unit,
            by=turn.by.id,
            finding=command.finding,
            text=command.text,
        )
    )
    if not awaited(turn.state.visits[-1], turn.state):
        turn.emit(j.VisitEnded(at=turn.now))


def cancel_visit(turn: Turn[CaseState], command: c.CancelVisit, basis: Basis) -> None:
    """取消踏勘, with the reason that is told."""
    _visit(turn)
    if not command.reason.strip():
        raise Refusal(Reason("reason.required", "/reason"))
    turn.emit(j.VisitCancelled(at=turn.now, reason=command.reason))


def _faults(turn: Turn[CaseState], command: c.ArrangeVisit, basis: Basis) -> Iterator[Reason]:
    waiting = {task.name: task for task in under_review(turn.state, basis) if not task.opinion}
    if not command.tasks or not {*command.tasks} <= waiting.keys():
        yield Reason("visit.tasks", "/tasks")
    elif not any(may_work(turn.by, waiting[name]) for name in command.tasks):
        yield Reason("visit.own_task", "/tasks")
    if not command.place.strip():
        yield Reason("visit.place", "/place")
    for name in ("time", "second_time", "third_time"):
        time = getattr(command, name)
        if time is not None and not turn.now < time <= turn.now + LONGEST_AHEAD:
            yield Reason("visit.time", f"/{name}", {"days": str(LONGEST_AHEAD.days)})


def _times(command: c.ArrangeVisit) -> Iterator[datetime]:
    for time in (command.time, command.second_time, command.third_time):
        if time is not None:
            yield time


def _visit(turn: Turn[CaseState]) -> Visit:
    visit = open_visit(turn.state)
    if visit is None:
        raise Refusal(Reason("visit.none"), kind="not_now")
    return visit
