"""What is known of an outgoing document (发文): 党政机关公文处理工作条例 Art. 25."""

from datetime import date, datetime
from typing import Literal

import msgspec

from actors.systems.collaborative_office.attachments import Attachment
from actors.systems.collaborative_office.exchange import RECALLABLE, Progress
from actors.systems.collaborative_office.outgoing.commands import Manner, Urgency, View
from actors.systems.collaborative_office.path import Step

OFFICIAL_DOCUMENT = "official_document"
OUT: tuple[str, ...] = ("issued", "archived")  # it is with its recipients
BACK = ("modify", "disagree")  # opinions with which the draft goes back to its drafter
Phase = Literal[
    "", "draft", "checking", "checked", "countersigning", "countersigned", "signed", "rechecked",
    "numbered", "printing", "printed", "issued", "archived",
]  # fmt: skip
ORDER: tuple[Phase, ...] = (
    "", "draft", "checking", "checked", "countersigning", "countersigned", "signed", "rechecked",
    "numbered", "printing", "printed", "issued", "archived",
)  # fmt: skip


class Opinion(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a unit said (会签意见) in the `round`th countersigning, or that it has said nothing;
    never changed afterwards."""

    at: datetime
    by: str
    unit: str
    view: View | Literal["silent"]
    note: str = ""
    round: int


class VoidNumber(msgspec.Struct, frozen=True, kw_only=True):
    """A number that the document had, or was given too late, and why it is void (作废)."""

    number: str
    reason: str


class Dispatch(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What goes to one recipient, and how far it is since `at`. `receipt` is that of who signed for
    it, `reason` why it came back; `recalling` while the recall is on its way."""

    unit: str
    progress: Progress
    at: datetime
    receipt: str = ""
    reason: str = ""
    recalling: bool = False


class DocumentState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One document of `organ`.

    `drafter` and `members` are identities; who did anything with it is a member of its path.
    `asked` are the units of the countersigning that is under way, or was last, in their order.
    `sha256` is the digest of the text as it stands, `signed_sha256` of what was signed last, and
    `signed_plain` of its title and text without layout; `signer` by whom, who alone signs it again
    after `difference` was found. `request` counts the numbers that were asked for, `papers` the
    papers; `waits_for_number` while the book has not answered. `failed` says why the last paper
    could not be made.
    """

    id: str = ""
    phase: Phase = ""
    since: datetime | None = None
    organ: str = ""
    genre: str = ""
    main: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    urgency: Urgency = "ordinary"
    title: str = ""
    body: str = ""
    attachments: tuple[Attachment, ...] = ()
    sha256: str = ""
    phrases: tuple[str, ...] = ()
    drafter: str = ""
    members: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    manner: Manner = "parallel"
    round: int = 0
    asked_at: datetime | None = None
    answered_at: datetime | None = None
    due: date | None = None
    opinions: tuple[Opinion, ...] = ()
    signer: str = ""
    signed_sha256: str = ""
    signed_plain: str = ""
    signed_title: str = ""
    signed_body: str = ""
    difference: tuple[str, ...] = ()
    waits_for_number: bool = False
    request: int = 0
    number: str = ""
    n: int = 0
    register: str = ""
    voided: tuple[VoidNumber, ...] = ()
    papers: int = 0
    paper: str = ""
    pdf: str = ""
    pages: int = 0
    copies_printed: int = 0
    failed: str = ""
    issued_at: datetime | None = None
    dispatches: tuple[Dispatch, ...] = ()
    path: tuple[Step, ...] = ()

    @property
    def unresolved(self) -> tuple[str, ...]:
        """The units whose latest opinion wants a change; that one is silent settles nothing."""
        latest = {each.unit: each.view for each in self.opinions if each.view != "silent"}
        return tuple(unit for unit, view in latest.items() if view in BACK)

    @property
    def answered(self) -> frozenset[str]:
        """The units whose opinions of this round are in."""
        return frozenset(each.unit for each in self.opinions if each.round == self.round)

    @property
    def missing(self) -> tuple[str, ...]:
        """The units whose opinions of this round are not in."""
        if self.phase != "countersigning":
            return ()
        return tuple(unit for unit in self.asked if unit not in self.answered)

    @property
    def pending(self) -> tuple[str, ...]:
        """The units whose turn it is to give an opinion: all at once, or the next in order."""
        return self.missing[:1] if self.manner == "serial" else self.missing

    @property
    def outstanding(self) -> tuple[str, ...]:
        """The units of whose package it is not known what becomes of it: nobody has signed."""
        return tuple(each.unit for each in self.dispatches if each.progress in RECALLABLE)

    @property
    def recipients(self) -> tuple[str, ...]:
        """The units that it goes to, but for those from which it was recalled."""
        recalled = {each.unit for each in self.dispatches if each.progress == "recalled"}
        return tuple(unit for unit in (*self.main, *self.copies) if unit not in recalled)
