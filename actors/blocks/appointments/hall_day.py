"""The line of a hall (排队叫号): tickets A001, A002 … of a day, for who has booked and who has not.

Who has booked goes before the others once his slot has begun; all others are called in the order in
which they came.
"""

from collections.abc import Callable
from datetime import datetime

from msgspec.structs import replace

from actors.blocks.appointments.answers import EndVisit, NoteTicket
from actors.blocks.appointments.hall_records import (
    CallAgain,
    CallNext,
    EndTicket,
    HallDay,
    HallDayEvent,
    IssueTicket,
    OfflineLineRecorded,
    TakeTicket,
    Ticket,
    TicketCalled,
    TicketEnded,
    TicketIssued,
    parts,
)
from actors.blocks.appointments.offline_line import NUMBER as OFFLINE
from actors.blocks.appointments.places import Hall, Places, window_id
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Turn


class Line:
    """The rules of the line, over the `places` of the city."""

    def __init__(self, places: Places) -> None:
        self._places = places

    def take(self, turn: Turn[HallDay], command: TakeTicket) -> str:
        """Give the next ticket and return its number.

        Raises:
            Refusal: it is another day, or the hall has no such windows.
        """
        hall = self._today(turn)
        if command.window not in {window_id(hall, group) for group in hall.windows}:
            raise Refusal(Reason("hall_day.no_window", "/window"))
        number = next_number(turn.state)
        ticket = Ticket(number=number, window=command.window, at=turn.now)
        turn.emit(TicketIssued(ticket=ticket))
        return number

    def call(self, turn: Turn[HallDay], command: CallNext) -> str:
        """Call who is next and return the number.

        Raises:
            Refusal: it is another day, there is no such window, somebody is there already, or
                nobody waits.
        """
        hall = self._today(turn)
        served = {window_id(hall, group) for group in hall.windows if command.at in group.numbers}
        if not served:
            raise Refusal(Reason("hall_day.no_window", "/at"))
        there = turn.state.at(command.at)
        if there:
            facts = {"number": there.number}
            raise Refusal(Reason("hall_day.still_called", "/at", facts), kind="not_now")
        waiting = [
            each
            for each in turn.state.tickets
            if each.status == "waiting" and each.window in served
        ]
        if not waiting:
            raise Refusal(Reason("hall_day.nobody_waits", "/at"), kind="not_now")
        number = min(waiting, key=lambda each: _rank(each, turn.now)).number
        turn.emit(TicketCalled(at=turn.now, number=number, window=command.at))
        return number

    def _today(self, turn: Turn[HallDay]) -> Hall:
        code, on = parts(turn.id)
        hall = self._places.hall(code)
        if hall is None:
            raise Refusal(Reason("hall_day.unknown"), kind="unknown")
        if on != local_day(turn.now):
            raise Refusal(Reason("hall_day.other_day"), kind="not_now")
        return hall


def issue(turn: Turn[HallDay], command: IssueTicket) -> None:
    """Give the visitor his ticket, the same one however often he asks."""
    for_whom = command.visitor, command.booking
    had = (t.number for t in turn.state.tickets if (t.visitor, t.booking) == for_whom)
    number = next(had, "")
    if not number:
        number = next_number(turn.state)
        ticket = Ticket(
            number=number,
            window=command.window,
            at=turn.now,
            visitor=command.visitor,
            booking=command.booking,
            begins=command.begins,
        )
        turn.emit(TicketIssued(ticket=ticket))
    turn.send(f"visitor:{command.visitor}", NoteTicket(booking=command.booking, ticket=number))


def call_again(turn: Turn[HallDay], command: CallAgain) -> None:
    """Call it to the same window.

    Raises:
        Refusal: it has not been called, or is done with.
    """
    ticket = _called(turn, command.ticket)
    turn.emit(TicketCalled(at=turn.now, number=ticket.number, window=ticket.at_window))


def end(turn: Turn[HallDay], command: EndTicket) -> None:
    """Be done with it, and tell the visitor who had booked.

    Raises:
        Refusal: it has not been called, or is done with.
    """
    ticket = _called(turn, command.ticket)
    turn.emit(TicketEnded(at=turn.now, number=ticket.number, outcome=command.outcome))
    if ticket.visitor:
        ended = EndVisit(booking=ticket.booking, outcome=command.outcome)
        turn.send(f"visitor:{ticket.visitor}", ended)


def evolve(state: HallDay, event: HallDayEvent) -> HallDay:
    """Return the line after `event`."""
    match event:
        case TicketIssued(ticket=ticket):
            return replace(state, tickets=(*state.tickets, ticket))
        case TicketCalled(at=at, number=number, window=window):
            return _with(
                state,
                number,
                lambda ticket: replace(
                    ticket,
                    status="called",
                    at_window=window,
                    called=ticket.called + 1,
                    called_at=at,
                ),
            )
        case TicketEnded(number=number, outcome=outcome):
            return _with(state, number, lambda ticket: replace(ticket, status=outcome))
        case OfflineLineRecorded(device=device, upto=upto, aside=aside):
            recorded = state.recorded | {device: upto}
            return replace(state, recorded=recorded, aside=(*state.aside, *aside))


def next_number(state: HallDay) -> str:
    """Return the number of the next ticket: "A001" to "A999", then "B001". Those that were given
    without a line have a series of their own."""
    given = sum(not OFFLINE.fullmatch(each.number) for each in state.tickets)
    letter, n = divmod(given, 999)
    return f"{chr(ord('A') + letter)}{n + 1:03}"


def _called(turn: Turn[HallDay], number: str) -> Ticket:
    ticket = turn.state.ticket(number)
    if ticket is None or ticket.status != "called":
        raise Refusal(Reason("hall_day.not_called", "/ticket"), kind="not_now")
    return ticket


def _rank(ticket: Ticket, now: datetime) -> tuple[bool, datetime, str]:
    """Order who has booked and whose slot has begun by slots, and behind them all others by when
    they came."""
    due = ticket.begins is not None and ticket.begins <= now
    return not due, (ticket.begins if due and ticket.begins else ticket.at), ticket.number


def _with(state: HallDay, number: str, change: Callable[[Ticket], Ticket]) -> HallDay:
    tickets = tuple(change(each) if each.number == number else each for each in state.tickets)
    return replace(state, tickets=tickets)
