"""The work on an accepted case: stages, tasks, opinions, and the join of parallel branches."""

from collections.abc import Iterator

from actors.blocks.cases import commands as c
from actors.blocks.cases import events as e
from actors.blocks.cases.basis import Basis
from actors.blocks.cases.dues import task_due
from actors.blocks.cases.flow import Stage
from actors.blocks.cases.questions import may_release, may_work
from actors.blocks.cases.roles import APPROVER
from actors.blocks.cases.state import CaseState, Task
from actors.blocks.forms.conditions import holds
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Turn


def enter(turn: Turn[CaseState], basis: Basis, name: str) -> None:
    """Begin the stage called `name`; one whose branches do not concern this case ends at once."""
    stage = basis.item.flow.stage(name)
    tasks = tuple(_tasks(stage, turn, basis))
    turn.emit(e.StageEntered(at=turn.now, stage=name, tasks=tasks))
    if not tasks:
        _join(turn, basis, stage, ended=False)


def claim_task(turn: Turn[CaseState], command: c.ClaimTask, basis: Basis) -> None:
    """Take a task, so that nobody else works on it unknowingly."""
    task = _own_open_task(turn, command.task)
    if task.claimed_by:
        code = "task.already_yours" if task.claimed_by == turn.by.id else "task.claimed"
        raise Refusal(Reason(code, "/task"), kind="not_now")
    turn.emit(e.TaskClaimed(at=turn.now, task=task.name, by=turn.by.id))


def release_task(turn: Turn[CaseState], command: c.ReleaseTask, basis: Basis) -> None:
    """Give a claimed task back: by its claimer, or by the unit's approver for somebody away."""
    task = _task(turn.state, command.task)
    if not task.claimed_by or task.opinion:
        raise Refusal(Reason("task.not_claimed", "/task"), kind="not_now")
    if not may_release(turn.by, task):
        raise Refusal(Reason("task.claimed", "/task"), kind="forbidden")
    turn.emit(e.TaskReleased(at=turn.now, task=task.name))


def give_opinion(turn: Turn[CaseState], command: c.GiveOpinion, basis: Basis) -> None:
    """Finish a review task. The last branch to finish joins the branches, and only that one."""
    task = _own_open_task(turn, command.task)
    require_unclaimed(turn, task)
    stage = basis.item.flow.stage(task.stage)
    if stage.kind == "decision":
        raise Refusal(Reason("task.awaits_decision", "/task"), kind="not_now")
    if command.opinion == "object" and not command.comment.strip():
        raise Refusal(Reason("opinion.comment_required", "/comment"))
    turn.emit(
        e.OpinionGiven(
            at=turn.now,
            task=task.name,
            by=turn.by.id,
            opinion=command.opinion,
            comment=command.comment,
        )
    )
    others = tuple(t.name for t in turn.state.tasks if t.stage == stage.name and not t.opinion)
    ended = command.opinion == "object" and stage.on_objection == "end"
    if ended and others:
        turn.emit(e.TasksCancelled(at=turn.now, tasks=others))
    if ended or not others:
        _join(turn, basis, stage, ended=ended)


def require_unclaimed(turn: Turn[CaseState], task: Task) -> None:
    """Refuse to work on a task that somebody else has claimed.

    Raises:
        Refusal: kind "forbidden".
    """
    if task.claimed_by not in ("", turn.by.id):
        raise Refusal(Reason("task.claimed", "/task"), kind="forbidden")


def objections(state: CaseState, basis: Basis) -> tuple[Task, ...]:
    """Return the review tasks that ended with an objection."""
    return tuple(task for task in reviews(state, basis) if task.opinion == "object")


def reviews(state: CaseState, basis: Basis) -> tuple[Task, ...]:
    """Return the review tasks that ended with an opinion, in the order in which they began."""
    return tuple(
        task
        for task in state.tasks
        if task.opinion in ("agree", "object")
        and basis.item.flow.stage(task.stage).kind != "decision"
    )


def _join(turn: Turn[CaseState], basis: Basis, stage: Stage, *, ended: bool) -> None:
    """Go on after `stage`; after an objection that ends the review, straight to the decision."""
    if stage.kind == "parallel":
        objected = tuple(
            t.name for t in turn.state.tasks if t.stage == stage.name and t.opinion == "object"
        )
        turn.emit(e.BranchesJoined(at=turn.now, stage=stage.name, objected=objected))
    following = _next(stage, turn, basis)
    while ended and following.kind != "decision":
        following = _next(following, turn, basis)
    enter(turn, basis, following.name)


def _next(stage: Stage, turn: Turn[CaseState], basis: Basis) -> Stage:
    form = turn.state.form
    return basis.item.flow.stage(next(way.to for way in stage.then if holds(way.when, form)))


def _tasks(stage: Stage, turn: Turn[CaseState], basis: Basis) -> Iterator[Task]:
    def task(name: str, unit: str, role: str, limit: int) -> Task:
        return Task(
            name=name,
            stage=stage.name,
            unit=basis.unit(unit),
            role=role,
            since=turn.now,
            due=task_due(turn.now, limit, turn.state, basis),
        )

    if stage.kind == "decision":
        yield task(stage.name, stage.unit, APPROVER, stage.limit)
    elif stage.kind == "review":
        yield task(stage.name, stage.unit, stage.role, stage.limit)
    for branch in stage.branches:
        if holds(branch.when, turn.state.form):
            yield task(f"{stage.name}/{branch.name}", branch.unit, branch.role, branch.limit)


def _task(state: CaseState, name: str) -> Task:
    for task in state.tasks:
        if task.name == name:
            return task
    raise Refusal(Reason("task.unknown", "/task"), kind="unknown")


def _own_open_task(turn: Turn[CaseState], name: str) -> Task:
    task = _task(turn.state, name)
    if not may_work(turn.by, task):
        raise Refusal(Reason("task.of_another_unit", "/task"), kind="forbidden")
    if task.opinion:
        raise Refusal(Reason("task.done", "/task"), kind="not_now")
    return task
