"""What a suggestion (建议、批评和意见) is at a moment: the fold of its events."""

from datetime import date, datetime
from typing import Literal

import msgspec

from actors.systems.npc_motions.attachments import Attachment
from actors.systems.npc_motions.deputy_roster import Signer
from actors.systems.npc_motions.fixed_dates import FixedDate
from actors.systems.npc_motions.open_tasks import Holding

Phase = Literal[
    "",
    "draft",
    "submitted",
    "returned",
    "letter",
    "merged",
    "accepted",
    "assigned",
    "replied",
    "dissatisfied",
    "escalated",
    "closed",
    "tracking",
    "archived",
    "withdrawn",
]
Mover = Literal["deputies", "delegation"]
UnitRole = Literal["lead", "assisting", "separate"]
Class = Literal["A", "B", "C", "D"]
Satisfaction = Literal["satisfied", "basically_satisfied", "dissatisfied"]
Hiding = Literal["request", "risk"]


class Text(msgspec.Struct, frozen=True, kw_only=True):
    """One version of the text. `requests` are numbered from 1 and answered one by one; `sha256` is
    what signatures are put under, `attachments` among it."""

    title: str
    matter: str
    requests: tuple[str, ...]
    sha256: str
    at: datetime
    by: str
    attachments: tuple[Attachment, ...] = ()


class UnitGiven(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A unit as it is assigned (交办): leading (主办), assisting (会办) or separate (分办). `part`
    says which part is its own, `requests` the numbers that it answers."""

    unit: str
    role: UnitRole = "lead"
    part: str = ""
    requests: tuple[int, ...] = ()

    @property
    def answers(self) -> bool:
        """Whether the unit replies to the deputy."""
        return self.role != "assisting"


class Assigned(msgspec.Struct, frozen=True, kw_only=True):
    """A unit at work: `handling` is the id of its entity, `phase` where that stands, `due` the
    local day by which it replies, once that is known."""

    given: UnitGiven
    handling: str
    round: int
    phase: str = "assigned"
    due: date | None = None


class Reply(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A reply (答复) as its unit sent it in `round`; `commitments` are ids of entities."""

    handling: str
    unit: str
    round: int
    result: Class
    sha256: str
    letter: str
    at: datetime
    commitments: tuple[str, ...] = ()


class Rating(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the deputy holds (评价) of the attitude and of the result, each for itself."""

    handling: str
    round: int
    attitude: Satisfaction
    result: Satisfaction
    text: str = ""
    at: datetime


class PublicText(msgspec.Struct, frozen=True, kw_only=True):
    """What everybody may read: de-identified (脱敏) by an officer."""

    title: str
    matter: str
    reply: str


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """Whose it is: of which congress and term, in which session (its id, "" between sessions), made
    by deputies or by a `delegation`."""

    congress: str
    term: int
    session: str = ""
    mover: Mover = "deputies"
    delegation: str = ""


class SuggestionState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One suggestion. `session` is "" between sessions; `delegation` is that of a delegation's.

    `motion` is the motion that goes on as this, with its number. `profile` is (name, version) of
    the rules it began under; `given` the units of the present `round`, `handlings` those of all
    rounds; `open_commitments` those that are not kept. `unrated` are handlings whose reply nobody
    rated in time. `fast_lane`: its unit got it directly. `hiding` "" shows the deputies to whoever
    may see the text. `held` tells who has which task, `since` when the phase began.
    """

    phase: Phase = ""
    congress: str = ""
    term: int = 0
    session: str = ""
    mover: Mover = "deputies"
    delegation: str = ""
    lead: str = ""
    topic: str = ""
    roster: dict[str, Signer] = {}
    texts: tuple[Text, ...] = ()
    clues: tuple[str, ...] = ()
    proposed_units: tuple[str, ...] = ()
    public_allowed: bool = False
    profile: tuple[str, int] = ("", 0)
    motion: str = ""
    motion_number: str = ""
    number: str = ""
    submitted_at: datetime | None = None
    assign_due: FixedDate | None = None
    notice_due: FixedDate | None = None
    accepted_at: datetime | None = None
    ground: str = ""
    into: str = ""
    merged: tuple[str, ...] = ()
    assigned_at: datetime | None = None
    assigner: str = ""
    fast_lane: bool = False
    handlings: tuple[Assigned, ...] = ()
    round: int = 0
    replies: tuple[Reply, ...] = ()
    ratings: tuple[Rating, ...] = ()
    rate_due: FixedDate | None = None
    reminded: int = 0
    unrated: tuple[str, ...] = ()
    open_commitments: tuple[str, ...] = ()
    key: Literal["", "proposed", "decided"] = ""
    hiding: Literal["", "request", "risk"] = ""
    published: PublicText | None = None
    withdrawing: tuple[str, ...] = ()
    held: dict[str, Holding] = {}
    since: datetime | None = None

    @property
    def text(self) -> Text:
        """The latest version of the text.

        Raises:
            IndexError: nothing was written yet.
        """
        return self.texts[-1]

    @property
    def title(self) -> str:
        """The title of the latest text, "" before there is one."""
        return self.texts[-1].title if self.texts else ""

    @property
    def matter(self) -> str:
        """What the latest text says, "" before there is one."""
        return self.texts[-1].matter if self.texts else ""

    @property
    def requests(self) -> tuple[str, ...]:
        """What is asked for, in order."""
        return self.texts[-1].requests if self.texts else ()

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """The files of the latest text."""
        return self.texts[-1].attachments if self.texts else ()

    @property
    def signers(self) -> tuple[str, ...]:
        """The names of the deputies who have signed, the accounts of those not known yet."""
        signed = (each for each in self.roster.values() if each.signed_at is not None)
        return tuple(each.membership.name or each.account for each in signed)

    @property
    def units(self) -> tuple[str, ...]:
        """The units that handle it or did."""
        return tuple(dict.fromkeys(each.given.unit for each in self.handlings))

    @property
    def at_work(self) -> tuple[Assigned, ...]:
        """The units of the present round that have not handed their task on."""
        return tuple(
            each
            for each in self.handlings
            if each.round == self.round and each.phase not in ("reassigned", "ended")
        )

    @property
    def due_replies(self) -> tuple[Reply, ...]:
        """The replies of the present round."""
        return tuple(reply for reply in self.replies if reply.round == self.round)

    @property
    def due_ratings(self) -> tuple[Rating, ...]:
        """The ratings of the present round."""
        return tuple(rating for rating in self.ratings if rating.round == self.round)
