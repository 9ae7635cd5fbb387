"""Marks of those who are looked after (关爱标记): each has its last day, and goes by itself."""

from datetime import timedelta

from actors.kernel.deadlines import end_of_day, local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Turn
from actors.systems.community_service.register import resident_records as r
from actors.systems.community_service.register.care import end_care

Turning = Turn[r.Resident]
LONGEST_MARK = timedelta(days=3 * 365)  # the sample city's own; then somebody looks again


def mark(turn: Turning, command: r.MarkResident) -> None:
    """Put the resident on a list.

    Raises:
        Refusal: the last day is over, or later than three years.
    """
    today = local_day(turn.now)
    last = today + LONGEST_MARK
    if not today <= command.until <= last:
        raise Refusal(Reason("resident.mark_until", "/until", {"day": last.isoformat()}))
    _drop_alarm(turn, command.care)
    number = turn.state.marked + 1
    made = r.Mark(
        number=number,
        care=command.care,
        source=command.source,
        purpose=command.purpose.strip(),
        until=command.until,
        at=turn.now,
    )
    turn.emit(r.ResidentMarked(at=turn.now, mark=made))
    turn.remind(_alarm(number), end_of_day(command.until), r.ExpireMark(number=number))


def lift(turn: Turning, command: r.LiftMark) -> None:
    """Take the resident off a list.

    Raises:
        Refusal: he is not on it.
    """
    found = next((each for each in turn.state.marks if each.care == command.care), None)
    if found is None:
        raise Refusal(Reason("resident.not_marked", "/care"), kind="not_now")
    turn.forget(_alarm(found.number))
    turn.emit(r.MarkLifted(at=turn.now, number=found.number, reason=command.reason.strip()))
    _unless_marked(turn)


def expire(turn: Turning, command: r.ExpireMark) -> None:
    """Take the resident off the list since the mark's day is over."""
    if any(each.number == command.number for each in turn.state.marks):
        turn.emit(r.MarkExpired(at=turn.now, number=command.number))
        _unless_marked(turn)


def _drop_alarm(turn: Turning, care: r.Care) -> None:
    for each in turn.state.marks:
        if each.care == care:
            turn.forget(_alarm(each.number))


def let_go(turn: Turning) -> None:
    """Have no mark expire and nobody visit, since no mark is kept any longer."""
    for each in turn.state.marks:
        turn.forget(_alarm(each.number))
    end_care(turn)


def _unless_marked(turn: Turning) -> None:
    if not turn.state.marks:
        end_care(turn)


def _alarm(number: int) -> str:
    return f"mark {number}"
