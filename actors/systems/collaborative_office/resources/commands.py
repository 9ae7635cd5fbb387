"""What can be asked of a resource (会议室、车辆、物品)."""

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec

from actors.kernel.turn import Command
from actors.systems.collaborative_office.outgoing.commands import Line

OFFICE_MEETING = "office_meeting"
Category = Literal["room", "vehicle", "supplies"]
Hour = Annotated[str, msgspec.Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Moment = Annotated[datetime, msgspec.Meta(tz=True)]
Count = Annotated[int, msgspec.Meta(ge=1, le=10_000)]
Seats = Annotated[int, msgspec.Meta(ge=0, le=10_000)]
Number = Annotated[str, msgspec.Meta(pattern=r"^[1-9]\d{0,8}$")]
Rule = Annotated[str, msgspec.Meta(max_length=200)]
Reason = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
Optional = Annotated[str, msgspec.Meta(max_length=500)]


class LeftOut(msgspec.Struct, frozen=True, kw_only=True):
    """A local day on which a recurring booking does not recur (EXDATE)."""

    day: date


class RegisterResource(Command, frozen=True, kw_only=True):
    """登记资源: have something of the unit booked from now on.

    A room and a vehicle are booked by one at a time, of supplies there are `pieces`. It is booked
    between the local hours `opens` and `closes` of a day; `owner_confirms`: the unit agrees to each
    booking; `shared`: other units book it, too.
    """

    category: Category
    name: Line
    place: Optional = ""
    seats: Seats = 0
    pieces: Count = 1
    opens: Hour = "08:00"
    closes: Hour = "22:00"
    owner_confirms: bool = False
    shared: bool = False


class WithdrawResource(Command, frozen=True, kw_only=True):
    """停用: what is booked from now on is released."""

    reason: Reason


class RestoreResource(Command, frozen=True, kw_only=True):
    """恢复使用: have it booked again."""


class AskBooking(Command, frozen=True, kw_only=True):
    """预订: have `pieces` of it from `begins_at` until just before `ends_at`.

    It `repeats` so many `times`, this one counted; or by a `rule`, which is a recurrence rule (RFC
    5545 RRULE) with COUNT or UNTIL in local time.
    """

    begins_at: Moment
    ends_at: Moment
    purpose: Line
    pieces: Count = 1
    repeats: Literal["", "daily", "weekly", "monthly"] = ""
    times: Annotated[int, msgspec.Meta(ge=1, le=1_000)] | None = None
    rule: Rule = ""
    except_on: Annotated[tuple[LeftOut, ...], msgspec.Meta(max_length=100)] = ()


class ConfirmBooking(Command, frozen=True, kw_only=True):
    """确认预订: the unit agrees to the booking; `whole`: to all that were asked for with it."""

    booking: Number
    whole: bool = True


class RefuseBooking(Command, frozen=True, kw_only=True):
    """不予预订: the unit does not agree."""

    booking: Number
    whole: bool = True
    reason: Reason


class UseBooking(Command, frozen=True, kw_only=True):
    """签到使用: who has booked it is there."""

    booking: Number


class ReleaseBooking(Command, frozen=True, kw_only=True):
    """取消预订: who has booked it does not need it; `whole`: nor any later one of its series."""

    booking: Number
    whole: bool = False


class BookForMeeting(Command, frozen=True, kw_only=True):
    """为会议预订: the meeting with the id `meeting` wants it, in the `round`th attempt; what it had
    of earlier ones is released. `by` of the unit `organ` plans it."""

    meeting: str
    round: int
    organ: str
    by: str
    begins_at: datetime
    ends_at: datetime
    purpose: str


class ReleaseForMeeting(Command, frozen=True, kw_only=True):
    """会议退订: the meeting does not want what it had up to the `round`th attempt."""

    meeting: str
    round: int
    organ: str
    by: str
    begins_at: datetime
    ends_at: datetime


class NoteBooking(Command, frozen=True, kw_only=True):
    """预订结果: to the meeting that has asked for the resource `resource` in its `round`th attempt:
    what became of it. `reason` is the name of why it was refused, or what the unit
    has said; `organ` is the unit whose booking stands in the way."""

    resource: str
    round: int
    name: str = ""
    place: str = ""
    progress: Literal["asked", "confirmed", "refused", "released"]
    reason: str = ""
    organ: str = ""


class ReleaseUnused(Command, frozen=True, kw_only=True):
    """逾时释放: the alarm of bookings to which nobody has come."""
