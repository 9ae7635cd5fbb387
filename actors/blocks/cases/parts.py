"""What a case holds beside its application: wishes for correction, visits, proposals, notes,
papers that were served, and what was changed in it."""

from datetime import date, datetime
from typing import Literal

import msgspec

from actors.blocks.cases.application import Fault, Material


class CorrectionWish(msgspec.Struct, frozen=True, kw_only=True):
    """What one department wants put right (补正意见), not told to the applicant yet: `task` is the
    review that found it, `by` an identity's id."""

    task: str
    unit: str
    by: str
    faults: tuple[Fault, ...]


class Change(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was changed in an application after it was sent (修改痕迹): `field` is a JSON pointer,
    `before` what stood there, None for nothing. `by` tells whose hand it was: the applicant's, or
    that of an officer; `why` is "correction" (补正), "put_right" (更正) or "clerical_error" (勘误).
    Personal data."""

    field: str
    at: datetime
    by: Literal["applicant", "officer"]
    why: Literal["correction", "put_right", "clerical_error"]
    before: object = None


class PastFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that stood at `part` of a case until another took its place (更正), by the decision on
    the case with the number `basis`. It is shown to whoever may see the materials."""

    file: Material
    part: str
    until: datetime
    basis: str


class ClockProposal(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a handler wants done to the clock and an approver has to agree to: a special procedure
    (特别程序) of `days` working days or, with `procedure` "", an extension (延期)."""

    by: str
    unit: str
    procedure: str = ""
    days: int
    reason: str


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What a department found at a visit (核查意见), for its `task`."""

    task: str
    unit: str
    by: str
    at: datetime
    result: Literal["passed", "failed"]
    text: str


class Visit(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A visit to the site by several departments together (联合踏勘): one appointment, one sheet.

    `times` are the instants offered to the applicant, of whom `at` was chosen; None as long as it
    was not. `tasks` are the reviews that take part. It has ended once each of those that are still
    open has its finding (`ended_at`), or it was called off (`cancelled`, why).
    """

    tasks: tuple[str, ...]
    unit: str
    place: str
    times: tuple[datetime, ...]
    at: datetime | None = None
    findings: tuple[Finding, ...] = ()
    ended_at: datetime | None = None
    cancelled: str = ""


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """A note among those who handle a case (内部备注): the applicant is never shown it."""

    at: datetime
    by: str
    unit: str
    text: str


ServiceMethod = Literal["in_person", "post", "left"]  # 直接送达, 邮寄送达, 留置送达
ServiceRelation = Literal["", "applicant", "family", "organisation", "agent"]


class TakenBack(msgspec.Struct, frozen=True, kw_only=True):
    """That a service was entered by mistake: `by`, an identity's id, of the unit `unit`, says so,
    and why."""

    at: datetime
    by: str
    unit: str
    reason: str


class ServedPaper(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a paper reached whoever applied (送达), by the id of its `document`.

    `served_on` is the local day of the signature; `receiver` who signed or, of one that was left,
    who refused to, and `relation` what that is to the applicant: himself, an adult of his household
    (同住成年家属), who receives for the organisation, or an agent. By post there is a `tracking`
    number; of one that was left, a `witness`, and why it was refused. `by`, an identity's id, of
    the unit `unit`, has said so. What was entered by mistake was taken `back` and does not hold.
    Personal data.
    """

    document: str
    at: datetime
    by: str
    unit: str
    method: ServiceMethod
    served_on: date
    receiver: str
    relation: ServiceRelation = ""
    tracking: str = ""
    witness: str = ""
    refused_because: str = ""
    back: TakenBack | None = None


class Renewal(msgspec.Struct, frozen=True, kw_only=True):
    """A renewal (延续) that was asked for, and the last local day of the result as it stands: with
    no answer by then it is renewed (行政许可法 Art. 50)."""

    asked_at: datetime
    until: date
