"""What can happen to a handling. Whatever was computed is in the event."""

from datetime import date, datetime

import msgspec

from actors.kernel.turn import Event
from actors.systems.npc_motions.fixed_dates import FixedDate
from actors.systems.npc_motions.handling.state import (
    Charge,
    Contact,
    Draft,
    LetterCopy,
    View,
)
from actors.systems.npc_motions.notices import Notified
from actors.systems.npc_motions.open_tasks import EVENTS as TASK_EVENTS
from actors.systems.npc_motions.suggestion.state import Class


class Dates(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The dates of a handling, each fixed by its profile; None: the place sets none."""

    return_due: FixedDate | None = None
    contact_due: FixedDate | None = None
    view_due: FixedDate | None = None
    reply_due: FixedDate | None = None


class HandlingBegun(Charge, Event, frozen=True, kw_only=True):
    at: datetime
    redo: bool = False
    dates: Dates


class SignedFor(Event, frozen=True, kw_only=True):
    at: datetime
    dates: Dates


class ContactRecorded(Event, frozen=True, kw_only=True):
    at: datetime
    contact: Contact


class ReturnAsked(Event, frozen=True, kw_only=True):
    at: datetime
    reason: str


class ReturnUpheld(Event, frozen=True, kw_only=True):
    """`reply_due` is the date of reply from here on: the same, or later by the place's rules."""

    at: datetime
    reason: str
    reply_due: FixedDate | None = None


class Reassigned(Event, frozen=True, kw_only=True):
    at: datetime
    unit: str
    handling: str
    reason: str


class ExtensionAsked(Event, frozen=True, kw_only=True):
    at: datetime
    until: date
    reason: str


class Extended(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    reason: str
    reply_due: FixedDate


class ExtensionRefused(Event, frozen=True, kw_only=True):
    at: datetime
    reason: str


class ViewGiven(Event, frozen=True, kw_only=True):
    at: datetime
    text: str


class ViewMissed(Event, frozen=True, kw_only=True):
    """No view in time; `extra_due` are the additional days that some places give."""

    at: datetime
    extra_due: FixedDate | None = None


class ViewReceived(Event, frozen=True, kw_only=True):
    at: datetime
    view: View


class AssistantChanged(Event, frozen=True, kw_only=True):
    at: datetime
    unit: str
    instead_of: str


class LeadChanged(Event, frozen=True, kw_only=True):
    at: datetime
    handling: str
    instead_of: str


class DisagreementReported(Event, frozen=True, kw_only=True):
    at: datetime
    text: str


class DisagreementSettled(Event, frozen=True, kw_only=True):
    at: datetime
    decision: str


class ReplyDrafted(Event, frozen=True, kw_only=True):
    at: datetime
    draft: Draft


class DraftSentBack(Event, frozen=True, kw_only=True):
    at: datetime
    reason: str


class ReplyApproved(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    sha256: str


class LettersOrdered(Event, frozen=True, kw_only=True):
    """用印: `by` had the seal put under `letters`, which say the text with the digest `sha256`."""

    at: datetime
    by: str
    sha256: str
    letters: tuple[LetterCopy, ...]


class LetterMade(Event, frozen=True, kw_only=True):
    """The letter that is the handling's `n`th paper is there under seal, as the file `sha256`."""

    at: datetime
    n: int
    sha256: str
    bytes: int
    pages: int


class LetterMissed(Event, frozen=True, kw_only=True):
    """That letter could not be made or sealed; `code` says why. It may be there later."""

    at: datetime
    n: int
    code: str


class ReplySealed(Event, frozen=True, kw_only=True):
    """Every letter is under seal. `by` approved that, `letter` is the digest of the first: before
    letters were made here, of the file that somebody had sealed elsewhere."""

    at: datetime
    by: str
    sha256: str
    letter: str


class ReplySent(Event, frozen=True, kw_only=True):
    """`recipients` are the deputies who get a letter each, `copies` who gets one as well."""

    at: datetime
    result: Class
    sha256: str
    letter: str
    recipients: tuple[str, ...]
    copies: tuple[str, ...]
    commitments: tuple[str, ...] = ()


class MadeKey(Event, frozen=True, kw_only=True):
    at: datetime


class DeputiesHidden(Event, frozen=True, kw_only=True):
    at: datetime


class HandlingEnded(Event, frozen=True, kw_only=True):
    at: datetime
    why: str


class ReplyReminded(Event, frozen=True, kw_only=True):
    at: datetime


class ListedAsOverdue(Event, frozen=True, kw_only=True):
    at: datetime
    days: int


class DatesRecounted(Event, frozen=True, kw_only=True):
    """The dates that run, as `calendar` has them."""

    at: datetime
    calendar: str
    dates: Dates


EVENTS = (
    HandlingBegun, SignedFor, ContactRecorded, ReturnAsked, ReturnUpheld, Reassigned,
    ExtensionAsked, Extended, ExtensionRefused, ViewGiven, ViewMissed, ViewReceived,
    AssistantChanged, LeadChanged, DisagreementReported, DisagreementSettled, ReplyDrafted,
    DraftSentBack, ReplyApproved, LettersOrdered, LetterMade, LetterMissed, ReplySealed, ReplySent,
    MadeKey, DeputiesHidden, HandlingEnded,
    ReplyReminded, ListedAsOverdue, DatesRecounted, *TASK_EVENTS, Notified,
)  # fmt: skip
