"""A letter (信件): what leaves the platform for one person by one channel, once.

It waits, is ready, is taken by whoever carries it, and then is sent or not. What became of one that
was taken and of which nothing more is heard nobody knows: it may have gone out, so it is not sent
again by itself.
"""

import hashlib
from datetime import datetime
from typing import Literal

import msgspec
from msgspec.structs import replace

from actors.blocks.calls.records import TakeOutcome
from actors.blocks.messages.mailbox_state import Urgency
from actors.blocks.messages.reach import Channel, Language
from actors.kernel.turn import Command, Event

LETTER = "letter"
Phase = Literal[
    "",  # no history
    "waiting",  # 待发, until an instant
    "ready",  # 可发
    "taken",  # 发送中
    "sent",  # 已发出: the next server, or the gateway, has it
    "delivered",  # 已送达
    "bounced",  # 被退回
    "unknown",  # 结果不明: it may have been sent or not
    "dead",  # 未能发出
]
GIVEN_UP: tuple[Phase, ...] = ("unknown", "bounced", "dead")  # which people may take up again
OVER: tuple[Phase, ...] = ("delivered", "sent", *GIVEN_UP)
Outcome = Literal[
    "accepted",  # the other side has it
    "busy",  # it says to come again
    "unreached",  # nobody answered, and nothing was handed over
    "no_such_address",  # it knows nobody there
    "rejected",  # it will never have it
    "unanswered",  # it was handed over, and nobody said whether it was taken
]
Why = Literal["quiet", "rate", "retry", "lacking", "no_template", "rejected", "tried_enough"]


class WriteLetter(Command, frozen=True, kw_only=True):
    """Platform: tell `to`, an address or the id of a browser, which is of the owner of `mailbox`,
    what a notice says, not before an instant; `notice` is its id, "" where there is none."""

    mailbox: str
    notice: str = ""
    channel: Channel
    to: str
    of: str
    template: str
    facts: dict[str, str] = {}
    language: Language = "zh"
    urgency: Urgency = "normal"
    about: str = ""
    not_before: datetime | None = None


class Wake(Command, frozen=True, kw_only=True):
    """Clock: the letter may leave."""

    attempt: int


class TakeLetter(Command, frozen=True, kw_only=True):
    """Platform: carry the letter now, for the time `attempt`. Nobody else gets it then."""

    attempt: int


class NoteOutcome(Command, frozen=True, kw_only=True):
    """Platform: what became of the time `attempt`; `code` is what the other side answered."""

    attempt: int
    outcome: Outcome
    code: str = ""


class NoteCall(TakeOutcome, frozen=True, kw_only=True):
    """Platform: what became of the call of the gateway at the time `attempt`."""

    attempt: int


class LapseLetter(Command, frozen=True, kw_only=True):
    """Platform: whoever took the letter for the time `attempt` is no more."""

    attempt: int


class NoteDelivery(Command, frozen=True, kw_only=True):
    """Platform: a report from beyond says what became of a letter (送达回执)."""

    status: Literal["delivered", "bounced"]
    code: str = ""


class SendAgain(Command, frozen=True, kw_only=True):
    """Try once more what was given up, or of which nobody knows (重新发送)."""


class LetterWritten(Event, frozen=True, kw_only=True):
    at: datetime
    mailbox: str
    notice: str = ""
    channel: Channel
    to: str
    of: str
    template: str
    facts: dict[str, str] = {}
    language: Language = "zh"
    urgency: Urgency = "normal"
    about: str = ""


class LetterHeld(Event, frozen=True, kw_only=True):
    """It waits until an instant; `code` is what the other side answered, of a time that failed."""

    at: datetime
    until: datetime
    why: Why
    code: str = ""


class LetterReady(Event, frozen=True, kw_only=True):
    at: datetime
    attempt: int


class LetterTaken(Event, frozen=True, kw_only=True):
    at: datetime
    attempt: int


class LetterSent(Event, frozen=True, kw_only=True):
    at: datetime
    attempt: int
    code: str = ""


class LetterLost(Event, frozen=True, kw_only=True):
    """Nobody knows whether it went out at the time `attempt`."""

    at: datetime
    attempt: int
    code: str = ""


class LetterDelivered(Event, frozen=True, kw_only=True):
    at: datetime


class LetterBounced(Event, frozen=True, kw_only=True):
    at: datetime
    code: str = ""


class LetterDied(Event, frozen=True, kw_only=True):
    """It is given up. `lacking` are facts that its template asks for."""

    at: datetime
    why: Why
    code: str = ""
    lacking: tuple[str, ...] = ()


LetterEvent = (
    LetterWritten
    | LetterHeld
    | LetterReady
    | LetterTaken
    | LetterSent
    | LetterLost
    | LetterDelivered
    | LetterBounced
    | LetterDied
)


class Letter(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One letter; `attempt` is the number of the time that it is ready for, was taken or sent,
    `tries` how often that failed since somebody last wanted it sent."""

    id: str
    phase: Phase = ""
    mailbox: str = ""
    notice: str = ""
    channel: Channel = "mail"
    to: str = ""
    of: str = ""
    template: str = ""
    facts: dict[str, str] = {}
    language: Language = "zh"
    urgency: Urgency = "normal"
    about: str = ""
    written_at: datetime | None = None
    attempt: int = 0
    tries: int = 0
    until: datetime | None = None
    why: str = ""
    code: str = ""
    lacking: tuple[str, ...] = ()
    restricted: str = ""  # the destruction that restricts it, PIPL Art. 47


def over_since(state: Letter) -> datetime | None:
    """Return since when the time of a letter runs; None while it is on its way."""
    return state.written_at if state.phase in OVER else None


class Dispatch(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What whoever has taken a letter needs to carry it."""

    id: str
    attempt: int
    mailbox: str
    channel: Channel
    to: str
    of: str
    template: str
    facts: dict[str, str] = {}
    language: Language = "zh"
    urgency: Urgency = "normal"
    at: datetime


def letter_id(mailbox: str, said: str, channel: Channel, browser: str = "") -> str:
    """Return the id of the letter by `channel` that tells the owner of `mailbox`, in the `browser`
    with that id where there are several, what was `said`, whoever asks for it and however often."""
    way = f"{channel}/{browser}" if browser else channel
    return hashlib.sha256(f"{mailbox}#{said}/{way}".encode()).hexdigest()[:32]


def evolve(state: Letter, event: LetterEvent) -> Letter:
    """Return the letter after `event`."""
    match event:
        case LetterWritten():
            return replace(
                state,
                phase="waiting",
                mailbox=event.mailbox,
                notice=event.notice,
                channel=event.channel,
                to=event.to,
                of=event.of,
                template=event.template,
                facts=event.facts,
                language=event.language,
                urgency=event.urgency,
                about=event.about,
                written_at=event.at,
            )
        case LetterHeld(until=until, why=why, code=code):
            tries = 0 if state.phase in GIVEN_UP else state.tries + int(why == "retry")
            return replace(state, phase="waiting", until=until, why=why, code=code, tries=tries)
        case LetterReady(attempt=attempt):
            tries = 0 if state.phase in GIVEN_UP else state.tries
            return replace(
                state, phase="ready", attempt=attempt, tries=tries, until=None, why="", lacking=()
            )
        case LetterTaken():
            return replace(state, phase="taken")
        case LetterSent(code=code):
            return replace(state, phase="sent", code=code)
        case LetterLost(code=code):
            return replace(state, phase="unknown", code=code)
        case LetterDelivered():
            return replace(state, phase="delivered")
        case LetterBounced(code=code):
            return replace(state, phase="bounced", code=code)
        case LetterDied(why=why, code=code, lacking=lacking):
            return replace(state, phase="dead", why=why, code=code, lacking=lacking)
