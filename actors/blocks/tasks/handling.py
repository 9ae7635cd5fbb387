"""Claim, release, hand over, deputise: the same rules for the tasks of every kind.

Each function checks, records what happens, and tells whom it concerns. The kind applies the events
to its own state, for which there is `changed`.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from msgspec.structs import replace

from actors.blocks.messages.address import to_somebody
from actors.blocks.messages.notify import notify
from actors.blocks.organisation.units import StaffMember
from actors.blocks.tasks.records import (
    ClaimTask,
    DeputiseTask,
    HandOverTask,
    ReleaseTask,
    TaskClaimed,
    TaskDeputised,
    TaskEvent,
    TaskHandedOver,
    TaskReleased,
)
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import Identity
from actors.kernel.turn import Turn
from actors.kernel.work import Task, Work

LONGEST = timedelta(days=90)  # that somebody may be deputised for


def claim(turn: Turn[Any], work: Work, command: ClaimTask) -> None:
    """Take the task.

    Raises:
        Refusal: there is no such task, it is another unit's or role's, or somebody has it.
    """
    task = _own(turn, work, command.task)
    if task.claimed_by:
        code = "tasks.already_yours" if task.claimed_by == turn.by.id else "tasks.claimed"
        raise Refusal(Reason(code, "/task"), kind="not_now")
    turn.emit(TaskClaimed(at=turn.now, task=task.name, by=turn.by.id))


def release(turn: Turn[Any], work: Work, command: ReleaseTask, *, leads: bool = False) -> None:
    """Give the task back; `leads`: for somebody who is away, since `turn.by` leads the unit.

    Raises:
        Refusal: there is no such task, nobody has it, or somebody else.
    """
    task = found(work, command.task)
    if not task.claimed_by:
        raise Refusal(Reason("tasks.not_claimed", "/task"), kind="not_now")
    _require_disposal(turn.by, task, leads=leads)
    turn.emit(TaskReleased(at=turn.now, task=task.name))


def hand_over(
    turn: Turn[Any],
    work: Work,
    command: HandOverTask,
    staff: Mapping[str, StaffMember],
    *,
    leads: bool = False,
) -> None:
    """Have somebody else of the role and unit go on with the task, and tell him. One that nobody
    has yet can be handed over by anybody whom it waits for.

    Raises:
        Refusal: there is no such task, somebody else has it, or `to` cannot have it.
    """
    task = found(work, command.task)
    _require_disposal(turn.by, task, leads=leads)
    _require_holder(task, command.to, staff)
    if command.to == task.claimed_by:
        raise Refusal(Reason("tasks.has_it", "/to"), kind="not_now")
    turn.emit(TaskHandedOver(at=turn.now, task=task.name, by=turn.by.id, to=command.to))
    _tell(turn, work, command.to, "tasks.HandedOver")


def deputise(
    turn: Turn[Any],
    work: Work,
    command: DeputiseTask,
    staff: Mapping[str, StaffMember],
    *,
    leads: bool = False,
) -> None:
    """Have somebody else of the role and unit do the task for a time, and tell him.

    Raises:
        Refusal: there is no such task, nobody or somebody else has it, `to` cannot have it, or the
            time is over or longer than 90 days.
    """
    task, today = found(work, command.task), local_day(turn.now)
    if not task.claimed_by:
        raise Refusal(Reason("tasks.not_claimed", "/task"), kind="not_now")
    _require_disposal(turn.by, task, leads=leads)
    _require_holder(task, command.to, staff)
    if command.to == task.claimed_by:
        raise Refusal(Reason("tasks.has_it", "/to"))
    if not today <= command.until <= today + LONGEST:
        facts = {"days": str(LONGEST.days)}
        raise Refusal(Reason("tasks.deputy_until", "/until", facts))
    turn.emit(
        TaskDeputised(
            at=turn.now, task=task.name, by=turn.by.id, to=command.to, until=command.until
        )
    )
    _tell(turn, work, command.to, "tasks.Deputised", until=command.until.isoformat())


def require_free(turn: Turn[Any], task: Task) -> None:
    """Refuse to work on a task that somebody else has, and does not have done by `turn.by`.

    Raises:
        Refusal: kind "forbidden".
    """
    by, today = turn.by, local_day(turn.now)
    if not (task.claimed_by in ("", by.id) or deputises(by, task, today)):
        raise Refusal(Reason("tasks.claimed", "/task"), kind="forbidden")


def deputises(by: Identity, task: Task, today: date) -> bool:
    """Tell whether `by` may do the task on the local day `today` in the place of its claimer."""
    until = task.deputy_until
    return task.deputy == by.id and until is not None and today <= until


def may_work(by: Identity, task: Task) -> bool:
    """Tell whether the task waits for `by`, leaving aside who has it."""
    return by.unit == task.unit and by.has(task.role)


def found(work: Work, name: str) -> Task:
    """Return the open task called `name`.

    Raises:
        Refusal: kind "unknown"; it may be done by now.
    """
    for task in work.tasks:
        if task.name == name and task.claimable:
            return task
    raise Refusal(Reason("tasks.unknown", "/task"), kind="unknown")


def changed(tasks: Sequence[Task], event: TaskEvent) -> tuple[Task, ...]:
    """Return `tasks` after `event`."""
    return tuple(_after(task, event) if task.name == event.task else task for task in tasks)


def _after(task: Task, event: TaskEvent) -> Task:
    match event:
        case TaskClaimed(by=by):
            return replace(task, claimed_by=by)
        case TaskReleased():
            return replace(task, claimed_by="", deputy="", deputy_until=None)
        case TaskHandedOver(to=to):
            return replace(task, claimed_by=to, deputy="", deputy_until=None)
        case TaskDeputised(to=to, until=until):
            return replace(task, deputy=to, deputy_until=until)


def _own(turn: Turn[Any], work: Work, name: str) -> Task:
    task = found(work, name)
    if not may_work(turn.by, task):
        raise Refusal(Reason("tasks.of_others", "/task"), kind="forbidden")
    return task


def _require_disposal(by: Identity, task: Task, *, leads: bool) -> None:
    """Whoever has a task disposes of it, and whoever leads the unit; of one that nobody has, those
    whom it waits for."""
    if task.claimed_by == by.id or (leads and by.unit == task.unit):
        return
    if task.claimed_by:
        raise Refusal(Reason("tasks.claimed", "/task"), kind="forbidden")
    if not may_work(by, task):
        raise Refusal(Reason("tasks.of_others", "/task"), kind="forbidden")


def _require_holder(task: Task, to: str, staff: Mapping[str, StaffMember]) -> None:
    kind, _, account = to.partition(":")
    member = staff.get(account) if kind == "staff" else None
    if member is None or not member.holds(task.role, task.unit):
        raise Refusal(Reason("tasks.no_holder", "/to"))


def _tell(turn: Turn[Any], work: Work, to: str, template: str, **facts: str) -> None:
    if to != turn.by.id:
        notify(turn, to_somebody(to), template, {"number": work.number, **facts})
