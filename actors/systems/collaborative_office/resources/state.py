"""What is known of a resource (资源): its bookings are its history, so that no two overlap."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

import msgspec

from actors.systems.collaborative_office.resources.commands import Category

OFFICE_RESOURCE = "office_resource"
Phase = Literal["", "available", "withdrawn"]
STATES: tuple[Phase, ...] = ("available", "withdrawn")
Progress = Literal["asked", "confirmed", "used", "released", "no_show", "refused"]
HELD: tuple[Progress, ...] = ("asked", "confirmed", "used")  # they stand in the way of others
PENDING: tuple[Progress, ...] = ("asked", "confirmed")


class Booking(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One booking (预订): from `begins_at` until just before `ends_at`.

    `n` counts the bookings of the resource; `series` is the `n` of the first that was asked for
    with it. `meeting` is the id of the meeting that it is for, in its `round`th attempt.
    """

    n: int
    series: int
    by: str
    organ: str
    asked_at: datetime
    begins_at: datetime
    ends_at: datetime
    purpose: str = ""
    pieces: int = 1
    meeting: str = ""
    round: int = 0
    progress: Progress = "asked"
    reason: str = ""

    def overlaps(self, begins_at: datetime, ends_at: datetime) -> bool:
        """Tell whether both have an instant in common: [from, to) each."""
        return self.begins_at < ends_at and begins_at < self.ends_at


class ResourceState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One resource of the unit `organ`; see `RegisterResource`. `bookings` are those that are not
    over for long; `count` is how many there ever were."""

    id: str = ""
    phase: Phase = ""
    organ: str = ""
    category: Category = "room"
    name: str = ""
    place: str = ""
    seats: int = 0
    pieces: int = 1
    opens: str = ""
    closes: str = ""
    owner_confirms: bool = False
    shared: bool = False
    reason: str = ""
    count: int = 0
    bookings: tuple[Booking, ...] = ()

    @property
    def pending(self) -> tuple[Booking, ...]:
        """The bookings that are neither used nor over, the earliest first."""
        there = (each for each in self.bookings if each.progress in PENDING)
        return tuple(sorted(there, key=lambda each: (each.begins_at, each.n)))

    @property
    def unconfirmed(self) -> tuple[Booking, ...]:
        """The bookings that the unit has not agreed to yet."""
        return tuple(each for each in self.pending if each.progress == "asked")

    def booking(self, number: str) -> Booking | None:
        """Return the booking with this number."""
        return next((each for each in self.bookings if str(each.n) == number), None)

    def of_meeting(self, meeting: str) -> tuple[Booking, ...]:
        """Return the bookings for a meeting, in all its attempts."""
        return tuple(each for each in self.bookings if meeting and each.meeting == meeting)


def in_the_way(
    held: Iterable[Booking], begins_at: datetime, ends_at: datetime, pieces: int, most: int
) -> Booking | None:
    """Return a booking that leaves no room for `pieces` more of `most` at some instant, None if
    there is room."""
    there = [each for each in held if each.overlaps(begins_at, ends_at)]
    for at in (begins_at, *(each.begins_at for each in there if each.begins_at > begins_at)):
        then = [each for each in there if each.begins_at <= at < each.ends_at]
        if sum(each.pieces for each in then) + pieces > most:
            return then[0] if then else None
    return None
