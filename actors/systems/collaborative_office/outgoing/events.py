"""What can happen to an outgoing document."""

from datetime import date, datetime

from actors.kernel.turn import Event
from actors.systems.collaborative_office.attachments import Attachment
from actors.systems.collaborative_office.exchange import Progress
from actors.systems.collaborative_office.outgoing.commands import Manner, Urgency, View
from actors.systems.collaborative_office.outgoing.state import Dispatch


class DocumentDrafted(Event, frozen=True, kw_only=True):
    """Begun, or written anew; `sha256` is the digest of title, recipients and text."""

    at: datetime
    by: str
    organ: str
    genre: str
    main: tuple[str, ...]
    copies: tuple[str, ...] = ()
    urgency: Urgency = "ordinary"
    title: str
    body: str
    sha256: str


class AttachmentsChanged(Event, frozen=True, kw_only=True):
    """`attachments` are all files of the draft now, `sha256` is the digest of it with them."""

    at: datetime
    by: str
    attachments: tuple[Attachment, ...] = ()
    sha256: str


class DocumentHandedIn(Event, frozen=True, kw_only=True):
    """`phrases` read like a request, and are meant so."""

    at: datetime
    by: str
    phrases: tuple[str, ...] = ()


class DocumentChecked(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    note: str = ""


class OpinionsAsked(Event, frozen=True, kw_only=True):
    """`due` is the last local day on which opinions are in time, None where nobody was asked;
    `reason` says why a unit that wanted a change was not asked again."""

    at: datetime
    by: str
    units: tuple[str, ...] = ()
    manner: Manner = "parallel"
    due: date | None = None
    reason: str = ""


class OpinionGiven(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    unit: str
    view: View
    note: str = ""


class OpinionsMissed(Event, frozen=True, kw_only=True):
    """Those `units` have said nothing in their days."""

    at: datetime
    units: tuple[str, ...]


class OpinionsComplete(Event, frozen=True, kw_only=True):
    """All opinions of the round are in; `to` is "countersigned", or "draft" where one wants it
    changed."""

    at: datetime
    to: str


class DocumentSigned(Event, frozen=True, kw_only=True):
    """`plain_sha256` is the digest of title and text without layout; "" in older journals."""

    at: datetime
    by: str
    sha256: str
    plain_sha256: str = ""


class DocumentRechecked(Event, frozen=True, kw_only=True):
    """The text is as it was signed, but for layout."""

    at: datetime
    by: str
    title: str
    body: str
    sha256: str


class TextDiffers(Event, frozen=True, kw_only=True):
    """The text differs from what was signed: it waits for the same signer again."""

    at: datetime
    by: str
    title: str
    body: str
    sha256: str
    difference: tuple[str, ...]


class NumberAsked(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    request: int


class DocumentNumbered(Event, frozen=True, kw_only=True):
    """`number` is the `n`th of the number book `register`."""

    at: datetime
    number: str
    n: int
    register: str


class NumbersUsedUp(Event, frozen=True, kw_only=True):
    at: datetime


class NumberVoided(Event, frozen=True, kw_only=True):
    at: datetime
    number: str
    reason: str


class SealOrdered(Event, frozen=True, kw_only=True):
    """The `n`th paper of the document was ordered, under seal."""

    at: datetime
    by: str
    sha256: str
    copies_printed: int
    n: int


class DocumentPrinted(Event, frozen=True, kw_only=True):
    """`paper` is the id of the paper, by which it is verified; `pdf` the digest of its file."""

    at: datetime
    paper: str
    pdf: str
    pages: int


class PrintFailed(Event, frozen=True, kw_only=True):
    at: datetime
    code: str


class DocumentIssued(Event, frozen=True, kw_only=True):
    """`dispatches` are what went to each recipient; none in older journals."""

    at: datetime
    by: str
    dispatches: tuple[Dispatch, ...] = ()


class RecallAsked(Event, frozen=True, kw_only=True):
    """The packages to `units` are wanted back; whether they come shows later."""

    at: datetime
    by: str
    units: tuple[str, ...]
    reason: str


class PackageMoved(Event, frozen=True, kw_only=True):
    """The package to `unit` is as far as `progress`."""

    at: datetime
    unit: str
    progress: Progress
    receipt: str = ""
    reason: str = ""


class DocumentArchived(Event, frozen=True, kw_only=True):
    at: datetime
    by: str


class DocumentSentBack(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    to: str
    reason: str


DocumentEvent = (
    DocumentDrafted
    | AttachmentsChanged
    | DocumentHandedIn
    | DocumentChecked
    | OpinionsAsked
    | OpinionGiven
    | OpinionsMissed
    | OpinionsComplete
    | DocumentSigned
    | DocumentRechecked
    | TextDiffers
    | NumberAsked
    | DocumentNumbered
    | NumbersUsedUp
    | NumberVoided
    | SealOrdered
    | DocumentPrinted
    | PrintFailed
    | DocumentIssued
    | RecallAsked
    | PackageMoved
    | DocumentArchived
    | DocumentSentBack
)
