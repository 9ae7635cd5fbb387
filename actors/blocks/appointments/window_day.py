"""One group of windows on one day: who has taken which slot, never more than its capacity.

The id is "<hall>.<group>~<day>". A place is asked for by a visitor's message and answered by one;
the same question gets the same answer, however often it comes.
"""

from datetime import date, datetime
from typing import Annotated

import msgspec

from actors.blocks.appointments.answers import ConfirmPlace, LosePlace, RefusePlace
from actors.blocks.appointments.places import Hall, Places, WindowGroup
from actors.blocks.appointments.slots import day_in_id, day_of_id, slots
from actors.kernel.calendar import Calendar
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Command, Event, Turn

WINDOW_DAY = "window_day"


class Holder(msgspec.Struct, frozen=True, array_like=True):
    """Who holds a place: the account of a visitor, with the number of the request."""

    visitor: str
    request: int


class Taken(msgspec.Struct, frozen=True, array_like=True):
    holder: Holder
    slot: str


class WindowDay(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The places that are `taken`, in the order in which they were; `closed`: at short notice."""

    id: str
    taken: tuple[Taken, ...] = ()
    closed: bool = False

    def slot_of(self, holder: Holder) -> str:
        """Return the slot in which `holder` has a place, "" for none."""
        return next((each.slot for each in self.taken if each.holder == holder), "")

    def count(self, slot: str) -> int:
        """Return how many have a place in `slot`."""
        return sum(each.slot == slot for each in self.taken)


class TakePlace(Command, frozen=True, kw_only=True):
    """Give `visitor` a place in `slot` for his request number `request`."""

    visitor: str
    request: int
    slot: str


class GivePlaceBack(Command, frozen=True, kw_only=True):
    """Free the place that `visitor` has by his request number `request`."""

    visitor: str
    request: int


class CloseDay(Command, frozen=True, kw_only=True):
    """Close these windows for the day; everybody who has booked is told, and his booking ends."""

    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class OpenDay(Command, frozen=True, kw_only=True):
    """Open these windows again; the bookings that have ended stay ended."""


class PlaceTaken(Event, frozen=True, kw_only=True):
    at: datetime
    holder: Holder
    slot: str


class PlaceFreed(Event, frozen=True, kw_only=True):
    at: datetime
    holder: Holder
    slot: str


class DayClosed(Event, frozen=True, kw_only=True):
    """`by` closed the day; the `told` people who had booked lost their places."""

    at: datetime
    by: str
    reason: str
    told: int


class DayOpened(Event, frozen=True, kw_only=True):
    at: datetime
    by: str


WindowDayEvent = PlaceTaken | PlaceFreed | DayClosed | DayOpened


def day_id(window: str, on: date) -> str:
    """Return the id of the group of windows `window` on the local day `on`."""
    return f"{window}~{day_in_id(on)}"


def parts(id: str) -> tuple[str, date | None]:
    """Return (group of windows, day) of an id; None if it names no day."""
    window, _, day = id.rpartition("~")
    return window, day_of_id(day)


class WindowDays:
    """The rules of these days, over the `places` and the `calendar` of the city."""

    def __init__(self, places: Places, calendar: Calendar) -> None:
        self._places = places
        self._calendar = calendar

    def take(self, turn: Turn[WindowDay], command: TakePlace) -> None:
        """Take the place if there is one, and tell the visitor."""
        holder = Holder(command.visitor, command.request)
        why = "" if turn.state.slot_of(holder) else self._hindrance(turn, command.slot)
        to = f"visitor:{command.visitor}"
        if why:
            turn.send(to, RefusePlace(request=command.request, why=why))
            return
        if not turn.state.slot_of(holder):
            turn.emit(PlaceTaken(at=turn.now, holder=holder, slot=command.slot))
        turn.send(to, ConfirmPlace(day=turn.id, request=command.request))

    def close(self, turn: Turn[WindowDay], command: CloseDay) -> int:
        """Close the day and tell everybody who has booked; return how many these are.

        Raises:
            Refusal: there are no such windows, the day is over, or they are closed anyway.
        """
        self._require_open(turn)
        lost = turn.state.taken
        turn.emit(
            DayClosed(at=turn.now, by=turn.by.id, reason=command.reason.strip(), told=len(lost))
        )
        for each in lost:
            to = f"visitor:{each.holder.visitor}"
            turn.send(to, LosePlace(request=each.holder.request))
        return len(lost)

    def _hindrance(self, turn: Turn[WindowDay], slot: str) -> str:
        """Return the code of why no place in `slot` can be had, "" if one can."""
        found = self._window(turn.id)
        if found is None:
            return "visitor.window_unknown"
        hall, group, on = found
        times = {each.name: each for each in slots(hall, on, self._calendar)}
        if turn.state.closed or not times:
            return "visitor.day_closed"
        if slot not in times:
            return "visitor.slot_unknown"
        if times[slot].begins <= turn.now:
            return "visitor.slot_past"
        return "visitor.slot_full" if turn.state.count(slot) >= group.capacity else ""

    def _require_open(self, turn: Turn[WindowDay]) -> None:
        found = self._window(turn.id)
        if found is None:
            raise Refusal(Reason("window_day.unknown"), kind="unknown")
        hall, _, on = found
        if on < local_day(turn.now):
            raise Refusal(Reason("window_day.over"))
        if not slots(hall, on, self._calendar):
            raise Refusal(Reason("window_day.day_off"))

    def _window(self, id: str) -> tuple[Hall, WindowGroup, date] | None:
        window, on = parts(id)
        found = self._places.window(window)
        return (*found, on) if found and on else None


def give_back(turn: Turn[WindowDay], command: GivePlaceBack) -> None:
    """Free the place; one that is not held stays as it is."""
    holder = Holder(command.visitor, command.request)
    slot = turn.state.slot_of(holder)
    if slot:
        turn.emit(PlaceFreed(at=turn.now, holder=holder, slot=slot))


def reopen(turn: Turn[WindowDay], command: OpenDay) -> None:
    """Take bookings again."""
    turn.emit(DayOpened(at=turn.now, by=turn.by.id))


def evolve(state: WindowDay, event: WindowDayEvent) -> WindowDay:
    """Return the day after `event`."""
    replace = msgspec.structs.replace
    match event:
        case PlaceTaken(holder=holder, slot=slot):
            return replace(state, taken=(*state.taken, Taken(holder, slot)))
        case PlaceFreed(holder=holder):
            return replace(state, taken=tuple(t for t in state.taken if t.holder != holder))
        case DayClosed():
            return replace(state, taken=(), closed=True)
        case DayOpened():
            return replace(state, closed=False)
