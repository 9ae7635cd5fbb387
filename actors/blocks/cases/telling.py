"""Whom a case tells what (告知): every act that the law wants told, and who is told of a limit.

The table `told.TELLINGS` says it. No handler has to remember it: what a turn recorded is looked up
there.
"""

from collections.abc import Iterator
from typing import Any

from actors.blocks.cases import events as e
from actors.blocks.cases.basis import Basis
from actors.blocks.cases.roles import APPROVER
from actors.blocks.cases.state import CaseState
from actors.blocks.cases.told import PLEASE_RATE, TELLINGS, Case, Telling
from actors.blocks.cases.work import work
from actors.blocks.clocks.commands import TellLevel
from actors.blocks.clocks.roles import SUPERVISOR
from actors.blocks.messages.address import to_role, to_somebody
from actors.blocks.messages.notify import notify, text
from actors.blocks.messages.template import Letters
from actors.blocks.organisation.units import Organisation
from actors.blocks.ratings.texted import REPLY, code_of


def tell(turn: Case, basis: Basis) -> None:
    """Tell the applicant what this turn has recorded, once everything that follows from it is
    known."""
    for event in tuple(turn.events):
        for telling in TELLINGS:
            if isinstance(event, telling.event) and telling.when(turn, event, basis):
                facts = _facts(turn.state, basis, event, telling)
                if telling.template == PLEASE_RATE:
                    facts[REPLY] = code_of(f"{turn.key}/{turn.command_id}")
                for address in _applicants(turn.state):
                    notify(turn, address, f"case.{telling.template}", facts)
                phone = texted_at(turn.state)
                if phone and Letters in basis.library:
                    letters = basis.library[Letters]
                    text(turn, phone, f"case.{telling.template}", letters, facts)


def tell_level(turn: Case, command: TellLevel, basis: Basis) -> None:
    """Tell those who handle the case that a limit is near or over; of a card whoever heads their
    unit, too, and of a red one those who supervise (SUP-05)."""
    state = turn.state
    if state.closed_at is not None:
        return
    facts = {
        "number": state.number,
        "unit": command.unit,
        "clock": command.clock,
        "level": command.level,
    }
    if command.due is not None:
        facts["due"] = command.due.isoformat()
    template = "case.LevelRaised" if command.due is not None else "case.LevelRaisedOpenEnd"
    urgency = "urgent" if command.level == "red" else "normal"
    for address in dict.fromkeys(_told_of_limits(state, command, basis)):
        notify(turn, address, template, facts, urgency)


def has_account(state: CaseState) -> bool:
    """Tell whether somebody with an account is told of the case: the applicant, or who filed for
    him by a mandate. Who filed in person and has none is handed paper, or sent it."""
    return bool(_applicants(state))


def texted_at(state: CaseState) -> str:
    """Return the telephone at which the applicant, who has no account, is told by text messages as
    he agreed to; "" where he is not."""
    applicant = state.applicant
    texted = applicant is not None and applicant.texted and not has_account(state)
    return applicant.phone if applicant and texted else ""


def _applicants(state: CaseState) -> tuple[str, ...]:
    """Return the addresses of the applicant and of whoever filed for him by a mandate. Who filed in
    person and has no account yet has none: he was handed paper."""
    applicant = state.applicant
    if applicant is None:
        return ()
    people = [f"person:{applicant.account}"] if applicant.account else []
    if applicant.by_agent.startswith("person:"):
        people.append(applicant.by_agent)
    return tuple(to_somebody(who) for who in dict.fromkeys(people))


def _facts(state: CaseState, basis: Basis, event: Any, telling: Telling) -> dict[str, str]:
    facts = {
        "number": state.number,
        "item": basis.item.title.zh,
        "item_en": basis.item.title.en,
        "unit": state.unit,
    }
    due = telling.due(state, event)
    if due is not None:
        facts["due"] = due.isoformat()
    match event:
        case e.ClockPaused(procedure=procedure, days=days):
            facts |= {"procedure": procedure, "days": str(days)}
        case e.Extended(days=days):
            facts["days"] = str(days)
        case _:
            pass
    return facts


def _told_of_limits(state: CaseState, command: TellLevel, basis: Basis) -> Iterator[str]:
    units = [command.unit]
    for task in work(state, basis.library).tasks:
        yield to_somebody(task.claimed_by) if task.claimed_by else to_role(task.role, task.unit)
        units.append(task.unit)
    if command.level != "warning":
        yield from (to_role(APPROVER, unit) for unit in units)
    if command.level == "red":
        staff = basis.library[Organisation].staff.values()
        supervising = {member.unit for member in staff if SUPERVISOR in member.roles}
        yield from (to_role(SUPERVISOR, unit) for unit in sorted(supervising))
