"""Who has a resource when: asked for, agreed to, used, released (预订、确认、使用、释放)."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import pairwise

from msgspec.structs import replace

from actors.blocks.organisation.units import Organisation
from actors.kernel.errors import Reason, Refusal
from actors.kernel.library import Library
from actors.systems.collaborative_office import roles
from actors.systems.collaborative_office.resources import commands as c
from actors.systems.collaborative_office.resources import events as e
from actors.systems.collaborative_office.resources.fitting import (
    begins_as,
    most,
    patience,
    require_free,
    require_time,
)
from actors.systems.collaborative_office.resources.moving import Turning, move
from actors.systems.collaborative_office.resources.recurring import occurrences
from actors.systems.collaborative_office.resources.state import (
    PENDING,
    Booking,
    Progress,
    ResourceState,
)
from actors.systems.collaborative_office.texts import require_said


class Booker:
    """Rules of booking, which rest on the organisation."""

    def __init__(self, library: Library) -> None:
        self._organisation = library[Organisation]

    def ask(self, turn: Turning, command: c.AskBooking) -> list[int]:
        """Book it, every time or not at all; return the numbers of the bookings.

        Raises:
            Refusal: the purpose says nothing; the time is over, too long, out of the hours or too
                far ahead; the rule is none, or has no end; another booking stands in the way: then
                its unit and its time are told, or the days of a recurring one.
        """
        require_said("purpose", command.purpose)
        state = turn.state
        require_time(state, turn.now, command.begins_at, command.ends_at)
        if command.pieces > most(state):
            raise Refusal(
                Reason("office_resource.too_many_pieces", "/pieces", {"most": str(most(state))})
            )
        left_out = {each.day for each in command.except_on}
        long = command.ends_at - command.begins_at
        times = [(at, at + long) for at in _when(command, left_out)]
        if any(one[1] > other[0] for one, other in pairwise(times)):
            raise Refusal(Reason("office_resource.overlaps_itself", "/ends_at"))
        require_free(state, times, command.pieces, self._organisation)
        first = state.count + 1
        made = tuple(
            Booking(
                n=first + n,
                series=first,
                by=turn.by.id,
                organ=turn.by.unit,
                asked_at=turn.now,
                begins_at=begins_at,
                ends_at=ends_at,
                purpose=command.purpose,
                pieces=command.pieces,
                progress=begins_as(state),
            )
            for n, (begins_at, ends_at) in enumerate(times)
        )
        turn.emit(e.BookingsMade(at=turn.now, bookings=made))
        return [each.n for each in made]


def confirm(turn: Turning, command: c.ConfirmBooking) -> None:
    """Have the unit agree.

    Raises:
        Refusal: there is no such booking that waits for that.
    """
    meant = _meant(turn.state, command.booking, command.whole, ("asked",))
    move(turn, meant, "confirmed")


def refuse(turn: Turning, command: c.RefuseBooking) -> None:
    """Have the unit not agree.

    Raises:
        Refusal: there is no such booking that waits for that; the reason says nothing.
    """
    require_said("reason", command.reason)
    meant = _meant(turn.state, command.booking, command.whole, ("asked",))
    move(turn, meant, "refused", command.reason)


def use(turn: Turning, command: c.UseBooking) -> None:
    """Note that who has booked it is there.

    Raises:
        Refusal: it is no booking of his that is agreed to; it does not begin yet.
    """
    (meant,) = _meant(turn.state, command.booking, False, ("confirmed",))
    _require_own(turn, meant)
    if turn.now < meant.begins_at - patience():
        raise Refusal(Reason("office_resource.too_early", "/booking"), kind="not_now")
    move(turn, [meant], "used")


def release(turn: Turning, command: c.ReleaseBooking) -> None:
    """Let it go, or it and every later one of its series.

    Raises:
        Refusal: it is no booking of his that is still to come.
    """
    meant = _meant(turn.state, command.booking, command.whole, PENDING)
    for each in meant:
        _require_own(turn, each)
    move(turn, [each for each in meant if each.n >= int(command.booking)], "released")


def _when(command: c.AskBooking, left_out: set[date]) -> list[datetime]:
    """Return when it is wanted, as whoever asks has said it: each time with its begin."""
    if not command.repeats and command.times is None:
        return occurrences(command.begins_at, command.rule, left_out)
    if command.rule or not command.repeats:
        raise Refusal(Reason("office_resource.two_rules", "/repeats"))
    if command.times is None:
        raise Refusal(Reason("office_resource.rule_without_end", "/times"))
    rule = f"FREQ={command.repeats.upper()};COUNT={command.times}"
    try:
        return occurrences(command.begins_at, rule, left_out)
    except Refusal as refused:
        raise Refusal(*(replace(each, field="/times") for each in refused.reasons)) from None


def _meant(
    state: ResourceState, number: str, whole: bool, progress: Sequence[Progress]
) -> list[Booking]:
    """Return the booking of a number, with others of its series, which are in `progress`."""
    named = state.booking(number)
    if named is None or named.progress not in progress:
        raise Refusal(Reason("office_resource.no_such_booking", "/booking"))
    series = [each for each in state.bookings if each.series == named.series]
    return [each for each in series if each.progress in progress] if whole else [named]


def _require_own(turn: Turning, booking: Booking) -> None:
    keeper = roles.RESOURCES in turn.by.roles and turn.by.unit == turn.state.organ
    if booking.meeting or not (keeper or booking.by == turn.by.id):
        raise Refusal(Reason("office_resource.not_yours", "/booking"), kind="forbidden")
