"""A hall on one day: its line of tickets (排队号); what can be asked, what can happen."""

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec

from actors.blocks.appointments.answers import Outcome
from actors.blocks.appointments.slots import day_in_id, day_of_id
from actors.kernel.turn import Command, Event

HALL_DAY = "hall_day"
Number = Annotated[str, msgspec.Meta(min_length=1, max_length=10)]
WhyAside = Literal["number_given", "no_window", "not_waiting", "not_called"]


class Ticket(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A ticket for the group of windows `window`, taken at `at`. Of who booked it names the account
    and the booking, and when the slot `begins`. `called` times it was called to the window
    `at_window`, the last time at `called_at`."""

    number: str
    window: str
    at: datetime
    visitor: str = ""
    booking: int = 0
    begins: datetime | None = None
    status: Literal["waiting", "called", "served", "left"] = "waiting"
    at_window: str = ""
    called: int = 0
    called_at: datetime | None = None


class OfflineStep(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a machine of a hall did at `at` while it had no line, its `n`th step of the day. A
    ticket was given for the group of windows `window`, was called to the window with the number
    `window`, or ended with `outcome`."""

    n: Annotated[int, msgspec.Meta(ge=1, le=100_000)]
    what: Literal["given", "called", "ended"]
    ticket: Number
    window: Annotated[str, msgspec.Meta(max_length=100)] = ""
    outcome: Outcome = "served"
    at: Annotated[datetime, msgspec.Meta(tz=True)]


class Aside(msgspec.Struct, frozen=True, kw_only=True):
    """A step of the machine `device` that did not fit what had happened meanwhile, and why."""

    device: str
    step: OfflineStep
    why: WhyAside


class HallDay(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The tickets of a hall on a day, in the order in which they were taken. `recorded` are the
    last steps that machines without a line have told, by machine; `aside` those that did not
    fit."""

    id: str
    tickets: tuple[Ticket, ...] = ()
    recorded: dict[str, int] = {}
    aside: tuple[Aside, ...] = ()

    def ticket(self, number: str) -> Ticket | None:
        """Return the ticket with this number."""
        return next((each for each in self.tickets if each.number == number), None)

    def at(self, window: str) -> Ticket | None:
        """Return the ticket that was called to `window` and is not done with."""
        found = (t for t in self.tickets if t.status == "called" and t.at_window == window)
        return next(found, None)


class IssueTicket(Command, frozen=True, kw_only=True):
    """Give a ticket to a visitor who has come for his booking; he has one for each."""

    visitor: str
    booking: int
    window: str
    begins: datetime


class TakeTicket(Command, frozen=True, kw_only=True):
    """Give a ticket (取号) for the group of windows `window` to somebody without a booking."""

    window: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]


class CallNext(Command, frozen=True, kw_only=True):
    """Call (叫号) who is next to the window with the number `at`."""

    at: Number


class CallAgain(Command, frozen=True, kw_only=True):
    """Call a ticket once more that has been called and did not come."""

    ticket: Number


class EndTicket(Command, frozen=True, kw_only=True):
    """Be done with a ticket that has been called: whoever had it was served, or is not there."""

    ticket: Number
    outcome: Outcome


class RecordOfflineLine(Command, frozen=True, kw_only=True):
    """Record what the machine `device` of a hall did while it had no line (断网叫号), in its order.
    What it has told before has no effect again."""

    device: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{8}$")]
    steps: Annotated[tuple[OfflineStep, ...], msgspec.Meta(min_length=1, max_length=500)]


class TicketIssued(Event, frozen=True, kw_only=True):
    ticket: Ticket


class TicketCalled(Event, frozen=True, kw_only=True):
    at: datetime
    number: str
    window: str


class TicketEnded(Event, frozen=True, kw_only=True):
    at: datetime
    number: str
    outcome: Outcome


class OfflineLineRecorded(Event, frozen=True, kw_only=True):
    """The steps of `device` are recorded up to `upto`, but for those `aside`."""

    at: datetime
    device: str
    upto: int
    aside: tuple[Aside, ...] = ()


HallDayEvent = TicketIssued | TicketCalled | TicketEnded | OfflineLineRecorded


def hall_day_id(hall: str, on: date) -> str:
    """Return the id of the hall called `hall` on the local day `on`."""
    return f"{hall}~{day_in_id(on)}"


def parts(id: str) -> tuple[str, date | None]:
    """Return (hall, day) of an id; None if it names no day."""
    hall, _, day = id.rpartition("~")
    return hall, day_of_id(day)
