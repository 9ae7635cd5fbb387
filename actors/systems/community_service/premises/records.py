"""Premises and equipment (场地与设备) of a town or village: what can be asked of them, what can
happen, what is known (GRASS-08)."""

from datetime import datetime, timedelta
from typing import Annotated, Literal, get_args

import msgspec

from actors.kernel.turn import Command, Event

PREMISES = "premises"
Sort = Literal["room", "hall", "venue", "vehicle", "equipment"]
SORTS: tuple[Sort, ...] = get_args(Sort)
Answer = Literal["", "confirmed", "refused", "cancelled"]
Title = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
Address = Annotated[str, msgspec.Meta(max_length=200)]
Count = Annotated[int, msgspec.Meta(ge=0, lt=100_000)]
Number = Annotated[int, msgspec.Meta(ge=1)]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
Moment = Annotated[datetime, msgspec.Meta(tz=True)]
KEPT = timedelta(days=90)  # that a booking stands with the premises after its end
MOST_KEPT = 300  # that stand with the premises though they are over, refused or cancelled


class RegisterPremises(Command, frozen=True, kw_only=True):
    """登记: register what the own unit has. `capacity` is how many people or pieces, 0 where that
    says nothing; what is `shared` other units may book, too."""

    title: Title
    sort: Sort
    capacity: Count = 0
    shared: bool = False
    address: Address = ""


class ChangePremises(Command, frozen=True, kw_only=True):
    """Say anew what it is; bookings stay."""

    title: Title
    capacity: Count = 0
    shared: bool = False
    address: Address = ""


class WithdrawPremises(Command, frozen=True, kw_only=True):
    """停用: it is lent to nobody any more; what was to come is cancelled."""

    reason: Text


class AskBooking(Command, frozen=True, kw_only=True):
    """预约: ask for it from one instant up to another."""

    starts: Moment
    ends: Moment
    purpose: Text
    people: Count = 0


class ConfirmBooking(Command, frozen=True, kw_only=True):
    """确认: it is theirs for that time."""

    booking: Number


class RefuseBooking(Command, frozen=True, kw_only=True):
    """不同意, and why."""

    booking: Number
    reason: Text


class CancelBooking(Command, frozen=True, kw_only=True):
    """取消: by whoever asked or lends, before it begins."""

    booking: Number
    reason: Text


class PremisesRegistered(Event, frozen=True, kw_only=True):
    at: datetime
    title: str
    sort: Sort
    unit: str
    tier: str
    place: str
    capacity: int = 0
    shared: bool = False
    address: str = ""


class PremisesChanged(Event, frozen=True, kw_only=True):
    at: datetime
    title: str
    capacity: int = 0
    shared: bool = False
    address: str = ""


class PremisesWithdrawn(Event, frozen=True, kw_only=True):
    at: datetime
    reason: str


class BookingAsked(Event, frozen=True, kw_only=True):
    """`unit` and `by` are who asks, as work; `starts` and `ends` are instants."""

    at: datetime
    by: str
    booking: int
    unit: str
    starts: datetime
    ends: datetime
    purpose: str
    people: int = 0


class BookingAnswered(Event, frozen=True, kw_only=True):
    """`starts`, `ends` and `unit` are those of the booking, so that figures need nothing else;
    `held`: it was confirmed before, and is now cancelled."""

    at: datetime
    booking: int
    answer: Answer
    unit: str
    starts: datetime
    ends: datetime
    held: bool = False
    reason: str = ""


PremisesEvent = (
    PremisesRegistered | PremisesChanged | PremisesWithdrawn | BookingAsked | BookingAnswered
)


class Booking(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One booking: `answer` "" while it is only asked for."""

    booking: int
    unit: str
    by: str
    starts: datetime
    ends: datetime
    purpose: str
    people: int = 0
    answer: Answer = ""
    reason: str = ""

    def coming(self, now: datetime) -> bool:
        """Tell whether it is still to end, and was neither refused nor cancelled."""
        return self.answer in ("", "confirmed") and self.ends > now

    def meets(self, starts: datetime, ends: datetime) -> bool:
        """Tell whether it takes any moment from `starts` up to `ends`."""
        return self.starts < ends and starts < self.ends


class Premises(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Premises or equipment of `unit`, which works at `tier` and serves the division `place`.
    `bookings` are those to come and of the last months; `asked` is the number of the last one."""

    phase: Literal["", "open", "withdrawn"] = ""
    title: str = ""
    sort: Literal["", "room", "hall", "venue", "vehicle", "equipment"] = ""
    unit: str = ""
    tier: str = ""
    place: str = ""
    capacity: int = 0
    shared: bool = False
    address: str = ""
    bookings: tuple[Booking, ...] = ()
    asked: int = 0

    @property
    def waiting(self) -> tuple[Booking, ...]:
        """The bookings that wait for an answer."""
        return tuple(each for each in self.bookings if not each.answer)

    def numbered(self, number: int) -> Booking | None:
        """Return the booking with this number, None if there is none."""
        return next((each for each in self.bookings if each.booking == number), None)
