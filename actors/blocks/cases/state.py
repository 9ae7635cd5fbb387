"""What a case (办件) is at a moment: the fold of its events."""

from datetime import date, datetime
from typing import Any, Literal

import msgspec

from actors.blocks.accounts.state import Replaced
from actors.blocks.cases.application import (
    Applicant,
    Application,
    Fault,
    Material,
    Prefilled,
    Together,
)
from actors.blocks.cases.parts import (
    Change,
    ClockProposal,
    CorrectionWish,
    Note,
    PastFile,
    Renewal,
    ServedPaper,
    Visit,
)
from actors.blocks.clocks.cards import ClockFacts
from actors.kernel.calendar import CalendarYear
from actors.kernel.identity import PLATFORM

CORRECTION = "correction"  # kind of the pause while the applicant corrects in review
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
    "returned",  # 退件 (end)
    "forwarded",  # 转报 (end)
    "revoked",  # 撤销 (end)
]


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
    """Last local days on which acting is in time; `promised_at` is the instant where hours were
    promised, `promise` the day for materials that were promised (容缺). `provisional` while a year
    on the way has no published calendar; recomputed by an event when it is published."""

    notice: date | None = None
    correction: date | None = None
    promised: date | None = None
    promised_at: datetime | None = None
    statutory: date | None = None
    issue: date | None = None
    promise: date | None = None
    provisional: bool = False
    calendar: str = ""  # version of the calendar that computed them


class Pause(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A special procedure (特别程序): `days` is what was told in writing, in working days; `told`
    is the last of them, a local day; `unit` began it, and ends it. The applicant's time to correct
    in review (`CORRECTION`) is one, too; no unit began it."""

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


class Confirmed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the register outside called `register` says of an application (外部核验)."""

    register: str
    said: Literal["pending", "holds", "contradicts", "unable"] = "pending"
    at: datetime | None = None


class HeldPaper(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A paper of the case that is there: its id, which it is, and its file; `kept_at` since when,
    None where that was not kept yet."""

    document: str
    template: str
    n: int
    sha256: str
    bytes: int
    pages: int
    kept_at: datetime | None = None


class CaseState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One case. Open tasks are those with opinion "".

    `received_at` is when the application or, later, its correction came in: from there the office
    has its notice period. `since` starts the decision clock; it lies before `accepted_at` when
    acceptance is `deemed`. `closed_at` is set at every end. `calendars` are notices that were
    published while the case was open. `corrected` are JSON pointers to what the last correction
    changed, `replaced` the answers that it changed, as they were before.
    `put_right` is what the applicant had put right later (更正), `past_files` the files among that
    as they were before, and `changes` everything that was changed since it was sent, by whom and
    why.
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
    result_fields: dict[str, object] = {}  # what an officer filled in for it
    papers: tuple[HeldPaper, ...] = ()  # those that are there
    served: tuple[ServedPaper, ...] = ()  # in person or by post
    issued_at: datetime | None = None
    delivered_at: datetime | None = None
    stars: int = 0  # of a rating that was kept here
    rating: str = ""  # the id of its rating
    closed_at: datetime | None = None
    put_right: tuple[Replaced, ...] = ()
    past_files: tuple[PastFile, ...] = ()
    statement: str = ""
    guardian_consents: bool = False
    prefilled: tuple[Prefilled, ...] = ()
    together: Together | None = None
    confirmations: tuple[Confirmed, ...] = ()
    told: str = ""  # the key of the entity that filed it for somebody
    restricted: str = ""  # the destruction that restricts it, PIPL Art. 47
    correcting_review: bool = False  # the correction that is awaited was asked for in review
    review_corrections: int = 0
    wishes: tuple[CorrectionWish, ...] = ()  # for correction, not told yet
    asked_by: tuple[str, ...] = ()  # tasks that look again, of the last correction in review
    changes: tuple[Change, ...] = ()
    proposal: ClockProposal | None = None
    visits: tuple[Visit, ...] = ()
    notes: tuple[Note, ...] = ()
    reopened: int = 0
    past_tasks: tuple[Task, ...] = ()  # of the rounds before it was reopened
    editions: int = 0  # how often the result document was made anew
    renewal: Renewal | None = None
    renewals: int = 0  # how often one was asked for
    forwarded_to: str = ""
    archived_at: datetime | None = None

    @property
    def decided_by_rule(self) -> bool:
        """Whether the platform itself decided, by the item's rules (即办)."""
        return any(t.name == self.stage and t.done_by == PLATFORM.id for t in self.tasks)


def application_of(holder: Application | CaseState) -> dict[str, Any]:
    """Return the fields of the application that `holder` has."""
    return {name: getattr(holder, name) for name in Application.__struct_fields__}
