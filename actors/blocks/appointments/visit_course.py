"""What becomes of a booking once it was asked for: what its day answers, and how the visit goes."""

from datetime import datetime, time, timedelta
from typing import Any

from actors.blocks.appointments.answers import (
    ConfirmPlace,
    EndVisit,
    LosePlace,
    NoteTicket,
    RefusePlace,
)
from actors.blocks.appointments.visitor_records import (
    Booking,
    MissVisit,
    Place,
    PlaceLost,
    RemindVisit,
    TicketNoted,
    VisitBooked,
    VisitEnded,
    Visitor,
    VisitRefused,
)
from actors.blocks.appointments.window_day import WINDOW_DAY, GivePlaceBack, day_id
from actors.blocks.messages.address import to_somebody
from actors.blocks.messages.notify import notify
from actors.kernel.calendar import ONE_DAY
from actors.kernel.deadlines import CHINA
from actors.kernel.turn import Turn

LATE = timedelta(minutes=15)  # after the slot's end, for who comes late
REMINDER = time(10, 0)  # local, of the day before


def confirmed(turn: Turn[Visitor], command: ConfirmPlace) -> None:
    """Have the place, and give the one before it back; or give back what is wanted no more."""
    state = turn.state
    booking = state.wanting(command.request)
    if booking is None or booking.wanted is None:
        held = any(each.place and each.place.request == command.request and each.active
                   for each in state.bookings)  # fmt: skip
        if not held:
            day = f"{WINDOW_DAY}:{command.day}"
            turn.send(day, GivePlaceBack(visitor=turn.id, request=command.request))
        return
    before, place = booking.place, booking.wanted
    turn.emit(VisitBooked(at=turn.now, n=booking.n, place=place))
    if before:
        give_back(turn, before)
    turn.remind(f"miss-{booking.n}", place.ends + LATE, MissVisit(booking=booking.n))
    reminder = datetime.combine(place.on - ONE_DAY, REMINDER, CHINA)
    if reminder > turn.now:
        turn.remind(f"remind-{booking.n}", reminder, RemindVisit(booking=booking.n))
    elif before:
        turn.forget(f"remind-{booking.n}")
    tell(turn, "visitor.Changed" if before else "visitor.Booked", booking, place)


def refused(turn: Turn[Visitor], command: RefusePlace) -> None:
    """Note that the place is not to be had."""
    booking = turn.state.wanting(command.request)
    if booking is None or booking.wanted is None:
        return
    turn.emit(VisitRefused(at=turn.now, n=booking.n, why=command.why))
    tell(turn, "visitor.Refused", booking, booking.wanted)


def lost(turn: Turn[Visitor], command: LosePlace) -> None:
    """Note that the hall closed the day; what was asked for in its place is still awaited."""
    state = turn.state
    wanting = state.wanting(command.request)
    if wanting and wanting.wanted:
        turn.emit(VisitRefused(at=turn.now, n=wanting.n, why="visitor.day_closed"))
        tell(turn, "visitor.CalledOff", wanting, wanting.wanted)
        return
    for booking in state.bookings:
        place = booking.place
        if booking.active and place and place.request == command.request:
            turn.emit(PlaceLost(at=turn.now, n=booking.n))
            forget(turn, booking.n)
            tell(turn, "visitor.CalledOff", booking, place)


def remind(turn: Turn[Visitor], command: RemindVisit) -> None:
    """Remind of the visit tomorrow."""
    booking = turn.state.booking(command.booking)
    if booking and booking.place and booking.status == "booked":
        tell(turn, "visitor.Reminder", booking, booking.place)


def note_ticket(turn: Turn[Visitor], command: NoteTicket) -> None:
    """Note the number of the ticket."""
    booking = turn.state.booking(command.booking)
    if booking and not booking.ticket:
        turn.emit(TicketNoted(at=turn.now, n=booking.n, ticket=command.ticket))


def end(turn: Turn[Visitor], command: EndVisit) -> None:
    """Note how the visit ended."""
    booking = turn.state.booking(command.booking)
    if booking and booking.status == "arrived":
        turn.emit(VisitEnded(at=turn.now, n=booking.n, outcome=command.outcome))


def give_back(turn: Turn[Visitor], place: Place) -> None:
    """Let the day have the place back."""
    day = f"{WINDOW_DAY}:{day_id(place.window, place.on)}"
    turn.send(day, GivePlaceBack(visitor=turn.id, request=place.request))


def forget(turn: Turn[Visitor], n: int) -> None:
    """Cancel what was to be reminded of, and to be missed, of booking `n`."""
    for name in ("remind", "miss"):
        turn.forget(f"{name}-{n}")


def tell(turn: Turn[Any], template: str, booking: Booking, place: Place) -> None:
    """Tell whoever booked, with code, day and time."""
    facts = {"code": booking.code, "day": place.on.isoformat(), "time": place.slot}
    notify(turn, to_somebody(f"person:{turn.id}"), template, facts)
