"""What departments' own systems (部门审批系统) are told of a case, and what they tell: ten steps,
each of them a command or an event of the case."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from actors.blocks.cases import commands as c
from actors.blocks.cases import events as e
from actors.blocks.cases import later_events as later
from actors.blocks.cases.basis import Basis
from actors.blocks.cases.state import CaseState
from actors.blocks.exchanges.departments import (
    Departments,
    DepartmentSystem,
    said_to_be_from,
)
from actors.blocks.exchanges.records import EXCHANGE, CarryStep, NoteCarried
from actors.blocks.exchanges.steps import Step
from actors.blocks.exchanges.tell import record_shown, tell_step
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Command, Event, Turn

Case = Turn[CaseState]
Facts = dict[str, Any]
_WITH_PERSONS: tuple[Step, ...] = ("applied", "corrected")


def tell_departments(turn: Case, basis: Basis) -> None:
    """Tell the systems that work on cases of the item what this turn has recorded, but none what it
    has told itself."""
    if Departments not in basis.library:
        return
    systems = basis.library[Departments].of_item(basis.item.code)
    account = turn.state.applicant.account if turn.state.applicant else ""
    for system in systems if turn.state.number else ():
        if said_to_be_from(turn.by, system.name):
            continue
        for event in turn.events:
            for step, facts in _steps(turn.state, event, basis):
                said = msgspec.to_builtins(facts)
                if step in _WITH_PERSONS:
                    record_shown(turn, system.name, system.unit, account)
                tell_step(turn, system.name, step, said, number=turn.state.number)


def _steps(state: CaseState, event: Event, basis: Basis) -> Iterator[tuple[Step, Facts]]:
    match event:
        case e.Submitted():
            yield "applied", _applied(state, basis)
        case e.Corrected():
            yield "corrected", {"form": state.form, "materials": _materials(state)}
        case e.CorrectionRequested(faults=faults):
            yield "correction_told", {"faults": faults}
        case e.Accepted(since=since, deemed=deemed, promised=promised):
            said: Facts = {"outcome": "accepted", "since": since, "deemed": deemed}
            yield "accepted", said | {"promised": promised}
        case e.Declined(reason=reason):
            yield "accepted", {"outcome": "declined", "reason": reason}
        case e.OpinionGiven(task=task, opinion=opinion, comment=comment):
            yield "reviewed", {"task": task, "opinion": opinion, "comment": comment}
        case e.ClockPaused(procedure=procedure, days=days, reason=reason):
            said = {"procedure": procedure, "days": days, "reason": reason}
            yield "special_begun", said | {"told": event.told}
        case e.ClockResumed(result=result):
            yield "special_ended", {"result": result}
        case e.Granted(reason=reason):
            yield "decided", {"outcome": "granted", "reason": reason}
        case e.Denied(reason=reason):
            yield "decided", {"outcome": "denied", "reason": reason}
        case e.Withdrawn(reason=reason):
            yield "decided", {"outcome": "withdrawn", "reason": reason}
        case e.Voided(reason=reason):
            yield "decided", {"outcome": "voided", "reason": reason}
        case later.Returned(reason=reason):
            yield "decided", {"outcome": "returned", "reason": reason}
        case later.Forwarded(reason=reason):
            yield "decided", {"outcome": "forwarded", "reason": reason}
        case later.Reopened(reason=reason):
            yield "decided", {"outcome": "reopened", "reason": reason}
        case later.Revoked(reason=reason):
            yield "decided", {"outcome": "revoked", "reason": reason}
        case e.Delivered(method=method, collector=collector):
            yield "handed_over", {"method": method, "collector": collector}
        case _:
            pass


def _applied(state: CaseState, basis: Basis) -> Facts:
    """Return what the department needs to work on the application, and nothing of accounts."""
    applicant = state.applicant
    assert applicant is not None
    return {
        "item": state.item,
        "item_version": state.item_version,
        "implementation_code": basis.item.implementation_code,
        "unit": state.unit,
        "channel": state.channel,
        "place": state.place,
        "received_at": state.received_at,
        "dues": state.dues,
        "applicant": {
            "kind": applicant.kind,
            "name": applicant.name,
            "id_type": applicant.id_type,
            "id_number": applicant.id_number,
            "phone": applicant.phone,
        },
        "form": state.form,
        "materials": _materials(state),
    }


def _materials(state: CaseState) -> list[Facts]:
    return [
        {
            "name": each.name,
            "source": each.source,
            "file_name": each.file_name,
            "sha256": each.sha256,
            "bytes": each.bytes,
        }
        for each in state.materials
    ]


class _Judged(msgspec.Struct, frozen=True):
    outcome: str = "accepted"
    reason: str = ""
    promised: tuple[str, ...] = ()


class _Reviewed(msgspec.Struct, frozen=True):
    opinion: str
    comment: str = ""
    task: str = ""


def command_of(
    state: CaseState, step: Step, facts: Mapping[str, Any], system: DepartmentSystem
) -> Command | None:
    """Return what `state` is asked when the department's `system` has taken `step`; None: nothing.

    Raises:
        Refusal: what it says of the step cannot be read.
    """
    made = _COMMANDS.get(step)
    try:
        return made(state, dict(facts), system) if made else None
    except (msgspec.ValidationError, KeyError, ValueError, TypeError):
        raise Refusal(Reason("exchange.unreadable", "/facts")) from None


def _accepted(state: CaseState, facts: Facts, system: DepartmentSystem) -> Command:
    said = msgspec.convert(facts, _Judged)
    if said.outcome == "declined":
        return c.Decline(reason=said.reason)
    return c.Accept(promised=said.promised)


def _reviewed(state: CaseState, facts: Facts, system: DepartmentSystem) -> Command:
    """One that names no task has finished the one that waits for the system's unit."""
    said = msgspec.convert(facts, _Reviewed)
    open_ones = (task.name for task in state.tasks if not task.opinion and task.unit == system.unit)
    made = _typed(c.GiveOpinion, "task", "opinion", "comment")
    task = said.task or next(open_ones, "")
    return made(state, {"task": task, "opinion": said.opinion, "comment": said.comment}, system)


def _typed(command: type[Command], *fields: str) -> Callable[..., Command]:
    def made(state: CaseState, facts: Facts, system: DepartmentSystem) -> Command:
        said = {name: facts[name] for name in fields if name in facts}
        return msgspec.convert({"type": command.__name__, **said}, command)

    return made


_COMMANDS: Mapping[Step, Callable[[CaseState, Facts, DepartmentSystem], Command]] = {
    "accepted": _accepted,
    "correction_told": _typed(c.RequestCorrection, "faults"),
    "reviewed": _reviewed,
    "special_begun": _typed(c.PauseClock, "procedure", "days", "reason"),
    "special_ended": _typed(c.ResumeClock, "result"),
    "decided": _typed(c.Decide, "outcome", "reason"),
    "handed_over": _typed(c.Deliver, "method", "collector"),
}


def carry_step(
    turn: Case,
    command: CarryStep,
    basis: Basis,
    decide: Callable[[Case, Command], Any],
    evolve: Callable[[CaseState, Any], CaseState],
) -> None:
    """Carry out what a department's system has told, as the command of its unit that it is, and
    tell the exchange what came of it. The rules and policies are those for everybody: what they
    refuse changes nothing."""
    refused: tuple[str, ...] = ()
    try:
        _carry(turn, command, basis, decide, evolve)
    except Refusal as refusal:
        refused = tuple(dict.fromkeys(reason.code for reason in refusal.reasons))
    told = NoteCarried(seq=command.seq, refused=refused)
    turn.send(f"{EXCHANGE}:{command.exchange}", told)


def _carry(
    turn: Case,
    command: CarryStep,
    basis: Basis,
    decide: Callable[[Case, Command], Any],
    evolve: Callable[[CaseState, Any], CaseState],
) -> None:
    known = basis.library[Departments] if Departments in basis.library else Departments(())
    system = known.find(command.system)
    if system is None or basis.item.code not in system.items:
        raise Refusal(Reason("exchange.no_system"), kind="forbidden")
    wish = command_of(turn.state, command.step, command.facts, system)
    if wish is None:
        return
    apart = Turn(
        turn.key,
        turn.state,
        evolve,
        now=turn.now,
        by=system.identity(command.officer),
        command_id=turn.command_id,
        seq=turn.seq,
    )
    decide(apart, wish)
    turn.by, turn.because, turn.state = apart.by, apart.because, apart.state
    turn.events += apart.events
    turn.reminders += apart.reminders
    turn.messages += apart.messages
