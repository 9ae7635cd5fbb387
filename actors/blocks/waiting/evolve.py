"""How a waiting room changes by what happens to it."""

import msgspec

from actors.blocks.waiting.events import (
    AdmissionsUsed,
    Called,
    Joined,
    LoadReported,
    PaceChanged,
    RoomClosed,
    RoomOpened,
    RoomSet,
    TicketsMoved,
)
from actors.blocks.waiting.line import holders
from actors.blocks.waiting.state import Call, RoomState

RoomEvent = (
    RoomSet
    | RoomOpened
    | RoomClosed
    | Joined
    | TicketsMoved
    | Called
    | AdmissionsUsed
    | LoadReported
    | PaceChanged
)
change = msgspec.structs.replace


def evolve(state: RoomState, event: RoomEvent) -> RoomState:
    """Return the room after `event`."""
    match event:
        case RoomSet(mode=mode, capacity=capacity, minutes=minutes):
            pace = state.pace if capacity == state.capacity else capacity
            return change(state, mode=mode, capacity=capacity, pace=pace, minutes=minutes)
        case RoomOpened(at=at, paid=paid):
            return change(state, open=True, pace=state.capacity, paid=paid, paced_at=at)
        case RoomClosed():
            return change(state, open=False, head=state.tail, calls=(), tickets={}, uses={})
        case Joined():
            return _joined(state, event)
        case TicketsMoved(moves=moves):
            return _moved(state, {move.before: move.who for move in moves})
        case Called():
            return _called(state, event)
        case AdmissionsUsed(uses=uses):
            return change(state, uses=state.uses | {use.who: use.case for use in uses})
        case LoadReported(at=at):
            return change(state, shed_at=at)
        case PaceChanged(at=at, pace=pace):
            return change(state, pace=pace, paced_at=at)


# A crowd's tickets are copied as a whole, which is quick, and walked through only from the front.


def _joined(state: RoomState, event: Joined) -> RoomState:
    tickets, uses = state.tickets.copy(), state.uses
    for number, who in enumerate(event.people, event.first):
        tickets.pop(who, None)  # an earlier one, so that they stay in the order of their numbers
        tickets[who] = number
    if not uses.keys().isdisjoint(event.people):
        again = set(event.people)
        uses = {who: case for who, case in uses.items() if who not in again}
    return change(state, tail=event.first + len(event.people) - 1, tickets=tickets, uses=uses)


def _moved(state: RoomState, names: dict[str, str]) -> RoomState:
    new = set(names.values())
    tickets = {
        names.get(who, who): number for who, number in state.tickets.items() if who not in new
    }
    uses = {who: case for who, case in state.uses.items() if who not in new}
    return change(state, tickets=tickets, uses=uses)


def _called(state: RoomState, event: Called) -> RoomState:
    calls, tickets, uses = state.calls, state.tickets, state.uses
    if event.lapsed:
        calls = tuple(call for call in calls if call.last > event.lapsed)
        gone = holders(tickets, event.lapsed)
        tickets, uses = tickets.copy(), uses.copy()
        for who in gone:
            del tickets[who]
            uses.pop(who, None)
    if event.last >= event.first:
        calls = (*calls, Call(event.first, event.last, event.at))
    head = max(state.head, event.last)
    return change(state, head=head, calls=calls, tickets=tickets, uses=uses, paid=event.paid)
