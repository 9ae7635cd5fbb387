"""The rules of bookings (预约): one active booking of a person for an item in the whole city.

A place is had only when its day says so, by message: until then a booking is "asked". Each request
has a number, so that an answer to one that is wanted no more gives the place back. A change keeps
the old place until the new one is had.
"""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256

from actors.blocks.appointments.hall_records import IssueTicket, hall_day_id
from actors.blocks.appointments.places import Places
from actors.blocks.appointments.slots import bookable_days, slots
from actors.blocks.appointments.visit_course import forget, give_back, tell
from actors.blocks.appointments.visitor_records import (
    Booking,
    BookVisit,
    CancelVisit,
    ChangeAsked,
    ChangeVisit,
    MissVisit,
    Place,
    RegisterArrival,
    VisitAsked,
    VisitCancelled,
    VisitMissed,
    Visitor,
    VisitorArrived,
)
from actors.blocks.appointments.window_day import WINDOW_DAY, TakePlace, day_id
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.messages.address import to_somebody
from actors.blocks.messages.notify import notify
from actors.kernel.calendar import ONE_DAY, Calendar
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Turn

_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is taken for another
_CODE = 8  # letters of a code

Asked = BookVisit | ChangeVisit


class Visits:
    """The rules of bookings, over the `places`, the `calendar` and the `catalogue` of the city."""

    def __init__(self, places: Places, calendar: Calendar, catalogue: Catalogue) -> None:
        self._places = places
        self._calendar = calendar
        self._catalogue = catalogue

    def book(self, turn: Turn[Visitor], command: BookVisit) -> int:
        """Ask for the place, and return the number of the booking.

        Raises:
            Refusal: every reason at once; see `_faults`, and there is an active booking for the
                item, or too many were missed.
        """
        state, today = turn.state, local_day(turn.now)
        faults = list(self._faults(command.item, command, turn.now))
        active = state.active_for(command.item)
        if active:
            faults.append(Reason("visitor.active_booking", "/item", {"code": active.code}))
        if state.barred_until and today < state.barred_until:
            until = state.barred_until.isoformat()
            faults.append(Reason("visitor.barred", "", {"until": until}))
        if faults:
            raise Refusal(*faults)
        n = state.last + 1
        code = _code(f"{turn.key} {n} {turn.command_id}")
        wanted = self._place(command, state.requests + 1)
        turn.emit(
            VisitAsked(at=turn.now, by=turn.by.id, n=n, item=command.item, code=code, wanted=wanted)
        )
        _ask_for(turn, wanted)
        return n

    def change(self, turn: Turn[Visitor], command: ChangeVisit) -> None:
        """Ask for the other place.

        Raises:
            Refusal: every reason at once; see `_faults`. There is no such booking, or it is too
                late to change it, or an answer is awaited already.
        """
        booking = _timely(turn, command.booking)
        if booking.wanted:
            raise Refusal(Reason("visitor.answer_awaited"), kind="not_now")
        faults = list(self._faults(booking.item, command, turn.now))
        place = booking.place
        same = place and (place.window, place.on, place.slot) == (
            command.window, command.on, command.slot,
        )  # fmt: skip
        if same:
            faults.append(Reason("visitor.same_slot", "/slot"))
        if faults:
            raise Refusal(*faults)
        wanted = self._place(command, turn.state.requests + 1)
        turn.emit(ChangeAsked(at=turn.now, by=turn.by.id, n=booking.n, wanted=wanted))
        _ask_for(turn, wanted)

    def arrive(self, turn: Turn[Visitor], command: RegisterArrival) -> None:
        """Note that whoever booked is at the hall of the clerk who sends this.

        Raises:
            Refusal: there is no such booking for today at this hall, or it is over.
        """
        booking = turn.state.booking(command.booking)
        place = booking.place if booking else None
        if booking is None or place is None:
            raise Refusal(Reason("visitor.no_booking", "/booking"), kind="unknown")
        found = self._places.window(place.window)
        if found is None or found[0].unit != turn.by.unit:
            raise Refusal(Reason("visitor.elsewhere", "/booking"))
        if booking.status != "booked":
            raise Refusal(Reason("visitor.over", "/booking"), kind="not_now")
        if place.on != local_day(turn.now):
            raise Refusal(
                Reason("visitor.other_day", "/booking", {"day": place.on.isoformat()}),
                kind="not_now",
            )
        turn.emit(VisitorArrived(at=turn.now, by=turn.by.id, n=booking.n))
        forget(turn, booking.n)
        turn.send(
            f"hall_day:{hall_day_id(found[0].code, place.on)}",
            IssueTicket(
                visitor=turn.id, booking=booking.n, window=place.window, begins=place.begins
            ),
        )

    def miss(self, turn: Turn[Visitor], command: MissVisit) -> None:
        """Note that nobody came (爽约), and bar who has missed too many.

        Absences that led to a bar are used up: a bar does not follow from them again.
        """
        booking = turn.state.booking(command.booking)
        place = booking.place if booking else None
        if booking is None or place is None or booking.status != "booked":
            return
        rule, today = self._places.absence_rule, local_day(turn.now)
        since = today - ONE_DAY * rule.within_days
        counted = sum(day > since for day in turn.state.absences) + 1
        until = today + ONE_DAY * (rule.barred_days + 1) if counted >= rule.absences else None
        turn.emit(VisitMissed(at=turn.now, n=booking.n, barred_until=until))
        tell(turn, "visitor.Missed", booking, place)
        if until:
            facts = {"until": until.isoformat()}
            notify(turn, to_somebody(f"person:{turn.id}"), "visitor.Barred", facts)

    def _faults(self, item: str, asked: Asked, now: datetime) -> Iterator[Reason]:
        """Yield why the place that is `asked` for cannot be had, as far as that is known without
        asking: no such item or windows, another item's, a day or a slot that is none, is over or is
        too far ahead."""
        known = {each.code: each for each in self._catalogue.current_items()}.get(item)
        if known is None:
            yield Reason("item.unknown", "/item")
        found = self._places.window(asked.window)
        if found is None:
            yield Reason("visitor.window_unknown", "/window")
            return
        hall, group = found
        if known and known.theme not in group.themes:
            yield Reason("visitor.item_elsewhere", "/window")
        today = local_day(now)
        if asked.on < today:
            yield Reason("visitor.slot_past", "/on")
        elif asked.on > today + ONE_DAY * hall.days_ahead:
            yield Reason("visitor.too_far_ahead", "/on", {"days": str(hall.days_ahead)})
        elif asked.on not in bookable_days(hall, today, self._calendar):
            yield Reason("visitor.day_closed", "/on")
        else:
            times = {each.name: each for each in slots(hall, asked.on, self._calendar)}
            if asked.slot not in times:
                yield Reason("visitor.slot_unknown", "/slot")
            elif times[asked.slot].begins <= now:
                yield Reason("visitor.slot_past", "/slot")

    def _place(self, asked: Asked, request: int) -> Place:
        found = self._places.window(asked.window)
        assert found
        times = {each.name: each for each in slots(found[0], asked.on, self._calendar)}
        slot = times[asked.slot]
        return Place(
            window=asked.window,
            on=asked.on,
            slot=slot.name,
            begins=slot.begins,
            ends=slot.ends,
            request=request,
        )


def cancel(turn: Turn[Visitor], command: CancelVisit) -> None:
    """Give the booking up; its place is free at once.

    Raises:
        Refusal: there is none, or its slot has begun.
    """
    booking = _timely(turn, command.booking)
    turn.emit(VisitCancelled(at=turn.now, by=turn.by.id, n=booking.n))
    forget(turn, booking.n)
    if booking.place:
        give_back(turn, booking.place)


def _timely(turn: Turn[Visitor], n: int) -> Booking:
    """Return booking `n`, which may still be changed and cancelled.

    Raises:
        Refusal: there is none, it is over, or its slot has begun.
    """
    booking = turn.state.booking(n)
    if booking is None:
        raise Refusal(Reason("visitor.no_booking", "/booking"), kind="unknown")
    if not booking.active:
        raise Refusal(Reason("visitor.over", "/booking"), kind="not_now")
    if booking.place and booking.place.begins <= turn.now:
        raise Refusal(Reason("visitor.slot_begun", "/booking"), kind="not_now")
    return booking


def _ask_for(turn: Turn[Visitor], wanted: Place) -> None:
    wish = TakePlace(visitor=turn.id, request=wanted.request, slot=wanted.slot)
    turn.send(f"{WINDOW_DAY}:{day_id(wanted.window, wanted.on)}", wish)


def _code(seed: str) -> str:
    number = int.from_bytes(sha256(seed.encode()).digest())
    letters: list[str] = []
    for _ in range(_CODE):
        number, at = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[at])
    return "".join(letters)
