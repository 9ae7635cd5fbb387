"""What can be asked of a handling (承办)."""

from datetime import date, datetime
from typing import Literal

from actors.kernel.turn import Command
from actors.systems.npc_motions.fixed_dates import FixedDate
from actors.systems.npc_motions.handling.state import Answer, Charge, How, Promise, View
from actors.systems.npc_motions.suggestion.state import Class


class BeginHandling(Charge, Command, frozen=True, kw_only=True, omit_defaults=True):
    """Platform: the unit was assigned its part. `redo_due` is set in a second round."""

    redo_due: FixedDate | None = None


class SignFor(Command, frozen=True, kw_only=True):
    """Sign for it (签收): clocks that run from receipt begin."""


class RecordContact(Command, frozen=True, kw_only=True):
    """Record a contact with the deputy."""

    who: str
    at: datetime
    how: How
    what: str


class AskReturn(Command, frozen=True, kw_only=True):
    """Ask to return it, because another unit is competent (退回); nobody passes it on."""

    reason: str


class UpholdReturn(Command, frozen=True, kw_only=True):
    """Refuse the return: the unit goes on."""

    reason: str


class Reassign(Command, frozen=True, kw_only=True):
    """Grant the return and give the part to another unit (改办)."""

    unit: str
    reason: str


class AskExtension(Command, frozen=True, kw_only=True):
    """Ask for a later date of reply (延期); `until` is a local day."""

    until: date
    reason: str


class DecideExtension(Command, frozen=True, kw_only=True):
    """Grant or refuse it."""

    granted: bool
    reason: str


class GiveView(Command, frozen=True, kw_only=True):
    """Give the view of an assisting unit (会办意见)."""

    text: str


class ReportDisagreement(Command, frozen=True, kw_only=True):
    """Report that the units do not agree; the assigner settles it."""

    text: str


class SettleDisagreement(Command, frozen=True, kw_only=True):
    """Settle it (协调)."""

    decision: str


class DraftReply(Command, frozen=True, kw_only=True, omit_defaults=True):
    """Draft the reply, or change the draft, with one of `answers` to each request."""

    text: str
    answers: tuple[Answer, ...] = ()
    result: Class
    reasons: str = ""
    promises: tuple[Promise, ...] = ()
    contact: str
    telephone: str


class SendBackDraft(Command, frozen=True, kw_only=True):
    """Have the draft changed, before it is approved or sealed."""

    reason: str


class ApproveReply(Command, frozen=True, kw_only=True):
    """Approve the draft (审签): the head of the unit, who did not draft it."""


class SealReply(Command, frozen=True, kw_only=True):
    """Have the letters made, each with the unit's seal under it (用印); `sha256` is the digest of
    the text that was approved."""

    sha256: str


class SendReply(Command, frozen=True, kw_only=True):
    """Send the sealed reply (答复)."""


class NoteView(Command, frozen=True, kw_only=True):
    """Platform: an assisting unit gave its view, or did not in time."""

    view: View


class NoteAssistant(Command, frozen=True, kw_only=True):
    """Platform: `unit` assists in the place of `instead_of`."""

    unit: str
    instead_of: str


class NoteLead(Command, frozen=True, kw_only=True):
    """Platform: the handling `handling` answers in the place of `instead_of`."""

    handling: str
    instead_of: str


class NoteHidden(Command, frozen=True, kw_only=True):
    """Platform: from here on the unit is not told who the deputies are."""


class NoteKey(Command, frozen=True, kw_only=True):
    """Platform: the suggestion became a key item."""


class EndHandling(Command, frozen=True, kw_only=True):
    """Platform: there is nothing to handle any more."""

    why: Literal["withdrawn"]


class EndViewPeriod(Command, frozen=True, kw_only=True):
    """Clock: no view came in time; `missed` is how often that was said before."""

    missed: int


class RemindOfReply(Command, frozen=True, kw_only=True):
    """Clock: the reply is due soon."""


class ListOverdue(Command, frozen=True, kw_only=True):
    """Clock: so late that the chairpersons' meeting sees it in its list."""
