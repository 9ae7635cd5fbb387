"""What can be asked of an outgoing document (发文)."""

from typing import Annotated, Literal

import msgspec

from actors.kernel.turn import Command

Code = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Line = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Long = Annotated[str, msgspec.Meta(min_length=1, max_length=20_000)]
Note = Annotated[str, msgspec.Meta(max_length=2_000)]
Units = Annotated[tuple[Code, ...], msgspec.Meta(max_length=100)]
Sha256 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
Urgency = Literal["ordinary", "urgent", "most_urgent"]
View = Literal["agree", "modify", "disagree", "read"]
Manner = Literal["parallel", "serial"]
Earlier = Literal[
    "draft", "checking", "checked", "countersigned", "signed", "rechecked", "numbered"
]


class DraftDocument(Command, frozen=True, kw_only=True):
    """起草: begin a document of the kind `genre` to the units `main`, with `copies` to others."""

    genre: Code
    main: Annotated[Units, msgspec.Meta(min_length=1)]
    copies: Units = ()
    urgency: Urgency = "ordinary"
    title: Line
    body: Long


class EditDocument(Command, frozen=True, kw_only=True):
    """修改草稿: write the draft anew."""

    genre: Code
    main: Annotated[Units, msgspec.Meta(min_length=1)]
    copies: Units = ()
    urgency: Urgency = "ordinary"
    title: Line
    body: Long


class HandIn(Command, frozen=True, kw_only=True):
    """送审: have the draft checked. `phrases_meant`: what reads like a request in a report is meant
    so."""

    phrases_meant: bool = False


class CheckDocument(Command, frozen=True, kw_only=True):
    """审核通过: kind, recipients and text are in order."""

    note: Note = ""


class AskOpinions(Command, frozen=True, kw_only=True):
    """送会签: ask `units`, all at once or one after the other; none means that nobody has to be
    asked. `reason` says why a unit that wanted a change is not asked again."""

    units: Units = ()
    manner: Manner = "parallel"
    reason: Note = ""


class GiveOpinion(Command, frozen=True, kw_only=True):
    """会签: give the opinion of one's unit."""

    view: View
    note: Note = ""


class NoteSilence(Command, frozen=True, kw_only=True):
    """会签到期: the alarm of the `round`th countersigning, whose days are over."""

    round: int


class SignDocument(Command, frozen=True, kw_only=True):
    """签发: sign the text whose digest is `sha256`."""

    sha256: Sha256


class RecheckDocument(Command, frozen=True, kw_only=True):
    """复核: title and text as they are to be printed; what differs from what was signed, other than
    layout, goes back to who signed it."""

    title: Line
    body: Long


class RegisterDocument(Command, frozen=True, kw_only=True):
    """登记: have the number book (文号簿) give it its number."""


class SealDocument(Command, frozen=True, kw_only=True):
    """用印并印制: seal and print `copies` of the text whose digest is `sha256`."""

    sha256: Sha256
    copies_printed: Annotated[int, msgspec.Meta(ge=1, le=10_000)] = 1


class IssueDocument(Command, frozen=True, kw_only=True):
    """核发: have it go out to its recipients."""


class RecallDocument(Command, frozen=True, kw_only=True):
    """撤回: have the packages to `units` back that nobody there has signed for yet."""

    units: Annotated[Units, msgspec.Meta(min_length=1)]
    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=2_000)]


class ArchiveDocument(Command, frozen=True, kw_only=True):
    """归档: put it on file, once it is known what became of each package."""


class SendBack(Command, frozen=True, kw_only=True):
    """退回: have it go back to an earlier step. A number that it has is void then."""

    to: Earlier
    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=2_000)]
