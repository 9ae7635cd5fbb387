"""Open tasks (待办) of the entities of a congress: what waits for whom, and who has taken it.

What waits follows from an entity's state; who has a task is kept by its name, so that a text that
is sent back comes back to whoever wrote it.
"""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from actors.blocks.access.vocabulary import seat
from actors.blocks.organisation.units import Organisation
from actors.blocks.tasks import handling
from actors.blocks.tasks.records import (
    ClaimTask,
    DeputiseTask,
    HandOverTask,
    ReleaseTask,
    TaskClaimed,
    TaskDeputised,
    TaskHandedOver,
    TaskReleased,
)
from actors.kernel.guarded import Facts
from actors.kernel.library import Library
from actors.kernel.offer import Handler, Offer
from actors.kernel.turn import Command, Turn
from actors.kernel.words import Title
from actors.kernel.work import Task, Work

SYSTEM = "npc_motions"
TAKE_TASK = "take_task"  # the action of all four commands
EVENTS = (TaskClaimed, TaskReleased, TaskHandedOver, TaskDeputised)
NOTHING = Work(title=Title(zh="", en=""))
LEADERS = ("unit_head", "chairperson")  # who dispose of the tasks of their unit
DEPUTY = "deputy"
WorkOf = Callable[[Any], Work]


class Holding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who has a task: an identity's id, and whoever does it in that person's place up to the local
    day `deputy_until`, this included."""

    claimed_by: str
    deputy: str = ""
    deputy_until: date | None = None


Held = Mapping[str, Holding]
"""Who has which task, by the task's name."""


class Wait(msgspec.Struct, frozen=True):
    """Something that waits for whoever holds `role` in `unit`. `said` is its name in words, where
    that is not `name`; `of` the deputy, by account, who alone can do it, "" for anybody there."""

    name: str
    role: str
    unit: str
    since: datetime | None
    due: date | None = None
    said: str = ""
    of: str = ""


def work_of(kind: str, number: str, title: str | Title, waits: Iterable[Wait], held: Held) -> Work:
    """Return the open tasks of an entity; those of units that there are not are left out. What
    citizens wrote is no `title`: it may tell of persons (see `choice_title`)."""
    tasks = tuple(_task(kind, wait, held) for wait in waits if wait.unit and wait.since is not None)
    if not tasks:
        return NOTHING
    said = Title(zh=title, en=title) if isinstance(title, str) else title
    return Work(number=number, title=said, system=SYSTEM, tasks=tasks)


def _task(kind: str, wait: Wait, held: Held) -> Task:
    assert wait.since is not None
    holding = held.get(wait.name)
    task = Task(
        name=wait.name,
        title=_titles()[kind][wait.said or wait.name],
        unit=wait.unit,
        role=wait.role,
        since=wait.since,
        due=wait.due,
        claimed_by=f"person:{wait.of}" if wait.of else "",
        claimable=not wait.of,
    )
    return replace(task, **msgspec.structs.asdict(holding)) if holding else task


def held_after(held: Held, event: Any) -> dict[str, Holding] | None:
    """Return who has which task after `event`; None if that is no event of tasks."""
    match event:
        case TaskClaimed(task=task, by=by):
            return {**held, task: Holding(claimed_by=by)}
        case TaskReleased(task=task):
            return {name: holding for name, holding in held.items() if name != task}
        case TaskHandedOver(task=task, to=to):
            return {**held, task: Holding(claimed_by=to)}
        case TaskDeputised(task=task, to=to, until=until):
            return {**held, task: replace(held[task], deputy=to, deputy_until=until)}
        case _:
            return None


EXAMPLES = (
    ClaimTask(task="report"),
    ReleaseTask(task="report"),
    HandOverTask(task="report", to="staff:water_npc_handler"),
    DeputiseTask(task="report", to="staff:water_npc_handler", until=date(2026, 8, 31)),
)


def offers(states: tuple[str, ...]) -> tuple[Offer[Any], ...]:
    """Return the offers of the four commands about tasks, for a kind whose tasks are open in
    `states`."""
    return tuple(
        Offer(command=type(each), action=TAKE_TASK, states=states, example=each)
        for each in EXAMPLES
    )


def handlers(work: WorkOf, library: Library) -> dict[type[Command], Handler[Any]]:
    """Return the handlers of the four commands, for a kind whose open tasks `work` tells."""
    staff = library[Organisation].staff

    def leads(turn: Turn[Any]) -> bool:
        return any(map(turn.by.has, LEADERS))

    return {
        ClaimTask: lambda turn, command: handling.claim(turn, work(turn.state), command),
        ReleaseTask: lambda turn, command: handling.release(
            turn, work(turn.state), command, leads=leads(turn)
        ),
        HandOverTask: lambda turn, command: handling.hand_over(
            turn, work(turn.state), command, staff, leads=leads(turn)
        ),
        DeputiseTask: lambda turn, command: handling.deputise(
            turn, work(turn.state), command, staff, leads=leads(turn)
        ),
    }


def facts(work: Work) -> Facts:
    """Return what policies know of open tasks: `seats` that they wait for, `task_units`."""
    return {
        "seats": frozenset(seat(task.role, task.unit) for task in work.tasks),
        "task_units": frozenset(task.unit for task in work.tasks),
    }


def guarding(
    decide: Callable[[Turn[Any], Any], Any],
    work: WorkOf,
    done_by: Mapping[type[Command], str],
) -> Callable[[Turn[Any], Any], Any]:
    """Return `decide`, which first refuses to do somebody else's task: `done_by` names the task
    that a command does. Who leads, or may do it by another role, is not held up."""
    return partial(_guarded, decide, work, done_by)


def _guarded(
    decide: Callable[[Turn[Any], Any], Any],
    work: WorkOf,
    done_by: Mapping[type[Command], str],
    turn: Turn[Any],
    command: Command,
) -> Any:
    name = done_by.get(type(command))
    for task in work(turn.state).tasks if name else ():
        if task.name == name and handling.may_work(turn.by, task):
            handling.require_free(turn, task)
    return decide(turn, command)


def choice_title(kind: str, field: str, value: str) -> Title | None:
    """Return how `value` of a field of `kind` ("" for every kind) is called, None if it ships no
    name."""
    words = _words()
    return words.get(f"{kind}.{field}" if kind else field, {}).get(value)


@cache
def _words() -> Mapping[str, Mapping[str, Title]]:
    words = tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))
    tables = {field: names for field, names in words["choices"].items()} | {
        f"{kind}.{field}": names
        for kind, table in words.items()
        for field, names in table.get("choices", {}).items()
    }
    return {name: msgspec.convert(table, dict[str, Title]) for name, table in tables.items()}


@cache
def _titles() -> Mapping[str, Mapping[str, Title]]:
    words = tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))
    return {
        kind: msgspec.convert(table["tasks"], dict[str, Title])
        for kind, table in words.items()
        if "tasks" in table
    }
