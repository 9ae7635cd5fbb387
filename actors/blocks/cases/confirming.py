"""What registers outside confirm (外部核验, HALL-31): while one of them is down people apply, and
what they say is "to be confirmed"; nobody decides until it has answered."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Literal

import msgspec

from actors.blocks.calls.call import call
from actors.blocks.calls.records import TakeOutcome
from actors.blocks.cases import events as e
from actors.blocks.cases.basis import Basis
from actors.blocks.cases.state import CaseState, Confirmed
from actors.blocks.exchanges.tell import record_shown
from actors.kernel.turn import Event, Turn

Case = Turn[CaseState]


class NoteConfirmation(TakeOutcome, frozen=True, kw_only=True):
    """Platform: what the register says to what was asked in the round `round` of corrections."""

    register: str
    round: int


class ConfirmationAsked(Event, frozen=True, kw_only=True):
    """The registers were asked; what they said before counts no more."""

    at: datetime
    registers: tuple[str, ...]


class ConfirmationGiven(Event, frozen=True, kw_only=True):
    """The register has answered: it is so, it is not, or it will not say ("unable"), so that an
    officer finds out by other means."""

    at: datetime
    register: str
    said: Literal["holds", "contradicts", "unable"]


def ask_registers(turn: Case, basis: Basis) -> None:
    """Ask what the item wants confirmed, whenever somebody has applied or corrected."""
    wanted = basis.item.confirmations
    if not wanted or not any(isinstance(each, e.Submitted | e.Corrected) for each in turn.events):
        return
    state = turn.state
    names = tuple(each.register for each in wanted)
    turn.emit(ConfirmationAsked(at=turn.now, registers=names))
    account = state.applicant.account if state.applicant else ""
    for each in wanted:
        record_shown(turn, each.register, "", account)
        asks = {"asks": msgspec.to_builtins(dict(_asked(state, each.sends)))}
        note = NoteConfirmation(register=each.register, round=state.corrections)
        call(turn, each.register, asks, note)


def note_confirmation(turn: Case, command: NoteConfirmation, basis: Basis) -> None:
    """Note what the register says, if it was asked in this round."""
    state = turn.state
    pending = {each.register for each in state.confirmations if each.said == "pending"}
    if command.round != state.corrections or command.register not in pending:
        return
    match command.outcome.state:
        case "done":
            said = "holds" if command.outcome.answer.get("holds") == "yes" else "contradicts"
        case "failed":
            said = "unable"
        case _:
            return  # it has not answered yet
    turn.emit(ConfirmationGiven(at=turn.now, register=command.register, said=said))


def evolve(state: CaseState, event: ConfirmationAsked | ConfirmationGiven) -> CaseState:
    """Return the case after `event`."""
    match event:
        case ConfirmationAsked(registers=registers):
            found = tuple(Confirmed(register=name) for name in registers)
        case ConfirmationGiven(register=register, said=said, at=at):
            given = Confirmed(register=register, said=said, at=at)
            found = tuple(
                given if each.register == register else each for each in state.confirmations
            )
    return msgspec.structs.replace(state, confirmations=found)


def _asked(state: CaseState, sends: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    """Yield what a register is told: answers by their names, "applicant:id_number" of whoever
    applies."""
    applicant: Mapping[str, Any] = msgspec.to_builtins(state.applicant) if state.applicant else {}
    for name in sends:
        of_applicant = name.removeprefix("applicant:")
        yield name, applicant.get(of_applicant) if of_applicant != name else state.form.get(name)
