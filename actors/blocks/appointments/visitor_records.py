"""Bookings of a visitor (预约人): what is kept of them, what can be asked, what can happen."""

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec

from actors.blocks.appointments.answers import Outcome
from actors.kernel.turn import Command, Event

VISITOR = "visitor"
KEPT = 50  # bookings that are over; older ones go
Status = Literal[
    "asked", "booked", "refused", "cancelled", "called_off", "missed", "arrived", "served", "left"
]
Item = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
WindowId = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
SlotName = Annotated[str, msgspec.Meta(pattern=r"^[0-2][0-9]:[0-5][0-9]$")]


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A place at the group of windows `window` on the local day `on`, in the slot from `begins` to
    `ends`; `request` is the number of the request that it was asked for by."""

    window: str
    on: date
    slot: str
    begins: datetime
    ends: datetime
    request: int


class Booking(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Booking number `n` for an item (事项). `place` is what is had, `wanted` what is asked for and
    not yet answered; `why` is the code of the reason for which the last request was refused."""

    n: int
    item: str
    code: str
    status: Status = "asked"
    place: Place | None = None
    wanted: Place | None = None
    why: str = ""
    ticket: str = ""

    @property
    def active(self) -> bool:
        """Whether it is to be kept, or still to be had."""
        return self.status in ("asked", "booked")


class Visitor(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody's bookings in the whole city: `last` is the number of the latest, `requests` how
    many places were asked for. `absences` are the days on which he did not come and that count
    still; up to `barred_until` (a local day, not included) he books nothing."""

    id: str
    last: int = 0
    requests: int = 0
    bookings: tuple[Booking, ...] = ()
    absences: tuple[date, ...] = ()
    barred_until: date | None = None
    restricted: str = ""  # the destruction that restricts it, PIPL Art. 47

    def booking(self, n: int) -> Booking | None:
        """Return booking number `n` if it is kept."""
        return next((each for each in self.bookings if each.n == n), None)

    def active_for(self, item: str) -> Booking | None:
        """Return the active booking for the item with code `item`."""
        return next((each for each in self.bookings if each.active and each.item == item), None)

    def wanting(self, request: int) -> Booking | None:
        """Return the booking whose request number `request` waits for its answer."""
        found = (each for each in self.bookings if each.wanted and each.wanted.request == request)
        return next(found, None)


class BookVisit(Command, frozen=True, kw_only=True):
    """Book a visit (预约) for `item` in the slot that begins at the local time `slot`."""

    item: Item
    window: WindowId
    on: date
    slot: SlotName


class ChangeVisit(Command, frozen=True, kw_only=True):
    """Have another slot in the place of the one that is booked, which is kept until then."""

    booking: int
    window: WindowId
    on: date
    slot: SlotName


class CancelVisit(Command, frozen=True, kw_only=True):
    """Give a booking up, before its slot begins."""

    booking: int


class RegisterArrival(Command, frozen=True, kw_only=True):
    """Note at the hall that whoever booked is there; the hall gives him a ticket."""

    booking: int


class RemindVisit(Command, frozen=True, kw_only=True):
    """Alarm: the day before."""

    booking: int


class MissVisit(Command, frozen=True, kw_only=True):
    """Alarm: the slot is over, and some time more."""

    booking: int


class VisitAsked(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    n: int
    item: str
    code: str
    wanted: Place


class ChangeAsked(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    n: int
    wanted: Place


class VisitBooked(Event, frozen=True, kw_only=True):
    """The place that booking `n` wanted is had."""

    at: datetime
    n: int
    place: Place


class VisitRefused(Event, frozen=True, kw_only=True):
    """The place that booking `n` wanted is not to be had; one that it has it keeps."""

    at: datetime
    n: int
    why: str


class PlaceLost(Event, frozen=True, kw_only=True):
    """The hall closed the day on which booking `n` had its place."""

    at: datetime
    n: int


class VisitCancelled(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    n: int


class VisitMissed(Event, frozen=True, kw_only=True):
    """Nobody came; `barred_until` is set when that was once too often."""

    at: datetime
    n: int
    barred_until: date | None = None


class VisitorArrived(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    n: int


class TicketNoted(Event, frozen=True, kw_only=True):
    at: datetime
    n: int
    ticket: str


class VisitEnded(Event, frozen=True, kw_only=True):
    at: datetime
    n: int
    outcome: Outcome


VisitorEvent = (
    VisitAsked
    | ChangeAsked
    | VisitBooked
    | VisitRefused
    | PlaceLost
    | VisitCancelled
    | VisitMissed
    | VisitorArrived
    | TicketNoted
    | VisitEnded
)
