"""What can be asked of a leave (请假), and what can happen to it."""

from datetime import date, datetime
from typing import Annotated

import msgspec

from actors.kernel.turn import Command, Event
from actors.systems.collaborative_office.leave.chain import Seat
from actors.systems.collaborative_office.outgoing.commands import Note

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=2_000)]


class BeginLeave(Command, frozen=True, kw_only=True):
    """登记请假申请: `account` has asked his book for it, which had room for its `days`, which are
    working days. Those of `chain` decide, one after the other."""

    account: str
    unit: str
    leave_kind: str
    first: date
    last: date
    days: int
    reason: str
    place: str = ""
    deputy: str = ""
    chain: tuple[Seat, ...]


class ApproveLeave(Command, frozen=True, kw_only=True):
    """同意请假: agree, as whose turn it is."""

    note: Note = ""


class RefuseLeave(Command, frozen=True, kw_only=True):
    """不同意请假: refuse, as whose turn it is."""

    reason: Text


class CancelLeave(Command, frozen=True, kw_only=True):
    """撤销请假: he does not want it any more, before it begins."""


class ReturnFromLeave(Command, frozen=True, kw_only=True):
    """销假: he is back; `back_on` is his first local day at work, today where it is not told."""

    back_on: date | None = None


class TakeLeave(Command, frozen=True, kw_only=True):
    """开始休假: the alarm of the first day."""


class RemindReturn(Command, frozen=True, kw_only=True):
    """提醒销假: the alarm of a working day after the last day."""


class LeaveAsked(Event, frozen=True, kw_only=True):
    at: datetime
    account: str
    unit: str
    leave_kind: str
    first: date
    last: date
    days: int
    reason: str
    place: str = ""
    deputy: str = ""
    chain: tuple[Seat, ...]


class LeaveEndorsed(Event, frozen=True, kw_only=True):
    """One of the chain agrees, and others are still to be asked."""

    at: datetime
    by: str
    note: str = ""


class LeaveApproved(Event, frozen=True, kw_only=True):
    """The last of the chain agrees."""

    at: datetime
    by: str
    note: str = ""


class LeaveRefused(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    reason: str


class LeaveCancelled(Event, frozen=True, kw_only=True):
    at: datetime
    by: str


class LeaveTaken(Event, frozen=True, kw_only=True):
    at: datetime


class ReturnReminded(Event, frozen=True, kw_only=True):
    at: datetime


class LeaveReturned(Event, frozen=True, kw_only=True):
    """He is back from the local day `back_on` on; `days` were taken, up to `last`."""

    at: datetime
    by: str
    back_on: date
    last: date
    days: int


LeaveEvent = (
    LeaveAsked
    | LeaveEndorsed
    | LeaveApproved
    | LeaveRefused
    | LeaveCancelled
    | LeaveTaken
    | ReturnReminded
    | LeaveReturned
)
