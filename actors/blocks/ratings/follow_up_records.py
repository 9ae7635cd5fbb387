"""The follow-up of a bad rating (差评回访整改): what is asked, what happens, what is known."""

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec

from actors.blocks.ratings.records import Comment, Named, Service, Stars, Text, Whys
from actors.kernel.turn import Command, Event
from actors.kernel.words import Title

FOLLOW_UP = "follow_up"
Phase = Literal["", "open", "closed"]
Way = Literal["telephone", "visit", "message"]
Found = Literal["confirmed", "unfounded"]
Line = Annotated[str, msgspec.Meta(min_length=1, max_length=2_000)]


class OpenFollowUp(Command, frozen=True, kw_only=True):
    """Platform: a service was rated badly. `named` and `account` only of a rater who agreed."""

    service: Service
    stars: Stars
    whys: Whys = ()
    comment: Comment = ""
    named: Named | None = None
    account: str = ""


class ContactRater(Command, frozen=True, kw_only=True):
    """回访: speak with the rater. A "message" reaches one whose name the office does not know; of a
    call or a visit, `text` is what was said."""

    way: Way
    text: Line


class VerifyRating(Command, frozen=True, kw_only=True):
    """核实: whether what was rated badly was so."""

    found: Found
    text: Text


class RectifyService(Command, frozen=True, kw_only=True):
    """整改: what was put right."""

    text: Text


class CloseFollowUp(Command, frozen=True, kw_only=True):
    """办结并反馈: close it; `text` is told to the rater."""

    text: Text


class NoteAnswer(Command, frozen=True, kw_only=True):
    """Platform: the rater has said whether he is content with the outcome."""

    content: bool
    text: str = ""


class FollowUpOpened(Event, frozen=True, kw_only=True):
    """`due` and `contact_due` are the last local days in time; `contact_due` None where the office
    does not know the rater."""

    at: datetime
    service: Service
    stars: int
    whys: tuple[str, ...] = ()
    comment: str = ""
    named: Named | None = None
    account: str = ""
    due: date
    contact_due: date | None = None


class RaterContacted(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    way: Way
    text: str


class RatingVerified(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    found: Found
    text: str


class ServiceRectified(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    text: str


class FollowUpClosed(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    text: str


class AnswerNoted(Event, frozen=True, kw_only=True):
    at: datetime
    content: bool
    text: str = ""


FollowUpEvent = (
    FollowUpOpened
    | RaterContacted
    | RatingVerified
    | ServiceRectified
    | FollowUpClosed
    | AnswerNoted
)


class FollowUp(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One follow-up. It says of which item and day the service was, and not whose it was, unless
    the rater agreed (`asks_for_call`). `contacted`, `verified` and `rectified` are what was written
    of each."""

    phase: Phase = ""
    item: str = ""
    title: Title | None = None
    unit: str = ""
    place: str = ""
    on: date | None = None
    asks_for_call: bool = False
    stars: int = 0
    whys: tuple[str, ...] = ()
    comment: str = ""
    named: Named | None = None
    account: str = ""
    opened_at: datetime | None = None
    due: date | None = None
    contact_due: date | None = None
    contacted_at: datetime | None = None
    contacted: tuple[str, ...] = ()
    found: Found | None = None
    verified: str = ""
    rectified: tuple[str, ...] = ()
    outcome: str = ""
    closed_at: datetime | None = None
    content: bool | None = None
    answer: str = ""
    restricted: str = ""  # the destruction that restricts it, PIPL Art. 47

    @property
    def name(self) -> str:
        """The rater's name, if he agreed that it is known."""
        return self.named.name if self.named else ""

    @property
    def phone(self) -> str:
        """The rater's telephone, if he agreed that it is known."""
        return self.named.phone if self.named else ""

    @property
    def number(self) -> str:
        """The number of the case, if the rater agreed that it is known."""
        return self.named.number if self.named else ""
