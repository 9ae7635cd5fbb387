"""What a handling (承办) is at a moment: one unit's part of a suggestion in one round."""

from datetime import date, datetime
from typing import Literal

import msgspec

from actors.blocks.files.digest import Digest
from actors.systems.npc_motions.fixed_dates import FixedDate
from actors.systems.npc_motions.open_tasks import Holding
from actors.systems.npc_motions.suggestion.state import Class, UnitRole

Phase = Literal[
    "",
    "assigned",
    "signed_for",
    "return_requested",
    "reassigned",
    "drafted",
    "approved",
    "sealing",
    "sealed",
    "replied",
    "view_given",
    "ended",
]
How = Literal["visit", "meeting", "telephone", "letter", "online"]
OPEN = (
    "assigned", "signed_for", "return_requested", "drafted", "approved", "sealing", "sealed",
)  # fmt: skip


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """A contact with the deputy (联系沟通): who of the unit, when, how, what about."""

    who: str
    at: datetime
    how: How
    what: str


class Promise(msgspec.Struct, frozen=True, kw_only=True):
    """What the unit promises, and the local day by which."""

    text: str
    due: date


class View(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The view (会办意见) of an assisting unit; `missing`: none came in time."""

    unit: str
    text: str = ""
    missing: bool = False


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What is answered to the request with the number `request`."""

    request: int
    text: str


class Draft(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A reply as it is drafted: an answer for each request by its number, the class, who can be
    asked about it. `reasons` say why nothing can be done, in class D."""

    text: str
    answers: dict[str, str] = {}
    result: Class
    reasons: str = ""
    promises: tuple[Promise, ...] = ()
    contact: str
    telephone: str
    sha256: str
    by: str


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """The reply as a letter (函): who put the seal under which text, and under which file, both by
    their digests."""

    sealed_by: str
    sha256: str
    letter: Digest


class LetterCopy(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A letter (函) to one addressee: the account of a deputy, or the body of the congress that
    gets a copy. It is the handling's `n`th paper, with the id `document`; `sha256` is its file
    under seal, "" until there is one, `code` why there is none yet."""

    to: str
    copy: bool = False
    n: int
    document: str
    sha256: Digest = ""
    bytes: int = 0
    pages: int = 0
    code: str = ""


class Charge(msgspec.Struct, frozen=True, kw_only=True):
    """What a unit is charged with (交办): its part of a suggestion in a round, beside which others.
    `fast`: it was given directly, on the fast lane; `session` is that of the suggestion, "" between
    sessions. `names` are those of the deputies by their accounts, none while they are hidden."""

    suggestion: str
    number: str
    title: str
    congress: str
    profile: tuple[str, int]
    unit: str
    role: UnitRole
    part: str = ""
    requests: tuple[int, ...] = ()
    round: int
    assigned_at: datetime
    assigner: str
    lead: str
    signers: tuple[str, ...]
    hidden: bool = False
    leads: tuple[str, ...] = ()
    assistants: tuple[str, ...] = ()
    views: tuple[View, ...] = ()
    key: bool = False
    fast: bool = False
    term: int = 0
    session: str = ""
    names: dict[str, str] = {}


class HandlingState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One handling. `requests` are the numbers that the unit answers, `assistants` the units whose
    views it waits for, `leads` the handlings that answer and wait for
    the views.

    The dates are fixed: `return_due`, `contact_due`, `view_due`, `reply_due`. `pauses` are those of
    requests to return the item, `missed` counts the days on which a view did not come, `successor`
    is the handling that took the part over. `recipients` are the accounts of the deputies who got
    a letter each, `copies` the bodies that got one as well. `letters` are those of the draft as it
    stands, `ordered` how many were ever ordered, `letter` the digest of the first. `held` tells who
    has which task, `since` when the phase began.
    """

    phase: Phase = ""
    suggestion: str = ""
    number: str = ""
    title: str = ""
    congress: str = ""
    profile: tuple[str, int] = ("", 0)
    unit: str = ""
    role: UnitRole = "lead"
    part: str = ""
    requests: tuple[int, ...] = ()
    round: int = 1
    assigner: str = ""
    lead: str = ""
    signers: tuple[str, ...] = ()
    hidden: bool = False
    leads: tuple[str, ...] = ()
    assistants: tuple[str, ...] = ()
    key: bool = False
    assigned_at: datetime | None = None
    received_at: datetime | None = None
    return_due: FixedDate | None = None
    contact_due: FixedDate | None = None
    view_due: FixedDate | None = None
    reply_due: FixedDate | None = None
    redo: bool = False
    fast: bool = False
    pauses: tuple[tuple[datetime, datetime | None], ...] = ()
    extension: Literal["", "asked", "granted", "refused"] = ""
    asked_until: date | None = None
    contacts: tuple[Contact, ...] = ()
    views: tuple[View, ...] = ()
    disagreement: str = ""
    term: int = 0
    session: str = ""
    names: dict[str, str] = {}
    draft: Draft | None = None
    approved_by: str = ""
    sealed_by: str = ""
    letter: Digest = ""
    letters: tuple[LetterCopy, ...] = ()
    ordered: int = 0
    recipients: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    missed: int = 0
    successor: str = ""
    done_at: datetime | None = None
    held: dict[str, Holding] = {}
    since: datetime | None = None

    @property
    def fellows(self) -> tuple[str, ...]:
        """The other units that work on the same item, by their codes."""
        leads = (lead.rpartition("-")[2] for lead in self.leads)
        return tuple(unit for unit in (*leads, *self.assistants) if unit != self.unit)

    @property
    def reply(self) -> str:
        """What was answered, "" until the reply is sent."""
        if self.phase != "replied" or self.draft is None:
            return ""
        numbered = (f"{number}. {text}" for number, text in sorted(self.draft.answers.items()))
        return "\n".join(filter(None, (self.draft.text, *numbered, self.draft.reasons)))

    @property
    def sealed(self) -> Letter | None:
        """The letter under seal, None before there is one."""
        if self.draft is None or self.phase not in ("sealed", "replied"):
            return None
        letter = self.letters[0].sha256 if self.letters else self.letter
        return Letter(sealed_by=self.sealed_by, sha256=self.draft.sha256, letter=letter)

    @property
    def answers(self) -> bool:
        """Whether the unit replies to the deputy."""
        return self.role != "assisting"

    @property
    def due(self) -> FixedDate | None:
        """The date by which the unit has done its part."""
        return self.reply_due if self.answers else self.view_due
