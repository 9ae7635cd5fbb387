"""What a case (办件) is at a moment: the fold of its events."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec

from actors.blocks.clocks.cards import ClockFacts
from actors.blocks.files.digest import Digest
from actors.kernel.calendar import CalendarYear

Phase = Literal[
    "none",  # no history
    "draft",  # 草稿
    "submitted",  # 已申报, waiting for acceptance
    "correction_requested",  # 补正
    "declined",  # 不予受理 (end)
    "accepted",  # 受理; tasks are open
    "paused",  # 特别程序
    "granted",  # 准予
    "denied",  # 不予许可 (end, may be rated)
    "issued",  # 制证/出件
    "delivered",  # 送达 (end, may be rated)
    "withdrawn",  # 撤回 (end)
    "voided",  # 作废 (end)
]


class Applicant(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """申请人. Personal data: shown only after the read is logged.

    `account` is the account of whoever applies or, at a window or kiosk, "" when there is none.
    `id_type`: "resident_id" (GB 11643) or "credit_code" (GB 32100). `by_agent` is the identity that
    filed for the applicant (代办): "staff:...", "terminal:..." or the "person:..." with a mandate.
    `identified` tells how it is known who applies: by the account, by the card that was read, or by
    what a clerk typed from a document that he saw; "" where that was not recorded yet.
    """

    kind: Literal["natural", "legal"]
    name: str
    id_type: Literal["resident_id", "credit_code"]
    id_number: str
    phone: str = ""
    account: str = ""
    by_agent: str = ""
    identified: Literal["", "account", "card", "typed"] = ""


class Material(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A material as handed in. `source` "promise" has no file yet; `sha256` names the stored file,
    `bytes` is its size."""

    name: str
    source: Literal["upload", "licence_store", "promise", "scan"] = "upload"
    file_name: str = ""
    sha256: Digest = ""
    bytes: Annotated[int, msgspec.Meta(ge=0, lt=2**40)] = 0
    media_type: str = ""


class Application(msgspec.Struct, frozen=True, kw_only=True):
    """申请: what is applied for, where and by whom, and what was filled in and handed in. Commands
    that bring it and events that record it have these fields beside their own."""

    item: str
    item_version: int
    channel: str
    place: str = ""  # division code of the hall or terminal, 6 to 12 digits
    applicant: Applicant
    form: dict[str, object]
    materials: tuple[Material, ...] = ()


class Fault(msgspec.Struct, frozen=True):
    """One thing to put right (补正事项): `field` is a JSON pointer, "/form/area" or
    "/materials/lease"."""

    field: str
    reason: str


class Task(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Work that waits for a unit. `name` is unique in the case: "<stage>" or "<stage>/<branch>".
    `due` is the local last day of its own limit, or None; `deputy` may do it for its claimer up to
    the local day `deputy_until`."""

    name: str
    stage: str
    unit: str
    role: str
    since: datetime
    due: date | None = None
    claimed_by: str = ""
    deputy: str = ""
    deputy_until: date | None = None
    opinion: Literal["", "agree", "object", "cancelled"] = ""
    comment: str = ""
    done_at: datetime | None = None
    done_by: str = ""


class Dues(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Last local days on which acting is in time. `provisional` while a year on the way has no
    published calendar; recomputed by an event when it is published."""

    notice: date | None = None
    correction: date | None = None
    promised: date | None = None
    statutory: date | None = None
    issue: date | None = None
    provisional: bool = False
    calendar: str = ""  # version of the calendar that computed them


class Pause(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A special procedure (特别程序): `days` is what was told in writing, in working days; `told`
    is the last of them, a local day; `unit` began it, and ends it."""

    kind: str
    unit: str = ""
    days: int
    reason: str
    since: datetime
    told: date
    until: datetime | None = None
    result: str = ""


class VoidProposal(msgspec.Struct, frozen=True):
    """What waits for a second supervisor (作废提请): who proposed it, an identity's id, and why."""

    by: str
    reason: str


class CaseState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One case. Open tasks are those with opinion "".

    `received_at` is when the application or, later, its correction came in: from there the office
    has its notice period. `since` starts the decision clock; it lies before `accepted_at` when
    acceptance is `deemed`. `closed_at` is set at every end. `calendars` are notices that were
    published while the case was open. `corrected` are JSON pointers to what the last correction
    changed, `replaced` the answers that it changed, as they were before.
    """

    id: str
    phase: Phase = "none"
    number: str = ""
    item: str = ""
    item_version: int = 0
    system: str = ""
    unit: str = ""
    place: str = ""
    channel: str = ""
    applicant: Applicant | None = None
    form: dict[str, object] = {}
    materials: tuple[Material, ...] = ()
    promised_materials: tuple[str, ...] = ()  # 容缺, still owed
    faults: tuple[Fault, ...] = ()
    corrections: int = 0
    replaced: dict[str, object] = {}
    corrected: tuple[str, ...] = ()
    stage: str = ""
    tasks: tuple[Task, ...] = ()
    pauses: tuple[Pause, ...] = ()
    extended_days: int = 0
    void_proposal: VoidProposal | None = None
    dues: Dues = Dues()
    clocks: tuple[ClockFacts, ...] = ()
    calendars: tuple[CalendarYear, ...] = ()
    submitted_at: datetime | None = None
    received_at: datetime | None = None
    asked_at: datetime | None = None  # when the correction was requested
    accepted_at: datetime | None = None
    since: datetime | None = None
    deemed: bool = False
    decided_at: datetime | None = None
    outcome: Literal["", "granted", "denied"] = ""
    reason: str = ""
    document: str = ""  # number of the result document
    issued_at: datetime | None = None
    delivered_at: datetime | None = None
    stars: int = 0
    closed_at: datetime | None = None


def application_of(holder: Application | CaseState) -> dict[str, Any]:
    """Return the fields of the application that `holder` has."""
    return {name: getattr(holder, name) for name in Application.__struct_fields__}
