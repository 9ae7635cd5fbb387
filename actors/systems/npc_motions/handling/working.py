"""The unit's work: contacts, extensions, views of assisting units, disagreements, reminders."""

from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Turn
from actors.systems.npc_motions.books import Books
from actors.systems.npc_motions.handling import commands as c
from actors.systems.npc_motions.handling import events as e
from actors.systems.npc_motions.handling.dates import extended, longest
from actors.systems.npc_motions.handling.state import Contact, HandlingState, View
from actors.systems.npc_motions.notices import deputy, notify, post
from actors.systems.npc_motions.suggestion_dates import empty_view_by
from actors.systems.npc_motions.texts import require_filled

Turning = Turn[HandlingState]


def record_contact(_: Books, turn: Turning, command: c.RecordContact) -> None:
    """Keep who spoke with the deputy, when, how and what about."""
    require_filled(who=command.who, what=command.what)
    if command.at > turn.now:
        raise Refusal(Reason("handling.contact_to_come", "/at"))
    contact = Contact(who=command.who, at=command.at, how=command.how, what=command.what)
    turn.emit(e.ContactRecorded(at=turn.now, contact=contact))


def ask_extension(books: Books, turn: Turning, command: c.AskExtension) -> None:
    """Ask for a later date, before the present one and within what the place's rules allow."""
    require_filled(reason=command.reason)
    state, last = turn.state, longest(books, turn.state)
    if state.reply_due is None or last is None:
        raise Refusal(Reason("handling.no_extension"), kind="not_now")
    if state.extension in ("asked", "granted"):
        raise Refusal(Reason("handling.extended_already"), kind="not_now")
    if not state.reply_due.in_time(turn.now):
        raise Refusal(Reason("handling.extension_too_late"), kind="not_now")
    if command.until <= state.reply_due.effective:
        raise Refusal(Reason("handling.extension_no_later", "/until"))
    if command.until > last.effective:
        facts = {"day": last.effective.isoformat()}
        raise Refusal(Reason("handling.extension_too_long", "/until", facts))
    turn.emit(e.ExtensionAsked(at=turn.now, until=command.until, reason=command.reason))
    notify(turn, [post(state.assigner)], "extension_asked", unit=state.unit)


def decide_extension(books: Books, turn: Turning, command: c.DecideExtension) -> None:
    """Grant or refuse it; the deputy is told of the new date."""
    require_filled(reason=command.reason)
    state, last = turn.state, longest(books, turn.state)
    if state.extension != "asked" or state.asked_until is None or last is None:
        raise Refusal(Reason("handling.nothing_asked"), kind="not_now")
    clerk = post("unit_clerk", state.unit)
    if not command.granted:
        turn.emit(e.ExtensionRefused(at=turn.now, reason=command.reason))
        notify(turn, [clerk], "extension_refused")
        return
    due = extended(last, state.asked_until, books.calendar)
    turn.emit(e.Extended(at=turn.now, by=turn.by.id, reason=command.reason, reply_due=due))
    told = [*map(deputy, state.signers), clerk]
    notify(turn, told, "extended", day=due.effective.isoformat())


def give_view(_: Books, turn: Turning, command: c.GiveView) -> None:
    """Give the view to whoever answers."""
    require_filled(text=command.text)
    turn.emit(e.ViewGiven(at=turn.now, text=command.text))
    _send_view(turn, View(unit=turn.state.unit, text=command.text))


def _send_view(turn: Turning, view: View) -> None:
    for lead in turn.state.leads:
        turn.send(f"handling:{lead}", c.NoteView(view=view))


def end_view_period(books: Books, turn: Turning, command: c.EndViewPeriod) -> None:
    """Put on record that no view came; where the place gives more days, those begin."""
    state = turn.state
    if state.done_at is not None or state.missed != command.missed or state.view_due is None:
        return
    extra = None
    if not state.missed:
        extra = empty_view_by(books.of(state.profile), state.view_due, books.calendar)
    turn.emit(e.ViewMissed(at=turn.now, extra_due=extra))
    if extra is None:
        _send_view(turn, View(unit=state.unit, missing=True))
    notify(turn, [post("unit_head", state.unit), post(state.assigner)], "view_missed")


def note_view(_: Books, turn: Turning, command: c.NoteView) -> None:
    """Keep a view, or have it follow the part to the unit that took it over."""
    if turn.state.successor:
        turn.send(f"handling:{turn.state.successor}", command)
    elif command.view not in turn.state.views:
        turn.emit(e.ViewReceived(at=turn.now, view=command.view))


def note_assistant(_: Books, turn: Turning, command: c.NoteAssistant) -> None:
    """Wait for the view of another unit."""
    turn.emit(e.AssistantChanged(at=turn.now, unit=command.unit, instead_of=command.instead_of))


def note_lead(_: Books, turn: Turning, command: c.NoteLead) -> None:
    """Give the view to another unit."""
    turn.emit(e.LeadChanged(at=turn.now, handling=command.handling, instead_of=command.instead_of))


def report_disagreement(_: Books, turn: Turning, command: c.ReportDisagreement) -> None:
    """Bring units that do not agree before whoever assigned the item."""
    require_filled(text=command.text)
    turn.emit(e.DisagreementReported(at=turn.now, text=command.text))
    notify(turn, [post(turn.state.assigner)], "units_disagree", unit=turn.state.unit)


def settle_disagreement(_: Books, turn: Turning, command: c.SettleDisagreement) -> None:
    """Settle it."""
    require_filled(decision=command.decision)
    if not turn.state.disagreement:
        raise Refusal(Reason("handling.no_disagreement"), kind="not_now")
    turn.emit(e.DisagreementSettled(at=turn.now, decision=command.decision))
    units = (turn.state.unit, *turn.state.fellows)
    notify(turn, [post("unit_clerk", unit) for unit in units], "disagreement_settled")


def note_key(_: Books, turn: Turning, command: c.NoteKey) -> None:
    """Have the head answer from here on."""
    if not turn.state.key:
        turn.emit(e.MadeKey(at=turn.now))


def note_hidden(_: Books, turn: Turning, command: c.NoteHidden) -> None:
    """Keep from the unit who the deputies are."""
    if not turn.state.hidden:
        turn.emit(e.DeputiesHidden(at=turn.now))


def remind(_: Books, turn: Turning, command: c.RemindOfReply) -> None:
    """Remind the unit."""
    turn.emit(e.ReplyReminded(at=turn.now))
    clerk, head = post("unit_clerk", turn.state.unit), post("unit_head", turn.state.unit)
    notify(turn, [clerk, head], "reply_due_soon")


def list_overdue(_: Books, turn: Turning, command: c.ListOverdue) -> None:
    """Put it on the list to the chairpersons' meeting."""
    due = turn.state.reply_due
    if due is not None:
        days = (local_day(turn.now) - due.effective).days
        turn.emit(e.ListedAsOverdue(at=turn.now, days=days))
        notify(turn, [post("chairperson"), post("work_body")], "listed_as_overdue")
