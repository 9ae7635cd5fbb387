"""The paper (文书) as an entity: ordered in the turn of an act, made beside it, sealed, told of.

Its id is the code by which anybody may verify the paper (核验码): it looks like chance, and the
paper shows it.
"""

from datetime import datetime
from typing import Any, Literal

import msgspec

from actors.kernel.turn import Command, Event

DOCUMENT = "document"
Phase = Literal[
    "",  # no history
    "ordered",  # 待制作
    "made",  # 已制作; one that wants a seal waits for it
    "sealed",  # 已用印
    "failed",  # 制作失败; can be taken up again
]


class Ordered(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is to be made, and for whom.

    `of` is the key of the entity that ordered it, its `n`th by `template`; `organ` the code of the
    unit that it is from, `organ_name` what that is called on paper; `seal` whose seal it wants, ""
    for none; `asked_by` the identity in whose turn it was ordered, `approved_by` who agreed that it
    be sealed, where that was another.
    """

    template: str
    facts: dict[str, Any]
    of: str
    n: int = 1
    organ: str = ""
    organ_name: str = ""
    number: str = ""
    seal: str = ""
    asked_by: str = ""
    approved_by: str = ""


class OrderPaper(Ordered, Command, frozen=True, kw_only=True):
    """Have a paper made; see `make`. Asked again, it says again what became of it."""


class RecordMade(Command, frozen=True, kw_only=True):
    """Platform: the file `sha256` is the paper of this `attempt`. `mark` is where a seal goes:
    "page,x,y,w,h" in pt from the upper left, "" for nowhere; `address` where it can be verified."""

    attempt: int
    sha256: str
    bytes: int
    pages: int
    mark: str = ""
    address: str = ""


class RecordSealed(Command, frozen=True, kw_only=True):
    """Platform: the file `sha256` is the paper with its seal (用印), by the certificate of this
    digest."""

    attempt: int
    sha256: str
    bytes: int
    certificate: str
    sealed_at: datetime


class RecordFailed(Command, frozen=True, kw_only=True):
    """Platform: it cannot be made or sealed. `code` says why ("missing_glyph"), `detail` which
    character or text it is about, `field` in which of the facts it stands, "" for none."""

    attempt: int
    code: str
    detail: str = ""
    field: str = ""


class TakeUpAgain(Command, frozen=True, kw_only=True):
    """重新制作: make one that failed again, by the template as it is now."""


class PaperMade(Command, frozen=True, kw_only=True):
    """A command of every kind that orders papers: the `n`th paper by `template` is there, as the
    file `sha256`, under the id `document`. It may come again, and then says the same."""

    template: str
    n: int
    document: str
    sha256: str
    bytes: int
    pages: int


class PaperFailed(Command, frozen=True, kw_only=True):
    """A command of every kind that orders papers: that paper could not be made; see
    `RecordFailed`. It may be there later."""

    template: str
    n: int
    document: str
    code: str


class PaperOrdered(Ordered, Event, frozen=True, kw_only=True):
    """`version` is that of the template."""

    at: datetime
    version: int


class PaperRendered(Event, frozen=True, kw_only=True):
    at: datetime
    sha256: str
    bytes: int
    pages: int
    mark: str = ""
    address: str = ""


class PaperSealed(Event, frozen=True, kw_only=True):
    at: datetime
    sha256: str
    bytes: int
    certificate: str
    sealed_at: datetime


class PaperNotMade(Event, frozen=True, kw_only=True):
    at: datetime
    code: str
    detail: str = ""
    field: str = ""


class PaperTakenUp(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    version: int


PaperEvent = PaperOrdered | PaperRendered | PaperSealed | PaperNotMade | PaperTakenUp


class Paper(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One paper. `attempt` counts how often it was taken up, from 1; `sha256` is the file as it
    stands, with its seal once it has one; `unsealed` the file as it was made."""

    id: str
    phase: Phase = ""
    order: Ordered | None = None
    version: int = 0
    attempt: int = 1
    ordered_at: datetime | None = None
    made_at: datetime | None = None
    sha256: str = ""
    unsealed: str = ""
    bytes: int = 0
    pages: int = 0
    mark: str = ""
    address: str = ""
    certificate: str = ""
    sealed_at: datetime | None = None
    code: str = ""
    detail: str = ""
    field: str = ""
    restricted: str = ""  # the destruction that restricts it, PIPL Art. 47

    @property
    def wants_seal(self) -> bool:
        """Whether it is not final without a seal."""
        return self.order is not None and bool(self.order.seal)

    @property
    def is_final(self) -> bool:
        """Whether it may be handed out."""
        return self.phase == "sealed" or (self.phase == "made" and not self.wants_seal)

    @property
    def template(self) -> str:
        """The name of its template."""
        return self.order.template if self.order else ""

    @property
    def number(self) -> str:
        """The number that stands on it."""
        return self.order.number if self.order else ""


def evolve(state: Paper, event: PaperEvent) -> Paper:
    """Return the paper after `event`."""
    replace = msgspec.structs.replace
    match event:
        case PaperOrdered():
            told = {name: getattr(event, name) for name in Ordered.__struct_fields__}
            order = Ordered(**told)
            return replace(
                state, phase="ordered", order=order, version=event.version, ordered_at=event.at
            )
        case PaperRendered():
            return replace(
                state,
                phase="made",
                made_at=event.at,
                sha256=event.sha256,
                unsealed=event.sha256,
                bytes=event.bytes,
                pages=event.pages,
                mark=event.mark,
                address=event.address,
            )
        case PaperSealed():
            return replace(
                state,
                phase="sealed",
                sha256=event.sha256,
                bytes=event.bytes,
                certificate=event.certificate,
                sealed_at=event.sealed_at,
            )
        case PaperNotMade(code=code, detail=detail, field=field):
            return replace(state, phase="failed", code=code, detail=detail, field=field)
        case PaperTakenUp(version=version):
            again = state.attempt + 1
            return replace(
                state, phase="ordered", version=version, attempt=again, code="", detail="", field=""
            )
