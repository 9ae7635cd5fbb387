"""After the session: the committee's report, and the unit that carries out what was resolved."""

from msgspec.structs import replace

from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Turn
from actors.systems.npc_motions import motion_commands as c
from actors.systems.npc_motions import motion_events as e
from actors.systems.npc_motions.clue_records import NotePublished, clue_key
from actors.systems.npc_motions.motion_books import MotionBooks
from actors.systems.npc_motions.motion_dates import handling_again_by, handling_by
from actors.systems.npc_motions.motion_signing import local_minute
from actors.systems.npc_motions.motion_state import MotionState
from actors.systems.npc_motions.notices import deputy, notify, post
from actors.systems.npc_motions.texts import bears_a_number, require_open

Turning = Turn[MotionState]


def consult(turn: Turning, command: c.ConsultBodies, books: MotionBooks) -> None:
    """Ask units for their views."""
    new = tuple(dict.fromkeys(b for b in command.bodies if b and b not in turn.state.bodies))
    if not new:
        raise Refusal(Reason("motion.nobody_new", "/bodies"))
    turn.emit(e.BodiesConsulted(at=turn.now, bodies=new))
    told = (post("handler", body) for body in new)
    notify(turn, told, "view_asked", number=turn.state.number)


def give_view(turn: Turning, command: c.GiveView, books: MotionBooks) -> None:
    """Give the view of one's unit, once; policies let only units that were asked."""
    unit = turn.by.unit
    if unit in turn.state.views:
        raise Refusal(Reason("motion.view_given"), kind="not_now")
    _require_text(command.text)
    turn.emit(e.ViewGiven(at=turn.now, unit=unit, text=command.text))


def invite_lead(turn: Turning, command: c.InviteLead, books: MotionBooks) -> None:
    """Invite the lead to the committee's deliberation, which is still to come."""
    if command.meeting <= turn.now:
        raise Refusal(Reason("motion.meeting_over", "/meeting"))
    turn.emit(e.LeadInvited(at=turn.now, meeting=command.meeting))
    state = turn.state
    notify(
        turn,
        (deputy(state.lead),),
        "lead_invited",
        number=state.number,
        meeting=local_minute(command.meeting),
    )


def report(turn: Turning, command: c.ReportMotion, books: MotionBooks) -> None:
    """Report to the standing committee; the lead was invited, and that meeting has begun."""
    meeting = turn.state.lead_invited
    if meeting is None or meeting > turn.now:
        raise Refusal(Reason("motion.lead_not_invited"), kind="not_now")
    _require_text(command.text)
    turn.emit(e.MotionReported(at=turn.now, text=command.text))
    _tell(turn, "reported")


def assign(turn: Turning, command: c.AssignMotion, books: MotionBooks) -> None:
    """Have a unit carry it out."""
    if not command.unit:
        raise Refusal(Reason("motion.unit_missing", "/unit"))
    dues = books.dues(turn.state, turn.now, handling_by)
    turn.emit(
        e.MotionAssigned(at=turn.now, unit=command.unit, requirement=command.requirement, dues=dues)
    )
    notify(turn, (post("handler", command.unit),), "assigned", number=turn.state.number)


def report_handling(turn: Turning, command: c.ReportHandling, books: MotionBooks) -> None:
    """Report how it was handled, once in each round."""
    state = turn.state
    if state.handled[-1]:
        raise Refusal(Reason("motion.handling_reported"), kind="not_now")
    _require_text(command.text)
    turn.emit(e.HandlingReported(at=turn.now, round=state.round, text=command.text))


def accept_handling(turn: Turning, command: c.AcceptHandling, books: MotionBooks) -> None:
    """Accept the report of this round."""
    _require_reported(turn)
    turn.emit(e.HandlingAccepted(at=turn.now, text=command.text))
    _tell(turn, "accepted")


def redo_handling(turn: Turning, command: c.RedoHandling, books: MotionBooks) -> None:
    """Have it handled again; what was reported stays, as the former round."""
    _require_reported(turn)
    _require_text(command.text)
    dues = books.dues(turn.state, turn.now, handling_again_by)
    turn.emit(e.HandlingRedone(at=turn.now, text=command.text, dues=dues))
    notify(turn, (post("handler", turn.state.unit),), "redo", number=turn.state.number)


def set_published(turn: Turning, command: c.SetPublished, books: MotionBooks) -> None:
    """Publish the text, if its lead allows that, or take it back. Suppliers of its clues see that
    theirs were used."""
    state = turn.state
    if command.published is state.published:
        raise Refusal(Reason("motion.published_already", "/published"), kind="not_now")
    if command.published and not state.publishable:
        raise Refusal(Reason("motion.not_publishable", "/published"))
    if command.published and any(map(bears_a_number, (state.text.title, *_parts(state)))):
        raise Refusal(Reason("proposal.personal_number", "/published"))
    if not command.published and not command.reason.strip():
        raise Refusal(Reason("motion.reason_missing", "/reason"))
    turn.emit(
        e.PublicationSet(
            at=turn.now,
            published=command.published,
            text=replace(state.text, attachments=()) if command.published else None,
            reason=command.reason,
        )
    )
    if command.published:
        use = NotePublished(suggestion=turn.id, number=state.number, kind="motion")
        for clue in dict.fromkeys(state.clues):
            turn.send(clue_key(clue), use)


def _parts(state: MotionState) -> tuple[str, ...]:
    return state.text.subject, state.text.grounds, state.text.plan, state.text.bill_text


def _require_reported(turn: Turning) -> None:
    if not turn.state.handled[-1]:
        raise Refusal(Reason("motion.handling_not_reported"), kind="not_now")


def _require_text(text: str) -> None:
    if not text.strip():
        raise Refusal(Reason("motion.text_missing", "/text"))
    require_open(text=text)


def _tell(turn: Turning, template: str) -> None:
    state = turn.state
    notify(turn, map(deputy, state.counted), template, number=state.number)
