"""What can be asked of an incoming document (收文)."""

from datetime import date
from typing import Annotated, Literal

import msgspec

from actors.kernel.turn import Command
from actors.systems.collaborative_office.outgoing.commands import Code, Note, Units

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=2_000)]
Accounts = Annotated[tuple[Code, ...], msgspec.Meta(min_length=1, max_length=50)]
Ground = Literal["wrong_organ", "wrong_level", "wrong_kind", "incomplete"]
Earlier = Literal["registered", "proposed", "handling"]


class SignFor(Command, frozen=True, kw_only=True):
    """签收: sign for the package."""


class RefusePackage(Command, frozen=True, kw_only=True):
    """拒收: do not sign for it, and tell its sender why."""

    reason: Text


class RegisterIncoming(Command, frozen=True, kw_only=True):
    """登记: have the number book give it its number here (收文号)."""


class ReturnDocument(Command, frozen=True, kw_only=True):
    """初审退文: it is not for this organ, or not in order; its sender is told why."""

    ground: Ground
    reason: Text


class ProposeHandling(Command, frozen=True, kw_only=True):
    """拟办: propose to the leader who handles it, and how."""

    proposal: Text


class InstructHandling(Command, frozen=True, kw_only=True):
    """批示: have the unit `lead` handle it, up to the local day `due`, or as long as the place says
    where it is not urgent; those of `assisting` are told."""

    lead: Code
    assisting: Units = ()
    instruction: Text
    due: date | None = None
    important: bool = False
    reply_needed: bool = False


class CirculateDocument(Command, frozen=True, kw_only=True):
    """传阅: have the members of staff `readers` read it, for `purpose`."""

    readers: Accounts
    purpose: Text


class NoteRead(Command, frozen=True, kw_only=True):
    """已读: one has read it, and will say something."""


class FinishReading(Command, frozen=True, kw_only=True):
    """阅毕: one has read it, and this is what one says."""

    note: Note = ""


class RecallReaders(Command, frozen=True, kw_only=True):
    """收回传阅: those of `readers` do not read it after all; none of them has."""

    readers: Accounts


class UrgeHandling(Command, frozen=True, kw_only=True):
    """催办: remind whom it waits for."""

    note: Text


class FollowUpInstruction(Command, frozen=True, kw_only=True):
    """转督办: have the follow-up office see to it that the instruction is carried out."""


class AnswerDocument(Command, frozen=True, kw_only=True):
    """答复: it is handled, with this result. `reply` is the id of the document that answers it, ""
    where none is needed."""

    result: Text
    reply: Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9._~-]{0,100}$")] = ""


class ArchiveIncoming(Command, frozen=True, kw_only=True):
    """归档: put it on file."""


class SendIncomingBack(Command, frozen=True, kw_only=True):
    """退回: have it go back to an earlier step of this organ."""

    to: Earlier
    reason: Text


class RemindToSign(Command, frozen=True, kw_only=True):
    """催收: the alarm of a package that nobody has signed for."""
