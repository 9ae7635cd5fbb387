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
from actors.blocks.cases.visiting import awaits_finding
from actors.blocks.cases.work import work
from actors.blocks.forms.conditions import holds
from actors.blocks.organisation.units import Organisation
from actors.blocks.tasks import handling
from actors.blocks.tasks.records import DeputiseTask, HandOverTask
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Turn
from actors.kernel.words import Title
from actors.kernel.work import Work


def enter(turn: Turn[CaseState], basis: Basis, name: str) -> None:
    """Begin the stage called `name`; one whose branches do not concern this case ends at once."""
    stage = basis.item.flow.stage(name)
    tasks = tuple(_tasks(stage, turn, basis))
    titles = {} if basis.shipped else _titles(stage)
    turn.emit(e.StageEntered(at=turn.now, stage=name, tasks=tasks, titles=titles))
    if not tasks:
        _join(turn, basis, stage, ended=False)


def _titles(stage: Stage) -> dict[str, Title]:
    """Return what the tasks of a stage are called, by their names."""
    if stage.kind != "parallel":
        return {stage.name: stage.title}
    return {f"{stage.name}/{branch.name}": branch.title for branch in stage.branches}


def claim_task(turn: Turn[CaseState], command: c.ClaimTask, basis: Basis) -> None:
    """Take a task, so that nobody else works on it unknowingly."""
    task = own_open_task(turn, command.task)
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


def hand_over_task(turn: Turn[CaseState], command: HandOverTask, basis: Basis) -> None:
    """转交: have somebody else of the role and unit go on with a task."""
    staff, leads = basis.library[Organisation].staff, turn.by.has(APPROVER)
    handling.hand_over(turn, _work(turn, basis), command, staff, leads=leads)


def deputise_task(turn: Turn[CaseState], command: DeputiseTask, basis: Basis) -> None:
    """代理: have somebody else of the role and unit do a claimed task for a time."""
    staff, leads = basis.library[Organisation].staff, turn.by.has(APPROVER)
    handling.deputise(turn, _work(turn, basis), command, staff, leads=leads)


def give_opinion(turn: Turn[CaseState], command: c.GiveOpinion, basis: Basis) -> None:
    """Finish a review task. The last branch to finish joins the branches, and only that one."""
    task = own_open_task(turn, command.task)
    require_unclaimed(turn, task)
    stage = basis.item.flow.stage(task.stage)
    if stage.kind == "decision":
        raise Refusal(Reason("task.awaits_decision", "/task"), kind="not_now")
    if any(wish.task == task.name for wish in turn.state.wishes):
        raise Refusal(Reason("correction.asked_first", "/task"), kind="not_now")
    if awaits_finding(turn.state, task.name):
        raise Refusal(Reason("visit.finding_first", "/task"), kind="not_now")
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


def widen(turn: Turn[CaseState], basis: Basis) -> None:
    """Have departments review, too, whom a correction made concerned."""
    state, stage = turn.state, basis.stage(turn.state)
    if stage is None or stage.kind != "parallel":
        return
    there = {task.name for task in state.tasks}
    new = tuple(task for task in _tasks(stage, turn, basis) if task.name not in there)
    if new:
        turn.emit(e.StageEntered(at=turn.now, stage=stage.name, tasks=new))


def require_unclaimed(turn: Turn[CaseState], task: Task) -> None:
    """Refuse to work on a task that somebody else has claimed, and does not have done by this one.

    Raises:
        Refusal: kind "forbidden".
    """
    until = task.deputy_until
    deputises = task.deputy == turn.by.id and until is not None and local_day(turn.now) <= until
    if task.claimed_by not in ("", turn.by.id) and not deputises:
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
            unit=basis.unit(unit, turn.state),
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


def _work(turn: Turn[CaseState], basis: Basis) -> Work:
    return work(turn.state, basis.library)


def own_open_task(turn: Turn[CaseState], name: str) -> Task:
    """Return the open task called `name`, which waits for whoever acts.

    Raises:
        Refusal: there is none, it is another unit's, or done.
    """
    task = _task(turn.state, name)
    if not may_work(turn.by, task):
        raise Refusal(Reason("task.of_another_unit", "/task"), kind="forbidden")
    if task.opinion:
        raise Refusal(Reason("task.done", "/task"), kind="not_now")
    return task
