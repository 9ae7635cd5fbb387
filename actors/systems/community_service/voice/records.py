"""A voice (互动): a question, suggestion or hot-line order (12345 工单) of somebody who lives here;
what can be asked of it, what can happen, what is known."""

from datetime import date, datetime
from typing import Annotated, Literal, get_args

import msgspec

from actors.blocks.ratings.records import Comment, Stars, Whys
from actors.kernel.turn import Command, Event

VOICE = "voice"
Sort = Literal["question", "suggestion", "hot_line"]
Came = Literal["web", "telephone", "window"]
Topic = Literal[
    "services", "environment", "roads_and_water", "housing", "welfare", "safety", "farming", "other"
]
Phase = Literal["", "assigned", "returned", "answered"]
SORTS: tuple[Sort, ...] = get_args(Sort)
TOPICS: tuple[Topic, ...] = get_args(Topic)
Line = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=4_000)]
Code = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Name = Annotated[str, msgspec.Meta(max_length=60)]
Phone = Annotated[str, msgspec.Meta(pattern="^([0-9０-９+＋()（） \u3000－-]{5,20})?$")]
Order = Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9-]{0,40}$")]


class RaiseVoice(Command, frozen=True, kw_only=True):
    """提出: ask, suggest, or enter an order of the hot line. `place` is the code of the division
    that it is about; its unit answers. Name and telephone may be left out. `order` is the number
    that the hot line gave it, `came` how it came to a clerk who enters it for somebody. `publish`:
    whoever asks agrees that question and answer are published without personal data."""

    sort: Sort
    topic: Topic
    place: Code
    title: Line
    text: Text
    name: Name = ""
    phone: Phone = ""
    publish: bool = False
    order: Order = ""
    came: Literal["telephone", "window"] = "telephone"


class ReturnVoice(Command, frozen=True, kw_only=True):
    """退回: it is not for this unit, and why."""

    reason: Text


class AssignVoice(Command, frozen=True, kw_only=True):
    """转办: give what came back, or came to the wrong unit, to the one that answers."""

    unit: Code


class ExtendVoice(Command, frozen=True, kw_only=True):
    """延期: the head of the unit adds days once, and says why."""

    reason: Text


class AnswerVoice(Command, frozen=True, kw_only=True):
    """答复."""

    text: Text


class PublishVoice(Command, frozen=True, kw_only=True):
    """公开: publish question and answer, written anew by the unit without personal data."""

    question: Text
    answer: Text


class RateVoice(Command, frozen=True, kw_only=True):
    """评价: say once how one was answered, from 5 to 1 (非常满意 … 非常不满意). `call`: one agrees
    to be known and spoken with."""

    stars: Stars
    whys: Whys = ()
    comment: Comment = ""
    call: bool = False


class VoiceRaised(Event, frozen=True, kw_only=True):
    """`account` is the asker's, "" without; `number` is what people quote. `unit` is the one of
    the place."""

    at: datetime
    by: str
    number: str
    sort: Sort
    topic: Topic
    place: str
    title: str
    text: str
    name: str = ""
    phone: str = ""
    publish: bool = False
    order: str = ""
    came: Came
    account: str = ""
    unit: str
    due: date


class VoiceReturned(Event, frozen=True, kw_only=True):
    """`desk` is the unit above, which gives it to another; "": an integrated window or whoever
    supervises does."""

    at: datetime
    by: str
    reason: str
    desk: str


class VoiceAssigned(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    unit: str
    due: date


class VoiceExtended(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    reason: str
    due: date


class VoiceAnswered(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    text: str


class VoicePublished(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    question: str
    answer: str


class VoiceRated(Event, frozen=True, kw_only=True):
    """What was said is kept apart from it: see the block `ratings`."""

    at: datetime


VoiceEvent = (
    VoiceRaised
    | VoiceReturned
    | VoiceAssigned
    | VoiceExtended
    | VoiceAnswered
    | VoicePublished
    | VoiceRated
)


class Voice(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One voice. `unit` answers it, since `assigned_at`, by the local day `due`; while it is
    returned, `desk` has to give it to another. `question` and `public_answer` are what is published
    of it."""

    phase: Phase = ""
    number: str = ""
    sort: Literal["", "question", "suggestion", "hot_line"] = ""
    topic: str = ""
    place: str = ""
    title: str = ""
    text: str = ""
    name: str = ""
    phone: str = ""
    publish: bool = False
    order: str = ""
    came: Literal["", "web", "telephone", "window"] = ""
    account: str = ""
    unit: str = ""
    desk: str = ""
    raised_at: datetime | None = None
    assigned_at: datetime | None = None
    due: date | None = None
    extended: bool = False
    why_later: str = ""
    why_returned: str = ""
    answered_at: datetime | None = None
    answer: str = ""
    published: bool = False
    question: str = ""
    public_answer: str = ""
    rated: bool = False
    restricted: str = ""  # the destruction that restricts it, PIPL Art. 47
