"""The use of a seal (用印): each one asked for, approved, and stamped or refused, on record by
itself.

A paper that follows from an officer's own decision needs no second asking where the seal's rule
says so (视同用印审批): then it is on record whose decision approved it.
"""

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from actors.blocks.messages.address import to_role, to_somebody
from actors.blocks.messages.notify import notify
from actors.blocks.seals.seal import HEAD, SEAL, ForgetApproval, KeepApproval
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import PLATFORM
from actors.kernel.turn import Command, Event, Turn

USE = "seal_use"
Phase = Literal["", "asked", "approved", "stamped", "refused"]
Line = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=2_000)]
Sha256 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
Copies = Annotated[int, msgspec.Meta(ge=1, le=10_000)]


class AskUse(Command, frozen=True, kw_only=True):
    """申请用印: of the seal with the id `seal` on the document called `document`, a paper of the
    kind `template` whose PDF has the digest `sha256`. `organ` is that of the seal. The platform
    asks on behalf of `asked_by`; with `approved_by` whose own decision is the approval."""

    seal: Line
    document: Line
    template: Line
    sha256: Sha256
    copies: Copies = 1
    reason: Annotated[str, msgspec.Meta(max_length=2_000)] = ""
    organ: Annotated[str, msgspec.Meta(max_length=200)] = ""
    asked_by: Annotated[str, msgspec.Meta(max_length=200)] = ""
    approved_by: Annotated[str, msgspec.Meta(max_length=200)] = ""


class ApproveUse(Command, frozen=True, kw_only=True):
    """同意用印."""


class RefuseUse(Command, frozen=True, kw_only=True):
    """不同意用印."""

    reason: Text


class RecordStamp(Command, frozen=True, kw_only=True):
    """Platform: the paper was stamped; `sealed` is the digest of the PDF with its seal,
    `certificate` that of the certificate."""

    sealed: Sha256
    certificate: str
    stamped_at: datetime


class UseAsked(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    seal: str
    organ: str
    document: str
    template: str
    sha256: str
    copies: int = 1
    reason: str = ""


class UseApproved(Event, frozen=True, kw_only=True):
    """`standing`: the decision of `by` itself is the approval, by the seal's rule."""

    at: datetime
    by: str
    standing: bool = False


class UseRefused(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    reason: str


class Stamped(Event, frozen=True, kw_only=True):
    at: datetime
    sealed: str
    certificate: str
    stamped_at: datetime


UseEvent = UseAsked | UseApproved | UseRefused | Stamped


class SealUse(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One use of a seal. No personal data but who acted, as work."""

    phase: Phase = ""
    seal: str = ""
    organ: str = ""
    document: str = ""
    template: str = ""
    sha256: str = ""
    copies: int = 1
    reason: str = ""
    asked_by: str = ""
    asked_at: datetime | None = None
    approved_by: str = ""
    approved_at: datetime | None = None
    standing: bool = False
    refused_by: str = ""
    refused_because: str = ""
    sealed: str = ""
    certificate: str = ""
    stamped_at: datetime | None = None


def ask(turn: Turn[SealUse], command: AskUse) -> None:
    """Ask for it, and tell who approves. On whose behalf it is asked and by whose decision it is
    approved is the platform's to say alone.

    Raises:
        Refusal: it was asked for already.
    """
    if turn.state.phase:
        raise Refusal(Reason("seal_use.asked_already"), kind="not_now")
    trusted = turn.by == PLATFORM
    by = command.asked_by if trusted and command.asked_by else turn.by.id
    turn.emit(
        UseAsked(
            at=turn.now,
            by=by,
            seal=command.seal,
            organ=command.organ,
            document=command.document,
            template=command.template,
            sha256=command.sha256,
            copies=command.copies,
            reason=command.reason,
        )
    )
    if trusted and command.approved_by:
        turn.emit(UseApproved(at=turn.now, by=command.approved_by, standing=True))
    else:
        notify(turn, to_role(HEAD, command.organ), "seal_use.Asked")


def approve(turn: Turn[SealUse], command: ApproveUse) -> None:
    """Approve it, as another person than who asked, and tell the seal.

    Raises:
        Refusal: it is the same person.
    """
    state = turn.state
    if turn.by.id == state.asked_by:
        raise Refusal(Reason("seal_use.second_person"), kind="forbidden")
    turn.emit(UseApproved(at=turn.now, by=turn.by.id))
    kept = KeepApproval(
        use=turn.id, document=state.document, template=state.template, sha256=state.sha256
    )
    turn.send(f"{SEAL}:{state.seal}", kept)
    notify(turn, to_somebody(state.asked_by), "seal_use.Approved")


def refuse(turn: Turn[SealUse], command: RefuseUse) -> None:
    """Refuse it, and tell who asked."""
    state = turn.state
    turn.emit(UseRefused(at=turn.now, by=turn.by.id, reason=command.reason))
    if state.phase == "approved":
        turn.send(f"{SEAL}:{state.seal}", ForgetApproval(use=turn.id))
    notify(turn, to_somebody(state.asked_by), "seal_use.Refused")


def record_stamp(turn: Turn[SealUse], command: RecordStamp) -> None:
    """Record it once, and let the seal forget the approval."""
    turn.emit(
        Stamped(
            at=turn.now,
            sealed=command.sealed,
            certificate=command.certificate,
            stamped_at=command.stamped_at,
        )
    )
    if not turn.state.standing:
        turn.send(f"{SEAL}:{turn.state.seal}", ForgetApproval(use=turn.id))


def evolve(state: SealUse, event: UseEvent) -> SealUse:
    """Return the use after `event`."""
    change = msgspec.structs.replace
    match event:
        case UseAsked():
            return SealUse(
                phase="asked",
                seal=event.seal,
                organ=event.organ,
                document=event.document,
                template=event.template,
                sha256=event.sha256,
                copies=event.copies,
                reason=event.reason,
                asked_by=event.by,
                asked_at=event.at,
            )
        case UseApproved(at=at, by=by, standing=standing):
            return change(
                state, phase="approved", approved_by=by, approved_at=at, standing=standing
            )
        case UseRefused(by=by, reason=reason):
            return change(state, phase="refused", refused_by=by, refused_because=reason)
        case Stamped():
            return change(
                state,
                phase="stamped",
                sealed=event.sealed,
                certificate=event.certificate,
                stamped_at=event.stamped_at,
            )
