"""A kind whose entities hold tasks, for tests: a paper that two people check."""

from typing import Any

import msgspec

from actors.blocks.organisation.units import StaffMember
from actors.blocks.tasks.handling import changed, claim, deputise, hand_over, release, require_free
from actors.blocks.tasks.records import (
    ClaimTask,
    DeputiseTask,
    HandOverTask,
    ReleaseTask,
    TaskEvent,
)
from actors.kernel.identity import Identity
from actors.kernel.kind import EntityKind
from actors.kernel.turn import Command, Event, Turn
from actors.kernel.words import Title
from actors.kernel.work import Task, Work, mark

LI = Identity("staff:li", ("checker",), "archive")
WU = Identity("staff:wu", ("checker",), "archive")
HEAD = Identity("staff:he", ("head",), "archive")
ELSEWHERE = Identity("staff:an", ("checker",), "library")
STAFF = {
    each.id.removeprefix("staff:"): StaffMember(
        account=each.id.removeprefix("staff:"),
        name=Title(zh="某", en="N."),
        unit=each.unit,
        roles=each.roles,
    )
    for each in (LI, WU, HEAD, ELSEWHERE)
}


class Open(Command, frozen=True):
    tasks: tuple[str, ...]


class Do(Command, frozen=True):
    task: str


class Opened(Event, frozen=True):
    tasks: tuple[Task, ...]


class Done(Event, frozen=True):
    task: str


class Paper(msgspec.Struct, frozen=True):
    tasks: tuple[Task, ...] = ()


def work(state: Paper) -> Work:
    return Work(
        number="P1",
        title=Title(zh="文件", en="Paper"),
        system="office",
        party="张*",
        found_by=(mark("张三"), mark("138 0000 0000")),
        tasks=state.tasks,
    )


def decide(turn: Turn[Paper], command: Any) -> None:
    here, leads = work(turn.state), turn.by.has("head")
    match command:
        case Open(tasks=names):
            turn.emit(
                Opened(
                    tuple(
                        Task(
                            name=name, title=Title(zh="核对", en="Check"), unit="archive",
                            role="checker", since=turn.now, claimable=name != "fixed",
                        )
                        for name in names
                    )
                )
            )  # fmt: skip
        case ClaimTask():
            claim(turn, here, command)
        case ReleaseTask():
            release(turn, here, command, leads=leads)
        case HandOverTask():
            hand_over(turn, here, command, STAFF, leads=leads)
        case DeputiseTask():
            deputise(turn, here, command, STAFF, leads=leads)
        case _:
            (task,) = (each for each in turn.state.tasks if each.name == command.task)
            require_free(turn, task)
            turn.emit(Done(command.task))


def evolve(state: Paper, event: Any) -> Paper:
    match event:
        case Opened(tasks=tasks):
            return Paper((*state.tasks, *tasks))
        case Done(task=name):
            return Paper(tuple(task for task in state.tasks if task.name != name))
        case _:
            return Paper(changed(state.tasks, event))


PAPER = EntityKind(
    name="paper",
    state=Paper,
    initial=lambda key: Paper(),
    commands=Open | Do | ClaimTask | ReleaseTask | HandOverTask | DeputiseTask,
    events=Opened | Done | TaskEvent,
    decide=decide,
    evolve=evolve,
    work=work,
)
