"""A seal (印章): what it is, what it may stamp, and how it stands in its life.

An organ applies for it, an approver names its keeper, the keeper has it made and puts it into use.
It is suspended by one person and resumed by another; that it is lost or destroyed takes two, and is
final: what it stamped before stays good, and it stamps nothing more.
"""

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from actors.blocks.files.digest import Digest
from actors.kernel.turn import Command, Event

SEAL = "seal"
KEEPER, APPROVER = "seal_custodian", "seal_approver"
HEAD = "approver"  # who decides cases in an organ applies for its seals and approves their use
MOST = 100  # kinds of papers of one seal
MOST_WAITING = 1_000  # uses that are approved and not stamped yet
Phase = Literal[
    "", "applied", "refused", "approved", "made", "in_use", "suspended", "lost", "destroyed"
]
End = Literal["lost", "destroyed"]
Source = Literal["platform", "imported", "token"]
Line = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=2_000)]
Account = Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
Kinds = Annotated[tuple[Line, ...], msgspec.Meta(min_length=1, max_length=MOST)]
KindsOrNone = Annotated[tuple[Line, ...], msgspec.Meta(max_length=MOST)]


class Certificate(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the certificate (数字证书) of a seal says: for which organ (O) or unit of it (OU), and
    from when up to when. `fingerprint` is its SHA-256, `serial` its number, both in hex; `source`
    tells where its key is: made here, imported, or in a token."""

    fingerprint: str
    serial: str
    organisation: str
    unit: str = ""
    since: datetime
    until: datetime
    source: Source = "platform"


class ApplyForSeal(Command, frozen=True, kw_only=True):
    """申请刻制: for the organ with the code `organ`, whose full name `name` stands on the seal.
    `stamps` are the kinds of papers that it may stamp, names of templates; one that ends in `*` is
    for all that begin so. For those in `standing` an officer's own decision is the approval of the
    use (视同用印审批)."""

    organ: Line
    name: Line
    stamps: Kinds
    standing: KindsOrNone = ()
    reason: Text


class ApproveSeal(Command, frozen=True, kw_only=True):
    """批准刻制, and name who keeps it: an identity, "staff:seal_custodian"."""

    keeper: Account


class RefuseSeal(Command, frozen=True, kw_only=True):
    """不予批准."""

    reason: Text


class MakeSeal(Command, frozen=True, kw_only=True):
    """制作: the picture and the certificate of the seal. Without a `picture` (PNG) a round seal is
    drawn. `certificate` is what was found in the one that was made or imported. A seal in use is
    given another certificate in the same way."""

    source: Source = "platform"
    picture: Digest = ""
    media_type: str = ""
    size: int = 0
    certificate: Certificate | None = None


class PutSealIntoUse(Command, frozen=True, kw_only=True):
    """启用."""


class SuspendSeal(Command, frozen=True, kw_only=True):
    """停用: at once, by one person."""

    reason: Text


class ResumeSeal(Command, frozen=True, kw_only=True):
    """恢复使用, by another person than who suspended it."""


class ProposeEnd(Command, frozen=True, kw_only=True):
    """登记遗失或者提请销毁: the seal is suspended until a second person confirms it."""

    end: End
    reason: Text


class ConfirmEnd(Command, frozen=True, kw_only=True):
    """确认, by a second person; final."""


class RejectEnd(Command, frozen=True, kw_only=True):
    """不确认: the seal stays suspended, and can be resumed."""

    reason: Text


class KeepApproval(Command, frozen=True, kw_only=True):
    """Platform: the use `use` was approved, of this seal on the document with the digest
    `sha256`."""

    use: str
    document: str
    template: str
    sha256: str


class ForgetApproval(Command, frozen=True, kw_only=True):
    """Platform: the use `use` waits no longer."""

    use: str


class WarnOfExpiry(Command, frozen=True, kw_only=True):
    """Clock: the certificate will soon have expired."""


class SealAppliedFor(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    organ: str
    name: str
    stamps: tuple[str, ...]
    standing: tuple[str, ...] = ()
    reason: str


class SealApproved(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    keeper: str


class SealRefused(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    reason: str


class SealMade(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    picture: Digest = ""
    media_type: str = ""
    certificate: Certificate


class SealPutIntoUse(Event, frozen=True, kw_only=True):
    at: datetime
    by: str


class SealSuspended(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    reason: str


class SealResumed(Event, frozen=True, kw_only=True):
    at: datetime
    by: str


class EndProposed(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    end: End
    reason: str


class EndRejected(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    reason: str


class SealLost(Event, frozen=True, kw_only=True):
    at: datetime
    by: str


class SealDestroyed(Event, frozen=True, kw_only=True):
    at: datetime
    by: str


class ApprovalKept(Event, frozen=True, kw_only=True):
    use: str
    document: str
    template: str
    sha256: str


class ApprovalForgotten(Event, frozen=True, kw_only=True):
    use: str


class ExpiryNear(Event, frozen=True, kw_only=True):
    at: datetime
    until: datetime


SealEvent = (
    SealAppliedFor
    | SealApproved
    | SealRefused
    | SealMade
    | SealPutIntoUse
    | SealSuspended
    | SealResumed
    | EndProposed
    | EndRejected
    | SealLost
    | SealDestroyed
    | ApprovalKept
    | ApprovalForgotten
    | ExpiryNear
)


class Approved(msgspec.Struct, frozen=True):
    """A use that was approved and waits to be stamped: of which document, by its digest."""

    use: str
    document: str
    template: str
    sha256: str


class Seal(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One seal. `ended_at` is when it was lost or destroyed for good: what it stamped before is
    valid. `proposed` is the end that waits for a second person, by `proposed_by`."""

    phase: Phase = ""
    organ: str = ""
    name: str = ""
    stamps: tuple[str, ...] = ()
    standing: tuple[str, ...] = ()
    reason: str = ""
    applied_by: str = ""
    applied_at: datetime | None = None
    approved_by: str = ""
    approved_at: datetime | None = None
    refused_because: str = ""
    keeper: str = ""
    picture: Digest = ""
    media_type: str = ""
    certificate: Certificate | None = None
    made_at: datetime | None = None
    in_use_at: datetime | None = None
    suspended_by: str = ""
    suspended_because: str = ""
    suspended_at: datetime | None = None
    proposed: Literal["", "lost", "destroyed"] = ""
    proposed_by: str = ""
    ended_at: datetime | None = None
    waiting: tuple[Approved, ...] = ()

    def may_stamp(self, template: str) -> bool:
        """Tell whether papers of the kind `template` are among those that it may stamp."""
        return _among(template, self.stamps)

    def stands_approved(self, template: str) -> bool:
        """Tell whether an officer's own decision approves its use on papers of this kind."""
        return _among(template, self.standing)

    def approval(self, document: str, sha256: str) -> Approved | None:
        """Return the use that was approved for the document with this digest, None if none was."""
        for each in self.waiting:
            if each.document == document and each.sha256 == sha256:
                return each
        return None


def _among(template: str, kinds: tuple[str, ...]) -> bool:
    return any(
        template.startswith(kind[:-1]) if kind.endswith("*") else template == kind for kind in kinds
    )
