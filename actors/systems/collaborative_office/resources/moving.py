"""What becomes of bookings, and who hears of it (释放、使用、告知)."""

from collections.abc import Sequence
from datetime import datetime

from actors.blocks.messages.address import to_role, to_somebody
from actors.blocks.messages.notify import notify
from actors.kernel.identity import CLOCK, PLATFORM
from actors.kernel.turn import Turn
from actors.systems.collaborative_office import roles
from actors.systems.collaborative_office.resources import commands as c
from actors.systems.collaborative_office.resources import events as e
from actors.systems.collaborative_office.resources.fitting import moment, patience
from actors.systems.collaborative_office.resources.state import Booking, Progress, ResourceState

Turning = Turn[ResourceState]
UNUSED = "unused"
_TOLD: dict[Progress, str] = {
    "confirmed": "office_resource.Confirmed",
    "refused": "office_resource.Refused",
    "released": "office_resource.Released",
    "no_show": "office_resource.NoShow",
}


def move(
    turn: Turning,
    meant: Sequence[Booking],
    progress: Progress,
    reason: str = "",
    told: bool = True,
) -> None:
    """Have bookings come to a state, and tell who has booked them, or their meeting."""
    if not meant:
        return
    numbers = tuple(each.n for each in meant)
    by = "" if turn.by in (CLOCK, PLATFORM) else turn.by.id
    turn.emit(
        e.BookingsMoved(at=turn.now, by=by, numbers=numbers, progress=progress, reason=reason)
    )
    for each in meant:
        if each.meeting and progress != "used":
            now = next(one for one in turn.state.bookings if one.n == each.n)
            answer(turn, now)
    firsts = {each.series: each for each in reversed(meant) if not each.meeting}
    for first in firsts.values():
        if told and progress in _TOLD and first.by != turn.by.id:
            facts = {"name": turn.state.name, "when": moment(first.begins_at)}
            notify(turn, to_somebody(first.by), _TOLD[progress], facts)


def release_unused(turn: Turning, command: c.ReleaseUnused) -> None:
    """Release bookings to which nobody has come. That of a meeting is its own until it is over,
    since nobody of a meeting goes to a page to say that he is there."""
    over = [each for each in turn.state.pending if deadline(each) <= turn.now]
    kept = [each for each in over if each.meeting and each.progress == "confirmed"]
    move(turn, kept, "used", told=False)
    move(turn, [each for each in over if each not in kept], "no_show")


def remind(turn: Turning, before: ResourceState) -> None:
    """Set the alarm for the first booking to which somebody has to come."""
    if turn.state.pending != before.pending or turn.by == CLOCK:
        deadlines = [deadline(each) for each in turn.state.pending]
        if deadlines:
            turn.remind(UNUSED, min(deadlines), c.ReleaseUnused())
        else:
            turn.forget(UNUSED)


def release_all(turn: Turning, reason: str) -> None:
    """Release what is booked from now on."""
    move(turn, turn.state.pending, "released", reason)


def to_keepers(turn: Turning) -> None:
    """Tell those who agree to bookings that one waits."""
    notify(turn, to_role(roles.RESOURCES, turn.state.organ), "office_resource.Waiting")


def answer(turn: Turning, booking: Booking, organ: str = "") -> None:
    """Tell a meeting how its booking is."""
    state, progress = turn.state, booking.progress
    if progress == "used":
        progress = "confirmed"
    note = c.NoteBooking(
        resource=turn.id,
        round=booking.round,
        name=state.name,
        place=state.place,
        progress="released" if progress == "no_show" else progress,
        reason=booking.reason,
        organ=organ,
    )
    turn.send(f"{c.OFFICE_MEETING}:{booking.meeting}", note)


def deadline(booking: Booking) -> datetime:
    """Return when a booking is released to which nobody has come."""
    if booking.meeting and booking.progress == "confirmed":
        return booking.ends_at
    return min(booking.begins_at + patience(), booking.ends_at)
