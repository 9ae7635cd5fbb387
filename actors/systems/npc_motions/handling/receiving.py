"""Taking an item over, and asking to return it (退回): upheld, or given to another unit (改办)."""

from msgspec.structs import replace

from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Turn
from actors.systems.npc_motions.books import Books
from actors.systems.npc_motions.groups import parts_of
from actors.systems.npc_motions.handling import commands as c
from actors.systems.npc_motions.handling import events as e
from actors.systems.npc_motions.handling.dates import dates_of
from actors.systems.npc_motions.handling.letters import withdraw_letters
from actors.systems.npc_motions.handling.state import Charge, HandlingState
from actors.systems.npc_motions.notices import deputy, notify, post
from actors.systems.npc_motions.suggestion.commands import NoteUnit
from actors.systems.npc_motions.suggestion.state import UnitGiven
from actors.systems.npc_motions.suggestion_dates import reply_after_refusal
from actors.systems.npc_motions.texts import require_filled

Turning = Turn[HandlingState]


def begin(books: Books, turn: Turning, command: c.BeginHandling) -> None:
    """Begin, once."""
    if turn.state.phase:
        return
    dates = dates_of(
        books,
        command.profile,
        command.role,
        command.assigned_at,
        None,
        command.redo_due,
        fast=command.fast,
    )
    redo = command.redo_due is not None
    turn.emit(e.HandlingBegun(at=turn.now, redo=redo, dates=dates, **parts_of(command, Charge)))


def sign_for(books: Books, turn: Turning, command: c.SignFor) -> None:
    """Take it over; what runs from receipt begins."""
    state = turn.state
    assigned = state.assigned_at or turn.now
    redo_due = state.reply_due if state.redo else None
    dates = dates_of(
        books, state.profile, state.role, assigned, turn.now, redo_due, fast=state.fast
    )
    turn.emit(e.SignedFor(at=turn.now, dates=dates))


def ask_return(_: Books, turn: Turning, command: c.AskReturn) -> None:
    """Ask to return it, in time and with a reason. Only this unit's clocks stand still."""
    require_filled(reason=command.reason)
    due = turn.state.return_due
    if due is not None and not due.in_time(turn.now):
        facts = {"day": due.effective.isoformat()}
        raise Refusal(Reason("handling.return_too_late", facts=facts), kind="not_now")
    turn.emit(e.ReturnAsked(at=turn.now, reason=command.reason))
    notify(turn, [post(turn.state.assigner)], "return_asked", unit=turn.state.unit)


def uphold_return(books: Books, turn: Turning, command: c.UpholdReturn) -> None:
    """Refuse the return; whether the days of waiting count is said by the place's rules."""
    require_filled(reason=command.reason)
    state, due = turn.state, turn.state.reply_due
    if due is not None and not state.redo:
        asked = state.pauses[-1][0]
        profile = books.of(state.profile)
        due = reply_after_refusal(profile, due, asked, turn.now, books.calendar)
    turn.emit(e.ReturnUpheld(at=turn.now, reason=command.reason, reply_due=due))
    notify(turn, [post("unit_clerk", state.unit)], "return_refused")


def reassign(books: Books, turn: Turning, command: c.Reassign) -> None:
    """Give the part to another unit, whose clocks begin anew; nobody else's move."""
    require_filled(reason=command.reason)
    books.require_unit(command.unit, "/unit")
    state = turn.state
    if command.unit in (state.unit, *state.fellows):
        raise Refusal(Reason("handling.unit_at_work", "/unit"))
    successor = f"{state.suggestion}-{state.round}-{command.unit}"
    turn.emit(
        e.Reassigned(at=turn.now, unit=command.unit, handling=successor, reason=command.reason)
    )
    given = UnitGiven(unit=command.unit, role=state.role, part=state.part, requests=state.requests)
    turn.send(f"handling:{successor}", _begin_again(turn, successor, command.unit))
    turn.send(
        f"suggestion:{state.suggestion}",
        NoteUnit(handling=turn.id, phase="reassigned", into=given, into_handling=successor),
    )
    _tell_fellows(turn, successor, command.unit)
    told = [post("unit_clerk", command.unit), post("unit_clerk", state.unit), deputy(state.lead)]
    notify(turn, told, "reassigned", unit=command.unit)


def _begin_again(turn: Turning, successor: str, unit: str) -> c.BeginHandling:
    state = turn.state
    leads = tuple(successor if lead == turn.id else lead for lead in state.leads)
    redo_due = state.reply_due if state.redo else None
    same = c.BeginHandling(**parts_of(state, Charge), redo_due=redo_due)
    return replace(same, unit=unit, leads=leads, assigned_at=turn.now)


def _tell_fellows(turn: Turning, successor: str, unit: str) -> None:
    state = turn.state
    if not state.answers:
        for lead in state.leads:
            note = c.NoteAssistant(unit=unit, instead_of=state.unit)
            turn.send(f"handling:{lead}", note)
    for assistant in state.assistants:
        note = c.NoteLead(handling=successor, instead_of=turn.id)
        turn.send(f"handling:{state.suggestion}-{state.round}-{assistant}", note)


def end(_: Books, turn: Turning, command: c.EndHandling) -> None:
    """Stop: what was handled is withdrawn."""
    if turn.state.done_at is None:
        withdraw_letters(turn)
        turn.emit(e.HandlingEnded(at=turn.now, why=command.why))
        notify(turn, [post("unit_clerk", turn.state.unit)], "ended")
