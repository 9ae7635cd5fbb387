"""The rules of waiting rooms: first come, first served; one place for each; nobody is lost."""

from datetime import datetime, timedelta
from typing import Any

from actors.blocks.operations.roles import OPERATOR
from actors.blocks.waiting.commands import (
    CallNext,
    Join,
    Joiner,
    Look,
    ReportLoad,
    SetRoom,
    Use,
    UseAdmissions,
)
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
    Why,
)
from actors.blocks.waiting.line import (
    QUIET,
    STEADY,
    board_of,
    call_of,
    earned,
    faster,
    holders,
    interval,
    lapsed,
    slower,
    whole,
)
from actors.blocks.waiting.state import Board, RoomState
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import CLOCK, PLATFORM
from actors.kernel.turn import Turn

FASTEST = 60_000  # people a minute
LONGEST = 120  # minutes that an admission may last
ALARM = "call"
BREATH = timedelta(seconds=1)  # at least, between two alarms
RoomCommand = SetRoom | Join | UseAdmissions | ReportLoad | CallNext | Look


def decide(turn: Turn[RoomState], command: RoomCommand) -> Any:
    """Carry out `command`. See the commands for what each does and replies.

    Raises:
        Refusal: the caller may not, or the settings are out of bounds.
    """
    match command:
        case Look():
            return board_of(turn.state)
        case SetRoom():
            return _set(turn, command)
        case _ if turn.by not in (PLATFORM, CLOCK):
            raise Refusal(Reason("access.forbidden"), kind="forbidden")
        case Join(people=people):
            return _join(turn, people)
        case UseAdmissions():
            return _use(turn, command)
        case ReportLoad():
            _report(turn)
        case CallNext():
            _call(turn)
    return None


def _set(turn: Turn[RoomState], command: SetRoom) -> Board:
    if not (turn.by.has(OPERATOR) or turn.by == PLATFORM):
        raise Refusal(Reason("access.forbidden"), kind="forbidden")
    state = turn.state
    capacity, minutes = command.capacity or state.capacity, command.minutes or state.minutes
    faults: list[Reason] = []
    if not 1 <= capacity <= FASTEST:
        faults.append(Reason("waiting.capacity", "/capacity", {"largest": str(FASTEST)}))
    if not 1 <= minutes <= LONGEST:
        faults.append(Reason("waiting.minutes", "/minutes", {"largest": str(LONGEST)}))
    if faults:
        raise Refusal(*faults)
    if (command.mode, capacity, minutes) != (state.mode, state.capacity, state.minutes):
        turn.emit(RoomSet(at=turn.now, mode=command.mode, capacity=capacity, minutes=minutes))
    if command.mode == "on" and not state.open:
        _open(turn, "operator")
    if command.mode == "off" and state.open:
        turn.emit(RoomClosed(at=turn.now))
    _call(turn)
    return board_of(turn.state)


def _open(turn: Turn[RoomState], why: Why) -> None:
    paid = turn.now - interval(turn.state.capacity)  # whoever comes first need not wait
    turn.emit(RoomOpened(at=turn.now, paid=whole(paid), why=why))


def _join(turn: Turn[RoomState], people: tuple[Joiner, ...]) -> list[int]:
    if not turn.state.open:
        return [0] * len(people)
    _move(turn, [joiner for joiner in people if joiner.before])
    state = turn.state
    numbers: dict[str, int] = {}
    fresh: list[str] = []
    for joiner in people:
        if joiner.who in numbers:
            continue
        number = _held(state, joiner.who, turn.now)
        if not number:
            fresh.append(joiner.who)
            number = state.tail + len(fresh)
        numbers[joiner.who] = number
    if fresh:
        turn.emit(Joined(at=turn.now, first=state.tail + 1, people=tuple(fresh)))
        _call(turn)
    return [numbers[joiner.who] for joiner in people]


def _move(turn: Turn[RoomState], people: list[Joiner]) -> None:
    """Give whoever has signed in the place that he had before, if it is the better one."""
    best: dict[str, tuple[int, Joiner]] = {}
    taken: set[str] = set()
    for joiner in people:
        theirs = _held(turn.state, joiner.before, turn.now)
        known = best.get(joiner.who)
        ours = known[0] if known else _held(turn.state, joiner.who, turn.now)
        if theirs and joiner.before not in taken and (not ours or theirs < ours):
            best[joiner.who] = (theirs, joiner)
            taken.add(joiner.before)
    if best:
        moves = tuple(joiner for _, joiner in best.values())
        turn.emit(TicketsMoved(at=turn.now, moves=moves))


def _held(state: RoomState, who: str, now: datetime) -> int:
    """Return the number of a place that `who` holds and may still use for anything, or 0."""
    number = state.tickets.get(who, 0)
    if number > state.head:
        return number
    return number if _admitted(state, number, now) and who not in state.uses else 0


def _admitted(state: RoomState, number: int, now: datetime) -> bool:
    call = call_of(state.calls, number)
    return call is not None and now < call.at + timedelta(minutes=state.minutes)


def _use(turn: Turn[RoomState], command: UseAdmissions) -> list[bool]:
    state = turn.state
    if not state.open:
        return [True] * len(command.uses)
    taken = dict(state.uses)
    fresh: list[Use] = []
    replies: list[bool] = []
    for use in command.uses:
        admitted = _admitted(state, state.tickets.get(use.who, 0), turn.now)
        if admitted and use.who not in taken:
            taken[use.who] = use.case
            fresh.append(use)
        replies.append(admitted and taken.get(use.who) == use.case)
    if fresh:
        turn.emit(AdmissionsUsed(at=turn.now, uses=tuple(fresh)))
    return replies


def _report(turn: Turn[RoomState]) -> None:
    """Note that people were turned away; at most once in `STEADY`, whoever else reports it."""
    state = turn.state
    if state.mode != "automatic" or (state.shed_at and turn.now < state.shed_at + STEADY):
        return
    turn.emit(LoadReported(at=turn.now))
    if not state.open:
        _open(turn, "load")
    elif slower(state.pace) < state.pace:
        turn.emit(PaceChanged(at=turn.now, pace=slower(state.pace)))
    _set_alarm(turn)


def _call(turn: Turn[RoomState]) -> None:
    """Let in whoever is due, and in the place of those who did not come whoever is next."""
    _settle(turn)
    state, now = turn.state, turn.now
    if state.open and state.paid:
        over = lapsed(state.calls, state.minutes, now)
        last_over = over[-1].last if over else 0
        waiting = state.tail - state.head
        returned = min(_unused(state, last_over), waiting) if over else 0
        count, paid = earned(state.paid, now, state.pace, waiting - returned)
        count += returned
        if count or over:
            turn.emit(
                Called(
                    at=now,
                    first=state.head + 1,
                    last=state.head + count,
                    lapsed=last_over,
                    paid=paid,
                )
            )
    _set_alarm(turn)


def _settle(turn: Turn[RoomState]) -> None:
    """Have an automatic room that is quiet go faster, and close once nobody needs it."""
    state, now = turn.state, turn.now
    if not (state.open and state.mode == "automatic"):
        return
    last = max(each for each in (state.shed_at, state.paced_at) if each)
    if state.head == state.tail and now >= last + QUIET:
        turn.emit(RoomClosed(at=now, why="load"))
    elif now >= last + STEADY and state.pace < state.capacity:
        turn.emit(PaceChanged(at=now, pace=faster(state.pace, state.capacity)))


def _unused(state: RoomState, last: int) -> int:
    """Return how many tickets up to `last` are not used."""
    return sum(who not in state.uses for who in holders(state.tickets, last))


def _set_alarm(turn: Turn[RoomState]) -> None:
    """Wake when the next is due, when a place becomes free, or to see whether it is quiet."""
    state, now = turn.state, turn.now
    wake: list[datetime] = []
    if state.open and state.paid and state.head < state.tail:
        wake.append(state.paid + interval(state.pace))
        wake += [call.at + timedelta(minutes=state.minutes) for call in state.calls[:1]]
    if state.open and state.mode == "automatic":
        wake.append(now + STEADY)
    if wake:
        at = max(min(wake), now + BREATH) + timedelta(milliseconds=1)
        turn.remind(ALARM, whole(at), CallNext())
    elif state.open or turn.events:
        turn.forget(ALARM)
