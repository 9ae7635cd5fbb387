"""What a leave book (休假簿) is asked, what happens to it, and what it is."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Literal

import msgspec

from actors.kernel.turn import Command, Event
from actors.systems.collaborative_office.outgoing.commands import Code, Line, Note

LEAVE_BOOK = "leave_book"
Year = Annotated[int, msgspec.Meta(ge=2000, le=2100)]
Days = Annotated[int, msgspec.Meta(ge=0, le=366)]
Ended = Literal["refused", "cancelled", "returned"]


class OpenLeaveBook(Command, frozen=True, kw_only=True):
    """建立休假簿: begin the book of the member of staff `account`."""

    account: Code


class SetAllowance(Command, frozen=True, kw_only=True):
    """设定年休假天数: he has so many working days of annual leave in a year."""

    year: Year
    days: Days


class AskLeave(Command, frozen=True, kw_only=True):
    """申请请假: be away from the local day `first` to `last`, both included; `place` is where to,
    `deputy` the account of who is proposed to act meanwhile."""

    leave_kind: Code
    first: date
    last: date
    reason: Line
    place: Note = ""
    deputy: Annotated[str, msgspec.Meta(max_length=100)] = ""


class NoteLeave(Command, frozen=True, kw_only=True):
    """记入请假结果: the leave with the id `leave` has ended; of one that was taken, with the local
    day `last`."""

    leave: str
    ended: Ended
    last: date | None = None


class LeaveBookOpened(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    account: str
    unit: str


class AllowanceSet(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    year: int
    days: int


class LeaveEntered(Event, frozen=True, kw_only=True):
    """He has asked for it; `days` are working days."""

    at: datetime
    leave: str
    leave_kind: str
    first: date
    last: date


class LeaveSettled(Event, frozen=True, kw_only=True):
    at: datetime
    leave: str
    ended: Ended
    last: date | None = None


BookEvent = LeaveBookOpened | AllowanceSet | LeaveEntered | LeaveSettled


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One leave in the book, which stands there from when it is asked for."""

    id: str
    leave_kind: str
    first: date
    last: date


class BookState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The leave of one member of staff: working days of annual leave by year, and what was asked
    for and neither refused nor cancelled. `asked` counts everything that ever was."""

    id: str = ""
    phase: Literal["", "open"] = ""
    account: str = ""
    unit: str = ""
    allowances: Mapping[str, int] = {}
    entries: tuple[Entry, ...] = ()
    asked: int = 0

    @property
    def person(self) -> str:
        """Whose it is, as an identity."""
        return f"staff:{self.account}" if self.account else ""
