"""The rules of bookings (预约): asked for, confirmed or refused, cancelled; never two for one
time."""

from datetime import datetime, timedelta

from actors.blocks.forms import normalise
from actors.blocks.messages.address import to_somebody
from actors.blocks.messages.notify import notify
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Turn
from actors.systems.community_service.premises import records as r

Turning = Turn[r.Premises]
AHEAD, LONGEST = timedelta(days=180), timedelta(hours=24)
MOST = 300  # bookings to come of one of them, neither refused nor cancelled


def cancellable(state: r.Premises, unit: str) -> tuple[r.Booking, ...]:
    """Return the bookings that `unit` may cancel as long as they have not begun: its own, or all of
    what it lends."""
    return tuple(
        each
        for each in state.bookings
        if each.answer in ("", "confirmed") and unit in (each.unit, state.unit)
    )


def refuse_time(turn: Turning, command: r.AskBooking) -> None:
    """Refuse a booking that cannot be: of the past, too long, for too many, or taken."""
    state, wrong = turn.state, list[Reason]()
    if command.ends <= command.starts:
        wrong.append(Reason("premises.ends_first", "/ends"))
    elif command.ends - command.starts > LONGEST:
        wrong.append(Reason("premises.too_long", "/ends"))
    if not turn.now <= command.starts <= turn.now + AHEAD:
        wrong.append(Reason("premises.not_then", "/starts"))
    if state.capacity and command.people > state.capacity:
        wrong.append(Reason("premises.too_many", "/people", {"most": str(state.capacity)}))
    if taken(state, command.starts, command.ends):
        wrong.append(Reason("premises.taken", "/starts"))
    if wrong:
        raise Refusal(*wrong)
    coming = sum(each.coming(turn.now) for each in state.bookings)
    if coming >= MOST:
        raise Refusal(Reason("premises.full"), kind="not_now")


def taken(state: r.Premises, starts: datetime, ends: datetime) -> bool:
    """Tell whether somebody has it in that time for certain."""
    return any(each.answer == "confirmed" and each.meets(starts, ends) for each in state.bookings)


def confirm(turn: Turning, command: r.ConfirmBooking) -> None:
    """Confirm a booking, if nobody else has it in its time.

    Raises:
        Refusal: it waits no more, is over, or another has that time.
    """
    found = turn.state.numbered(command.booking)
    if found is not None and taken(turn.state, found.starts, found.ends):
        raise Refusal(Reason("premises.taken", "/booking"))
    answer(turn, command.booking, "confirmed")


def answer(turn: Turning, number: int, said: r.Answer, reason: str = "") -> None:
    """Answer a booking that waits, and tell whoever asked.

    Raises:
        Refusal: there is none that waits.
    """
    found = turn.state.numbered(number)
    if found is None or found.answer or found.ends <= turn.now:
        raise Refusal(Reason("premises.nothing_waits", "/booking"), kind="not_now")
    settle(turn, found, said, reason)


def cancel(turn: Turning, command: r.CancelBooking) -> None:
    """Cancel a booking before it begins.

    Raises:
        Refusal: there is none to cancel, it has begun, or it is of another unit.
    """
    found = turn.state.numbered(command.booking)
    if found is None or found not in cancellable(turn.state, turn.by.unit):
        raise Refusal(Reason("premises.nothing_to_cancel", "/booking"), kind="not_now")
    if found.starts <= turn.now:
        raise Refusal(Reason("premises.begun", "/booking"), kind="not_now")
    settle(turn, found, "cancelled", command.reason)


def settle(turn: Turning, found: r.Booking, said: r.Answer, reason: str) -> None:
    """Record what became of a booking, and tell whoever asked."""
    turn.emit(
        r.BookingAnswered(
            at=turn.now,
            booking=found.booking,
            answer=said,
            unit=found.unit,
            starts=found.starts,
            ends=found.ends,
            held=found.answer == "confirmed",
            reason=normalise.plain_text(reason),
        )
    )
    if turn.by.id != found.by:
        on = {"due": local_day(found.starts).isoformat()}
        if said == "confirmed":
            notify(turn, to_somebody(found.by), "premises.Confirmed", on)
        else:
            notify(turn, to_somebody(found.by), "premises.NotGiven", on)


def change(turn: Turning, command: r.ChangePremises) -> None:
    """Say anew what it is."""
    turn.emit(
        r.PremisesChanged(
            at=turn.now,
            title=normalise.plain_text(command.title),
            capacity=command.capacity,
            shared=command.shared,
            address=normalise.plain_text(command.address),
        )
    )


def withdraw(turn: Turning, command: r.WithdrawPremises) -> None:
    """Lend it no more; what was to come is cancelled."""
    reason = normalise.plain_text(command.reason)
    for each in turn.state.bookings:
        if each.answer in ("", "confirmed") and each.starts > turn.now:
            settle(turn, each, "cancelled", reason)
    turn.emit(r.PremisesWithdrawn(at=turn.now, reason=reason))
