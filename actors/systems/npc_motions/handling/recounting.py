"""A handling's dates by a calendar that was published after they were fixed."""

from actors.kernel.turn import Turn
from actors.systems.npc_motions.books import Books
from actors.systems.npc_motions.handling import events as e
from actors.systems.npc_motions.handling.state import OPEN, HandlingState
from actors.systems.npc_motions.recounting import RecountDates


def recount_dates(books: Books, turn: Turn[HandlingState], command: RecountDates) -> None:
    """Count what runs anew; nothing becomes shorter. Of what is done nothing runs."""
    state = turn.state
    if state.phase not in OPEN:
        return
    before = e.Dates(
        return_due=state.return_due,
        contact_due=state.contact_due,
        view_due=state.view_due,
        reply_due=state.reply_due,
    )
    after = e.Dates(
        return_due=books.recounted(state.return_due),
        contact_due=books.recounted(state.contact_due),
        view_due=books.recounted(state.view_due),
        reply_due=books.recounted(state.reply_due),
    )
    if after != before:
        turn.emit(e.DatesRecounted(at=turn.now, calendar=books.calendar.version, dates=after))
