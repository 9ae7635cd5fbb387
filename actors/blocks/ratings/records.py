"""A rating (好差评): what is asked, what happens, what is known of it."""

from datetime import date, datetime
from typing import Annotated, Literal, get_args

import msgspec

from actors.kernel.turn import Command, Event
from actors.kernel.words import Title

RATING = "rating"
LOW = 2  # stars and fewer are a bad rating (差评), 国办发〔2019〕51号
Stars = Annotated[int, msgspec.Meta(ge=1, le=5)]
Channel = Literal["web", "window", "kiosk", "sms"]
"""Where it was rated: on the own page, by the code at a window, at a kiosk, by a link."""
Why = Literal[
    "quick", "clear", "kind",
    "slow", "asked_for_more", "sent_to_and_fro", "unclear_guide", "hard_to_use", "unfriendly",
    "charged_wrongly",
]  # fmt: skip
WHYS: tuple[Why, ...] = get_args(Why)
GOOD_WHYS = frozenset(("quick", "clear", "kind"))
Whys = Annotated[tuple[Why, ...], msgspec.Meta(max_length=len(WHYS))]
Comment = Annotated[str, msgspec.Meta(max_length=2_000)]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=4_000)]
Phase = Literal["", "kept", "told", "answered"]


class Service(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was rated: a service of `unit`, for the item with the code `item`. `place` is the
    division code of the hall or terminal, `on` the local day on which the service ended."""

    item: str
    title: Title
    unit: str
    place: str = ""
    on: date


class Said(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What somebody said of a service: 5 非常满意 to 1 非常不满意, why, and more in own words."""

    stars: Stars
    whys: Whys = ()
    comment: Comment = ""
    channel: Channel = "web"


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """Who wants to be called back by name (实名差评): personal data."""

    number: str
    name: str
    phone: str = ""


class KeepRating(Command, frozen=True, kw_only=True):
    """Platform: whoever was served has rated the service. `account` is the rater's, "" for one
    without; `named` only if he agreed that the office learns who he is."""

    service: Service
    said: Said
    account: str = ""
    named: Named | None = None


class TellRater(Command, frozen=True, kw_only=True):
    """Platform: the unit wrote to the rater, whom it does not know; with `outcome` what came of
    the follow-up."""

    text: str
    outcome: bool = False


class AnswerOutcome(Command, frozen=True, kw_only=True):
    """评价回访结果: tell once whether one is content with what came of a bad rating."""

    content: bool
    text: Comment = ""


class RatingKept(Event, frozen=True, kw_only=True):
    at: datetime
    service: Service
    said: Said
    account: str = ""


class RaterTold(Event, frozen=True, kw_only=True):
    at: datetime
    text: str
    outcome: bool = False


class OutcomeAnswered(Event, frozen=True, kw_only=True):
    at: datetime
    content: bool
    text: str = ""


RatingEvent = RatingKept | RaterTold | OutcomeAnswered


class FromUnit(msgspec.Struct, frozen=True):
    """What the unit wrote to the rater."""

    at: datetime
    text: str


class Rating(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One rating of one service. It cannot be changed, and does not say of which case it is."""

    phase: Phase = ""
    service: Service | None = None
    said: Said | None = None
    account: str = ""
    rated_at: datetime | None = None
    letters: tuple[FromUnit, ...] = ()
    content: bool | None = None
    answer: str = ""
    restricted: str = ""  # the destruction that restricts it, PIPL Art. 47

    @property
    def bad(self) -> bool:
        """Whether it is one of the two lowest grades (差评)."""
        return self.said is not None and self.said.stars <= LOW
