"""An interpellation (质询案): what can be asked of it, what can happen, what is known."""

from datetime import datetime
from typing import Literal

import msgspec

from actors.kernel.turn import Command, Event
from actors.systems.npc_motions.congress_session_facts import SessionFacts
from actors.systems.npc_motions.deputy_roster import Membership, Signer
from actors.systems.npc_motions.notices import Notified
from actors.systems.npc_motions.open_tasks import EVENTS as TASK_EVENTS
from actors.systems.npc_motions.open_tasks import Holding

Mover = Literal["deputies", "delegation", "committee"]
Manner = Literal["oral", "written"]
Phase = Literal[
    "", "draft", "cosigning", "submitted", "delivered", "answered", "second_answer_due", "closed",
    "withdrawn",
]  # fmt: skip


class DraftInterpellation(Command, frozen=True, kw_only=True):
    """Begin an interpellation of the unit `target`: its question (质询问题) and content (内容)."""

    session: str
    mover: Mover = "deputies"
    delegation: str = ""
    target: str
    question: str
    content: str


class InviteInterpellants(Command, frozen=True, kw_only=True):
    """Invite deputies, by their accounts, to sign."""

    accounts: tuple[str, ...]


class SignInterpellation(Command, frozen=True, kw_only=True):
    """Sign what was shown in full."""

    text_hash: str
    read_to_end: bool


class LeaveInterpellation(Command, frozen=True, kw_only=True):
    """Take one's signature back, before it is handed in."""


class SubmitInterpellation(Command, frozen=True, kw_only=True):
    """Hand it in, in writing."""


class WithdrawInterpellation(Command, frozen=True, kw_only=True):
    """Take it back, before it was delivered."""

    reason: str


class DeliverInterpellation(Command, frozen=True, kw_only=True):
    """Record that the presidium had it delivered to its target, which answers in `manner` by the
    instant `answer_by`."""

    manner: Manner
    answer_by: datetime
    present: int
    in_favour: int


class AnswerInterpellation(Command, frozen=True, kw_only=True):
    """Answer, as the target. The head of the unit (`answered_by`) is there in person, or has signed
    what is written."""

    text: str
    answered_by: str


class JudgeAnswer(Command, frozen=True, kw_only=True):
    """Say, as a signer, whether the answer satisfies."""

    satisfied: bool
    text: str = ""


class CloseInterpellation(Command, frozen=True, kw_only=True):
    """Close it."""

    text: str = ""


class InterpellationDrafted(Event, frozen=True, kw_only=True):
    at: datetime
    lead: str
    session: str
    congress: str
    term: int
    mover: Mover
    delegation: str = ""
    target: str
    question: str
    content: str
    text_hash: str


class InterpellantsInvited(Event, frozen=True, kw_only=True):
    at: datetime
    accounts: tuple[str, ...]


class InterpellationSigned(Event, frozen=True, kw_only=True):
    at: datetime
    account: str
    text_hash: str


class InterpellationLeft(Event, frozen=True, kw_only=True):
    at: datetime
    account: str
    text_hash: str


class InterpellationSubmitted(Event, frozen=True, kw_only=True):
    at: datetime
    signers: tuple[str, ...]
    text_hash: str


class InterpellationWithdrawn(Event, frozen=True, kw_only=True):
    at: datetime
    reason: str


class InterpellationDelivered(Event, frozen=True, kw_only=True):
    at: datetime
    manner: Manner
    answer_by: datetime
    present: int
    in_favour: int


class InterpellationAnswered(Event, frozen=True, kw_only=True):
    at: datetime
    round: int
    text: str
    answered_by: str


class AnswerJudged(Event, frozen=True, kw_only=True):
    at: datetime
    account: str
    round: int
    satisfied: bool
    text: str = ""


class SecondAnswerDemanded(Event, frozen=True, kw_only=True):
    """Half or more of those who interpellated are dissatisfied (代表法 2025 Art. 20)."""

    at: datetime
    dissatisfied: int
    signers: int


class InterpellationClosed(Event, frozen=True, kw_only=True):
    at: datetime
    text: str = ""


class InterpellantNoted(Event, frozen=True, kw_only=True):
    at: datetime
    membership: Membership


class SessionHeard(Event, frozen=True, kw_only=True):
    at: datetime
    facts: SessionFacts


EVENTS = (
    InterpellationDrafted, InterpellantsInvited, InterpellationSigned, InterpellationLeft,
    InterpellationSubmitted, InterpellationWithdrawn, InterpellationDelivered,
    InterpellationAnswered, AnswerJudged, SecondAnswerDemanded, InterpellationClosed,
    InterpellantNoted, SessionHeard, *TASK_EVENTS, Notified,
)  # fmt: skip


class Answer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One answer, and which signers it satisfied."""

    text: str
    answered_by: str
    at: datetime
    judged: dict[str, bool] = {}


class InterpellationState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An interpellation. `counted` are the signers when it was handed in; `answers` are one, or
    two. `held` tells who has which task, `since` when the phase began."""

    phase: Phase = ""
    lead: str = ""
    session: str = ""
    congress: str = ""
    term: int = 0
    mover: Mover = "deputies"
    delegation: str = ""
    target: str = ""
    question: str = ""
    content: str = ""
    text_hash: str = ""
    roster: dict[str, Signer] = {}
    meeting: SessionFacts = SessionFacts()
    counted: tuple[str, ...] = ()
    manner: Manner | None = None
    answer_by: datetime | None = None
    delivered_at: datetime | None = None
    answers: tuple[Answer, ...] = ()
    submitted_at: datetime | None = None
    closed_at: datetime | None = None
    held: dict[str, Holding] = {}
    since: datetime | None = None
