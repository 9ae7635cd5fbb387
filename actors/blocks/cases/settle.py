"""What follows from every change alike: papers are ordered, supervision is told, and alarms are set
or forgotten."""

from datetime import datetime

from actors.blocks.cases.basis import Basis
from actors.blocks.cases.clocks import clocks_of
from actors.blocks.cases.commands import (
    CaseMoved,
    EndCorrectionPeriod,
    EndNoticePeriod,
    EndPromisePeriod,
)
from actors.blocks.cases.events import ClocksChanged
from actors.blocks.cases.later_commands import EndRenewalPeriod
from actors.blocks.cases.ordering import order_papers
from actors.blocks.cases.state import CaseState
from actors.blocks.clocks.commands import Observe
from actors.kernel.deadlines import end_of_day
from actors.kernel.turn import Command, Turn


def settle(turn: Turn[CaseState], before: CaseState, basis: Basis) -> None:
    """Compare the case with what it was `before` this turn and record what follows."""
    order_papers(turn, basis)
    clocks = clocks_of(turn.state, basis)
    if clocks != turn.state.clocks:
        turn.emit(ClocksChanged(at=turn.now, clocks=clocks))
    state = turn.state
    if _watched(state) != _watched(before):
        turn.send(
            f"watcher:{turn.id}",
            Observe(
                case=turn.id,
                number=state.number,
                item=state.item,
                title=basis.item.title,
                unit=state.unit,
                clocks=state.clocks,
                at=turn.now,
                seq=turn.seq,
                closed=state.closed_at is not None,
                calendars=state.calendars,
            ),
        )
    _set_alarms(turn, before, basis)
    if state.told and state.phase != before.phase:
        moved = CaseMoved(number=state.number, phase=state.phase, at=turn.now, seq=turn.seq)
        turn.send(state.told, moved)


def _watched(state: CaseState) -> tuple[object, ...]:
    unit = state.unit if state.clocks else ""  # before, nothing of it is supervised
    return state.clocks, state.closed_at is not None, state.calendars, unit


def alarms_of(state: CaseState, basis: Basis) -> dict[str, tuple[datetime, Command]]:
    """Return the alarms that a case needs as it stands: name -> when, and what is to be done."""
    dues = state.dues
    if state.phase == "submitted" and dues.notice and basis.item.deemed_acceptance:
        return {"notice": (end_of_day(dues.notice), EndNoticePeriod(round=state.corrections))}
    if state.phase == "correction_requested" and dues.correction:
        command = EndCorrectionPeriod(round=state.corrections)
        return {"correction": (end_of_day(dues.correction), command)}
    promise = dues.promise or dues.promised
    if state.phase == "accepted" and state.promised_materials and promise:
        return {"promise": (end_of_day(promise), EndPromisePeriod())}
    if state.renewal is not None:
        return {"renewal": (end_of_day(state.renewal.until), EndRenewalPeriod())}
    return {}


def _set_alarms(turn: Turn[CaseState], before: CaseState, basis: Basis) -> None:
    had, wanted = alarms_of(before, basis), alarms_of(turn.state, basis)
    for name in had.keys() - wanted.keys():
        turn.forget(name)
    for name, (at, command) in wanted.items():
        if had.get(name) != (at, command):
            turn.remind(name, at, command)
