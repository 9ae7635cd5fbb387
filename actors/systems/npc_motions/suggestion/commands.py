"""What can be asked of a suggestion (建议、批评和意见)."""

from datetime import date
from typing import Literal

from actors.kernel.turn import Command
from actors.systems.npc_motions.attachments import Attachment
from actors.systems.npc_motions.deputy_roster import Signer
from actors.systems.npc_motions.suggestion.state import (
    Hiding,
    Origin,
    Reply,
    Satisfaction,
    UnitGiven,
)


class SaveDraft(Origin, Command, frozen=True, kw_only=True, omit_defaults=True):
    """Begin or change a draft. A text that bears the mark of a state secret is refused and kept
    nowhere. `clues` are ids of clues that it cites; `proposed_units` whom the deputies think
    competent; `public_allowed` whether they let the text be published."""

    topic: str = ""
    title: str
    matter: str = ""
    requests: tuple[str, ...] = ()
    clues: tuple[str, ...] = ()
    proposed_units: tuple[str, ...] = ()
    public_allowed: bool = False


class InviteCosigners(Command, frozen=True, kw_only=True):
    """Invite deputies by their accounts to sign as well (附议)."""

    accounts: tuple[str, ...]


class Sign(Command, frozen=True, kw_only=True):
    """Sign the text with this digest, which was read to its end."""

    sha256: str


class WithdrawSignature(Command, frozen=True, kw_only=True):
    """Take a signature back."""


class Submit(Command, frozen=True, kw_only=True):
    """Hand it in. `one_matter`: the deputies confirm that it is about one matter (一事一议)."""

    one_matter: bool


class Withdraw(Command, frozen=True, kw_only=True):
    """Take it back in writing; where the place's rules ask all signers, each of them says so."""

    reason: str


class Accept(Command, frozen=True, kw_only=True):
    """Accept it as a suggestion (受理)."""


class Decline(Command, frozen=True, kw_only=True):
    """Hand it back, or treat it as a letter (转作来信), on one of the place's grounds."""

    outcome: Literal["returned", "letter"]
    ground: str
    text: str


class Merge(Command, frozen=True, kw_only=True):
    """Have it answered together with the suggestion `into`, and rated for itself (并案)."""

    into: str
    reason: str


class Assign(Command, frozen=True, kw_only=True):
    """Assign it to units (交办)."""

    units: tuple[UnitGiven, ...]


class TakeFastLane(Command, frozen=True, kw_only=True):
    """Give it to one unit directly (直通车), where the place's rules know that way."""

    unit: str
    reason: str


class Rate(Command, frozen=True, kw_only=True, omit_defaults=True):
    """Rate the reply of the handling `handling`; whoever is dissatisfied says why."""

    handling: str
    attitude: Satisfaction
    result: Satisfaction
    text: str = ""


class CloseUnrated(Command, frozen=True, kw_only=True):
    """Close it without a rating, where rules set no window and the deputy was reminded."""


class OrderRedo(Command, frozen=True, kw_only=True):
    """Have the units handle it again (重新办理) that the deputy is dissatisfied with."""

    reason: str


class SettleEscalation(Command, frozen=True, kw_only=True):
    """Put on record what came of a second dissatisfaction: study meeting or expert review."""

    record: str


class Archive(Command, frozen=True, kw_only=True):
    """Put it on file (归档)."""


class ProposeKey(Command, frozen=True, kw_only=True):
    """Propose that it be pressed on with as a key item (重点督办)."""

    reason: str


class DecideKey(Command, frozen=True, kw_only=True):
    """Make it a key item, as the chairpersons' meeting (主任会议) decided."""

    decision: str


class HideIdentity(Command, frozen=True, kw_only=True):
    """Keep from units and others who the deputies are, on request or because of a risk."""

    why: Hiding


class AllowPublication(Command, frozen=True, kw_only=True):
    """Let the text be published or, at any time, no longer."""

    allowed: bool


class Publish(Command, frozen=True, kw_only=True):
    """Publish what an officer de-identified."""

    title: str
    matter: str
    reply: str


class Unpublish(Command, frozen=True, kw_only=True):
    """Take it from the public at once."""

    reason: str


class BeginFromMotion(Origin, Command, frozen=True, kw_only=True, omit_defaults=True):
    """Platform: the motion `motion` goes on as a suggestion (转为建议), handed in with its text and
    the signatures that counted.

    `profile` is (name, version) of the rules that it begins under; `signers` have the lead first.
    """

    motion: str
    number: str
    title: str
    matter: str
    requests: tuple[str, ...]
    attachments: tuple[Attachment, ...] = ()
    clues: tuple[str, ...] = ()
    public_allowed: bool = False
    profile: tuple[str, int]
    signers: tuple[Signer, ...]


class NoteUnit(Command, frozen=True, kw_only=True, omit_defaults=True):
    """Platform: a handling tells where it stands and when its reply is due; `into` is the unit that
    took its task over."""

    handling: str
    phase: str
    due: date | None = None
    into: UnitGiven | None = None
    into_handling: str = ""


class NoteReply(Command, frozen=True, kw_only=True):
    """Platform: a unit replied; also to items that were merged into another."""

    reply: Reply


class NoteMerged(Command, frozen=True, kw_only=True):
    """Platform: the suggestion `id` is answered together with this one."""

    id: str


class NoteCommitment(Command, frozen=True, kw_only=True):
    """Platform: the commitment `id` was kept."""

    id: str


class RemindOfRating(Command, frozen=True, kw_only=True):
    """Clock: nobody rated yet."""

    round: int


class EndRatingWindow(Command, frozen=True, kw_only=True):
    """Clock: the window for ratings is over; silence stays out of rates."""

    round: int
