"""A consultation or complaint (咨询、投诉): what is asked, what happens, what is known."""

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec

from actors.kernel.turn import Command, Event

COMPLAINT = "complaint"
Matter = Literal["consultation", "complaint"]
Phase = Literal["", "received", "assigned", "answered", "reopened", "closed"]
Found = Literal["confirmed", "unfounded", "not_ours"]
Line = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=4_000)]
More = Annotated[str, msgspec.Meta(max_length=4_000)]
Unit = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
Case = Annotated[str, msgspec.Meta(pattern="^([0-9a-f]{32})?$")]


class Ask(Command, frozen=True, kw_only=True):
    """提出咨询或者投诉. `case` is the id of one's own case that it is about, "" for none; `unit` is
    the one that it is about, "" where one does not know."""

    matter: Matter
    title: Line
    text: Text
    unit: Annotated[str, msgspec.Meta(max_length=60)] = ""
    case: Case = ""


class Assign(Command, frozen=True, kw_only=True):
    """转办: give it to the unit that answers."""

    unit: Unit


class Answer(Command, frozen=True, kw_only=True):
    """答复. Of a complaint, what was found, and what was done."""

    text: Text
    found: Found = "confirmed"


class Reopen(Command, frozen=True, kw_only=True):
    """不满意，要求再次办理: once, with the reason."""

    text: Text


class Close(Command, frozen=True, kw_only=True):
    """确认办结: whoever asked is content with the answer."""


class CloseInTime(Command, frozen=True, kw_only=True):
    """Clock: whoever asked has not said anything of the answer."""


class Asked(Event, frozen=True, kw_only=True):
    """`due` is the last local day to answer in time. `number` is what people quote."""

    at: datetime
    number: str
    matter: Matter
    title: str
    text: str
    unit: str = ""
    case: str = ""
    account: str
    due: date


class Assigned(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    unit: str


class Answered(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    text: str
    found: Found


class Reopened(Event, frozen=True, kw_only=True):
    at: datetime
    text: str
    due: date


class Closed(Event, frozen=True, kw_only=True):
    """`content`: whoever asked said so."""

    at: datetime
    content: bool = False


ComplaintEvent = Asked | Assigned | Answered | Reopened | Closed


class Said(msgspec.Struct, frozen=True):
    """What one side wrote to the other."""

    at: datetime
    of: Literal["asker", "unit"]
    text: str


class Complaint(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One consultation or complaint. `unit` answers, "" before it is assigned; `turns` is what was
    written, in order."""

    phase: Phase = ""
    number: str = ""
    matter: Literal["", "consultation", "complaint"] = ""
    title: str = ""
    text: str = ""
    unit: str = ""
    case: str = ""
    account: str = ""
    asked_at: datetime | None = None
    due: date | None = None
    turns: tuple[Said, ...] = ()
    found: Literal["", "confirmed", "unfounded", "not_ours"] = ""
    answered_at: datetime | None = None
    reopened: bool = False
    content: bool = False
    closed_at: datetime | None = None
    restricted: str = ""  # the destruction that restricts it, PIPL Art. 47
