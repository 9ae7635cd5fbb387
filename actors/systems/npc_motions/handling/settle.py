"""What follows from every change of a handling: supervision, alarms, and the suggestion is told."""

from datetime import date, datetime

from actors.blocks.clocks.cards import ClockFacts, Mark
from actors.blocks.clocks.watching import Subject, follow
from actors.kernel.deadlines import start_of_day
from actors.kernel.turn import Command, Turn
from actors.systems.npc_motions.books import Books
from actors.systems.npc_motions.handling.commands import EndViewPeriod, ListOverdue, RemindOfReply
from actors.systems.npc_motions.handling.dates import day_after
from actors.systems.npc_motions.handling.state import OPEN, HandlingState
from actors.systems.npc_motions.suggestion.commands import NoteUnit


def settle(books: Books, turn: Turn[HandlingState], before: HandlingState) -> None:
    """Compare the handling with what it was `before` this turn and have done what follows."""
    state = turn.state
    if _stand(state) != _stand(before) and state.phase != "reassigned":
        note = NoteUnit(handling=turn.id, phase=state.phase, due=_stand(state)[1])
        turn.send(f"suggestion:{state.suggestion}", note)
    follow(turn, watched(books, before), watched(books, state))
    had, wanted = alarms_of(books, before), alarms_of(books, state)
    for name in had.keys() - wanted.keys():
        turn.forget(name)
    for name, (at, command) in wanted.items():
        if had.get(name) != (at, command):
            turn.remind(name, at, command)


def _stand(state: HandlingState) -> tuple[str, date | None]:
    """Return what the suggestion knows of a handling."""
    return state.phase, state.reply_due.effective if state.reply_due else None


def watched(books: Books, state: HandlingState) -> Subject | None:
    """Return what supervision sees of a handling."""
    if not state.phase:
        return None
    return Subject(
        number=state.number,
        item="handling",
        unit=state.unit,
        clocks=tuple(_clocks(books, state)),
        closed=state.phase not in OPEN,
    )


def _clocks(books: Books, state: HandlingState) -> list[ClockFacts]:
    due, began = state.due, state.assigned_at
    if due is None or began is None:
        return []
    ladder = books.of(state.profile).ladder
    marks = [
        Mark("yellow", day_after(due.effective, ladder.yellow)),
        Mark("red", day_after(due.effective, ladder.red)),
    ]
    if state.answers:
        marks.insert(0, Mark("warning", day_after(due.effective, -ladder.remind)))
    return [
        ClockFacts(
            name="npc_reply" if state.answers else "npc_view",
            started_at=began,
            due=due.effective,
            marks=tuple(marks),
            pauses=state.pauses,
            stopped_at=state.done_at,
        )
    ]


def alarms_of(books: Books, state: HandlingState) -> dict[str, tuple[datetime, Command]]:
    """Return the alarms that a handling needs as it stands: name -> when, and what is to be done.
    While a return is asked for, there are none."""
    if state.phase not in OPEN or state.phase == "return_requested" or state.due is None:
        return {}
    if not state.answers:
        if state.missed > 1 or (state.missed and state.due.question != "assisting_extra"):
            return {}
        return {"view": (state.due.ends_at, EndViewPeriod(missed=state.missed))}
    ladder, due = books.of(state.profile).ladder, state.due.effective
    return {
        "reminder": (start_of_day(day_after(due, -ladder.remind)), RemindOfReply()),
        "overdue_list": (start_of_day(day_after(due, ladder.listed)), ListOverdue()),
    }
