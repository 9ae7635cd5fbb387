"""What meetings have of a resource: each attempt of a meeting is carried out once (会议用房)."""

from datetime import datetime

from actors.kernel.errors import Refusal
from actors.systems.collaborative_office.resources import commands as c
from actors.systems.collaborative_office.resources import events as e
from actors.systems.collaborative_office.resources.fitting import begins_as, most, require_time
from actors.systems.collaborative_office.resources.moving import Turning, answer, move
from actors.systems.collaborative_office.resources.state import (
    HELD,
    PENDING,
    Booking,
    Progress,
    ResourceState,
    in_the_way,
)


def book_for_meeting(turn: Turning, command: c.BookForMeeting) -> None:
    """Book it for a meeting, once for each of its attempts, and say what became of that; what the
    meeting had of earlier ones is released first."""
    if not turn.state.phase:  # there is none
        note = c.NoteBooking(
            resource=turn.id, round=command.round, progress="refused", reason="not_available"
        )
        turn.send(f"{c.OFFICE_MEETING}:{command.meeting}", note)
        return
    there = turn.state.of_meeting(command.meeting)
    if any(each.round > command.round for each in there):
        return  # a later attempt has been here
    known = next((each for each in there if each.round == command.round), None)
    if known is None:
        move(turn, [each for each in there if each.progress in PENDING], "released")
        reason, organ = _why_not(turn.state, turn.now, command)
        progress: Progress = "refused" if reason else begins_as(turn.state)
        known = _for_meeting(turn, command, command.purpose, progress, reason)
        if reason == "taken":
            answer(turn, known, organ)
            return
    answer(turn, known)


def release_for_meeting(turn: Turning, command: c.ReleaseForMeeting) -> None:
    """Release what a meeting had up to an attempt; what comes late of these finds it released."""
    there = turn.state.of_meeting(command.meeting)
    held = [each for each in there if each.round <= command.round and each.progress in PENDING]
    if held:
        move(turn, held, "released")
    elif turn.state.phase and not any(each.round >= command.round for each in there):
        _for_meeting(turn, command, "", "released", "")


def _why_not(state: ResourceState, now: datetime, command: c.BookForMeeting) -> tuple[str, str]:
    """Return the name of why a meeting cannot have it, and the unit that has it; "" for none."""
    if state.phase != "available":
        return "not_available", ""
    if not state.shared and command.organ != state.organ:
        return "not_shared", ""
    try:
        require_time(state, now, command.begins_at, command.ends_at)
    except Refusal as refused:
        return refused.reasons[0].code.partition(".")[2], ""
    held = (each for each in state.bookings if each.progress in HELD)
    other = in_the_way(held, command.begins_at, command.ends_at, 1, most(state))
    return ("taken", other.organ) if other else ("", "")


def _for_meeting(
    turn: Turning,
    command: c.BookForMeeting | c.ReleaseForMeeting,
    purpose: str,
    progress: Progress,
    reason: str,
) -> Booking:
    made = Booking(
        n=turn.state.count + 1,
        series=turn.state.count + 1,
        by=command.by,
        organ=command.organ,
        asked_at=turn.now,
        begins_at=command.begins_at,
        ends_at=command.ends_at,
        purpose=purpose,
        meeting=command.meeting,
        round=command.round,
        progress=progress,
        reason=reason,
    )
    turn.emit(e.BookingsMade(at=turn.now, bookings=(made,)))
    return made
