"""The arithmetic of a line: who is due, where somebody stands, how fast to go."""

import math
from bisect import bisect_left
from datetime import datetime, timedelta
from itertools import takewhile

from actors.blocks.waiting.state import Board, Call, Place, RoomState

HOARD = timedelta(seconds=5)  # of unused pace; more would be a crowd let in at one moment
LEAST = 6  # people a minute that a room which slows down still lets in
STEADY = timedelta(seconds=10)  # between two changes of the pace
QUIET = timedelta(minutes=1)  # without load after which an automatic room with no line closes


def interval(pace: int) -> timedelta:
    """Return the time between two people at `pace` people a minute."""
    return timedelta(minutes=1) / pace


def earned(paid: datetime, now: datetime, pace: int, wanted: int) -> tuple[int, datetime]:
    """Return how many of `wanted` may be let in at `now`, and the instant up to which the pace is
    used then. What was not used for long is lost, but for `HOARD` or one person."""
    step = interval(pace)
    paid = max(paid, now - max(HOARD, step))
    count = min((now - paid) // step, wanted)
    return count, whole(paid + count * step)


def lapsed(calls: tuple[Call, ...], minutes: int, now: datetime) -> tuple[Call, ...]:
    """Return the calls whose people have had their `minutes` at `now`."""
    return tuple(call for call in calls if call.at + timedelta(minutes=minutes) <= now)


def call_of(calls: tuple[Call, ...], number: int) -> Call | None:
    """Return the call that let ticket `number` in, if its time is not over."""
    at = bisect_left(calls, number, key=lambda call: call.last)
    return calls[at] if at < len(calls) and calls[at].first <= number else None


def holders(tickets: dict[str, int], last: int) -> list[str]:
    """Return who holds the tickets up to `last`; `tickets` stand in the order of their numbers."""
    return [who for who, _ in takewhile(lambda each: each[1] <= last, tickets.items())]


def board_of(state: RoomState) -> Board:
    """Return what everybody may know of the room."""
    return Board(
        open=state.open,
        mode=state.mode,
        capacity=state.capacity,
        pace=state.pace,
        minutes=state.minutes,
        head=state.head,
        tail=state.tail,
        calls=state.calls,
    )


def place_of(board: Board, number: int, now: datetime) -> Place:
    """Return where the holder of ticket `number` stands."""
    if not board.open:
        return Place(status="open")
    if number > board.head:
        ahead = number - board.head
        seconds = math.ceil(ahead * 60 / board.pace)
        return Place(status="waiting", number=number, ahead=ahead, wait_seconds=seconds)
    call = call_of(board.calls, number)
    until = call and call.at + timedelta(minutes=board.minutes)
    if until is None or until <= now:
        return Place(status="lapsed", number=number)
    return Place(status="called", number=number, until=until)


def slower(pace: int) -> int:
    """Return the pace after the platform was found overloaded."""
    return max(min(LEAST, pace), pace * 7 // 10)


def faster(pace: int, capacity: int) -> int:
    """Return the pace after some quiet time."""
    return min(capacity, pace + max(1, pace // 10))


def whole(moment: datetime) -> datetime:
    """Return `moment` in whole milliseconds, which is all that the journal keeps."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
