"""From the proposal to the file: instruction, circulation, urging, answer
(拟办、批示、传阅、催办、答复、归档)."""

from actors.blocks.messages.address import to_role, to_somebody
from actors.blocks.messages.notify import notify
from actors.blocks.organisation.units import Organisation
from actors.kernel.calendar import Calendar
from actors.kernel.deadlines import due_date, local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.library import Library
from actors.kernel.turn import Turn
from actors.systems.collaborative_office import roles
from actors.systems.collaborative_office.addressing import REQUEST, handling_units
from actors.systems.collaborative_office.days import require_ahead
from actors.systems.collaborative_office.exchange import ConfirmReply, NoteReply
from actors.systems.collaborative_office.follow_up.commands import BeginFromInstruction
from actors.systems.collaborative_office.follow_up.state import (
    FOLLOW_UP_ORDER,
    order_of_instruction,
)
from actors.systems.collaborative_office.incoming import commands as c
from actors.systems.collaborative_office.incoming import events as e
from actors.systems.collaborative_office.incoming.state import ORDER, IncomingState
from actors.systems.collaborative_office.outgoing.state import OFFICIAL_DOCUMENT
from actors.systems.collaborative_office.profile import profile
from actors.systems.collaborative_office.texts import require_open, require_said

Turning = Turn[IncomingState]


class Handling:
    """Rules that rest on the organisation and the calendar."""

    def __init__(self, library: Library) -> None:
        self._organisation = library[Organisation]
        self._calendar = library[Calendar]

    def instruct(self, turn: Turning, command: c.InstructHandling) -> None:
        """Name who handles it, and up to when. A request (请示) is always answered.

        Raises:
            Refusal: the unit is neither the organ nor the next below it, or has nobody who handles
                documents; one is named twice; an urgent document has no day, or the day is over.
        """
        state = turn.state
        require_said("instruction", command.instruction)
        named, today = (command.lead, *command.assisting), local_day(turn.now)
        if len(set(named)) < len(named):
            raise Refusal(Reason("official_document.named_twice", "/assisting"))
        there = handling_units(self._organisation, state.organ)
        for field, units in (("/lead", (command.lead,)), ("/assisting", command.assisting)):
            if strange := [unit for unit in units if unit not in there]:
                code = "incoming_document.nobody_handles"
                raise Refusal(*(Reason(code, field, {"unit": unit}) for unit in strange))
        if state.urgency != "ordinary" and command.due is None:
            raise Refusal(Reason("incoming_document.urgent_without_day", "/due"))
        require_ahead(command.due, today, "/due")
        due = command.due or due_date(today, profile().handling_days, self._calendar)
        turn.emit(
            e.HandlingInstructed(
                at=turn.now,
                by=turn.by.id,
                lead=command.lead,
                assisting=command.assisting,
                instruction=command.instruction,
                due=due,
                important=command.important,
                reply_needed=command.reply_needed or state.genre == REQUEST,
            )
        )
        told = {"number": state.received_number}
        for role, unit in (
            (roles.REGISTRY, state.organ),
            *((roles.HANDLER, unit) for unit in command.assisting),
        ):
            notify(turn, to_role(role, unit), "incoming_document.Instructed", told)

    def circulate(self, turn: Turning, command: c.CirculateDocument) -> None:
        """Have staff of the organ, and of the units that were named, read it; each is told.

        Raises:
            Refusal: somebody is named twice, or works elsewhere.
        """
        require_said("purpose", command.purpose)
        if len(set(command.readers)) < len(command.readers):
            raise Refusal(Reason("incoming_document.reader_twice", "/readers"))
        there = readers_of(self._organisation, turn.state)
        if not set(command.readers) <= set(there):
            raise Refusal(Reason("incoming_document.reader_elsewhere", "/readers"))
        readers = tuple(f"staff:{account}" for account in command.readers)
        turn.emit(
            e.CirculationBegun(at=turn.now, by=turn.by.id, readers=readers, purpose=command.purpose)
        )


def readers_of(organisation: Organisation, state: IncomingState) -> tuple[str, ...]:
    """Return the accounts of the staff that may be asked to read it."""
    units = {state.organ, *state.named}
    return tuple(name for name, member in organisation.staff.items() if member.unit in units)


def propose(turn: Turning, command: c.ProposeHandling) -> None:
    """Propose how to handle it.

    Raises:
        Refusal: the proposal says nothing, or bears a mark of secrecy.
    """
    require_said("proposal", command.proposal)
    turn.emit(e.HandlingProposed(at=turn.now, by=turn.by.id, proposal=command.proposal))


def note_read(turn: Turning, command: c.NoteRead) -> None:
    """Note that it was read.

    Raises:
        Refusal: who reads it has said so already.
    """
    if not any(each.by == turn.by.id and each.reading == "unread" for each in turn.state.reading):
        raise Refusal(Reason("incoming_document.read_already"), kind="not_now")
    turn.emit(e.ReadingNoted(at=turn.now, by=turn.by.id))


def finish_reading(turn: Turning, command: c.FinishReading) -> None:
    """Keep what a reader says; with the last one it goes back to its handler.

    Raises:
        Refusal: the note bears a mark of secrecy.
    """
    require_open({"note": command.note})
    turn.emit(e.ReadingFinished(at=turn.now, by=turn.by.id, note=command.note))
    _end_circulation(turn)


def recall_readers(turn: Turning, command: c.RecallReaders) -> None:
    """Spare those the reading who have not read it, all of them or none.

    Raises:
        Refusal: one of them has, or is none of its readers.
    """
    unread = {each.by for each in turn.state.reading if each.reading == "unread"}
    readers = tuple(dict.fromkeys(f"staff:{account}" for account in command.readers))
    if not set(readers) <= unread:
        raise Refusal(Reason("incoming_document.read_already", "/readers"), kind="not_now")
    turn.emit(e.ReadersRecalled(at=turn.now, by=turn.by.id, readers=readers))
    _end_circulation(turn)


def urge(turn: Turning, command: c.UrgeHandling) -> None:
    """Remind whom it waits for: its readers, or its handler where it is urgent, important or late.

    Raises:
        Refusal: it is none of that.
    """
    state = turn.state
    require_said("note", command.note)
    late = state.due is not None and local_day(turn.now) > state.due
    pressing = state.urgency != "ordinary" or state.important or late
    if state.phase == "handling" and not pressing:
        raise Refusal(Reason("incoming_document.not_pressing"), kind="not_now")
    turn.emit(e.HandlingUrged(at=turn.now, by=turn.by.id, note=command.note))
    reminded = [to_role(roles.HANDLER, state.lead)]
    if state.phase == "circulating":
        reminded = [to_somebody(each.by) for each in state.reading]
    for address in reminded:
        told = {"number": state.received_number}
        notify(turn, address, "incoming_document.Urged", told, urgency="urgent")


def follow_up(turn: Turning, command: c.FollowUpInstruction) -> None:
    """Have the instruction become an order of the follow-up office, once."""
    state = turn.state
    assert state.instructed_at is not None and state.due is not None  # it is being handled
    order = order_of_instruction(turn.id, state.instructed_at)
    turn.emit(e.InstructionFollowedUp(at=turn.now, by=turn.by.id, order=order))
    wish = BeginFromInstruction(
        document=turn.id,
        organ=state.organ,
        by=turn.by.id,
        basis=state.received_number,
        matter=state.title,
        requirement=state.instruction,
        lead=state.lead,
        helping=state.assisting,
        due=state.due,
    )
    turn.send(f"{FOLLOW_UP_ORDER}:{order}", wish)


def answer(turn: Turning, command: c.AnswerDocument) -> None:
    """Say with what result it was handled. The document that is named for its reply is asked first
    whether it is one.

    Raises:
        Refusal: a reply is needed and none is named, or one is asked just now.
    """
    state = turn.state
    require_said("result", command.result)
    if state.waits_for_reply:
        raise Refusal(Reason("incoming_document.reply_under_way"), kind="not_now")
    if command.reply:
        turn.emit(
            e.ReplyNamed(at=turn.now, by=turn.by.id, reply=command.reply, result=command.result)
        )
        organs = (state.organ, state.lead)
        wish = ConfirmReply(document=turn.id, organs=organs, to=state.sender)
        turn.send(f"{OFFICIAL_DOCUMENT}:{command.reply}", wish)
    elif state.reply_needed:
        raise Refusal(Reason("incoming_document.reply_missing", "/reply"))
    else:
        turn.emit(e.DocumentAnswered(at=turn.now, by=turn.by.id, result=command.result))


def note_reply(turn: Turning, command: NoteReply) -> None:
    """Note whether the document that was named is a reply. An answer to an earlier question is
    nothing."""
    state = turn.state
    if not state.waits_for_reply or command.reply != state.reply:
        return
    if command.confirmed:
        turn.emit(e.DocumentAnswered(at=turn.now, reply_number=command.number))
        return
    turn.emit(e.ReplyRejected(at=turn.now))
    told = {"number": state.received_number}
    notify(turn, to_role(roles.HANDLER, state.lead), "incoming_document.NoReply", told)


def archive(turn: Turning, command: c.ArchiveIncoming) -> None:
    """Put it on file."""
    turn.emit(e.IncomingArchived(at=turn.now, by=turn.by.id))


def send_back(turn: Turning, command: c.SendIncomingBack) -> None:
    """Have it go back within the organ.

    Raises:
        Refusal: the step is not an earlier one, or the reason says nothing or bears a mark.
    """
    require_said("reason", command.reason)
    if not before(command.to, turn.state.phase):
        raise Refusal(Reason("official_document.not_earlier", "/to"))
    turn.emit(e.IncomingSentBack(at=turn.now, by=turn.by.id, to=command.to, reason=command.reason))


def before(step: str, phase: str) -> bool:
    """Tell whether a step comes before a phase that is none of those where all is over."""
    steps: tuple[str, ...] = ORDER
    return phase in steps and steps.index(step) < steps.index(phase)


def _end_circulation(turn: Turning) -> None:
    if not turn.state.reading:
        turn.emit(e.CirculationEnded(at=turn.now))
