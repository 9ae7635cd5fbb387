"""The data service (数据服务): what can be asked of it, what can happen to it, what is known of
it."""

from datetime import date, datetime
from typing import Annotated, Literal, assert_never

import msgspec
from msgspec.structs import replace

from actors.kernel.turn import Command, Event
from actors.systems.data_platform.dataset.terms import Code, Title
from actors.systems.data_platform.request.terms import Note, Text

DATA_SERVICE = "data_service"
Phase = Literal["", "draft", "active", "suspended", "retired"]
"""拟订, 运行, 暂停, 停用."""
PHASES: tuple[Phase, ...] = ("draft", "active", "suspended", "retired")
Calls = Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]


class DraftService(Command, frozen=True, kw_only=True):
    """拟订数据服务: have rows of a dataset of one's own unit served to programs: so many calls of
    each grant a day (配额) and a minute (限速), with a promise of how well (服务承诺)."""

    code: Code
    title: Title
    dataset: Code
    per_day: Calls = 10_000
    per_minute: Calls = 60
    promise: Note = ""


class ApproveService(Command, frozen=True, kw_only=True):
    """批准数据服务: have it answer."""


class SuspendService(Command, frozen=True, kw_only=True):
    """暂停数据服务: have it answer nobody until it is resumed, and say why."""

    reason: Text


class ResumeService(Command, frozen=True, kw_only=True):
    """恢复数据服务: have it answer again."""


class RetireService(Command, frozen=True, kw_only=True):
    """停用数据服务: have it end, when those who use it have had the time to go elsewhere."""

    reason: Text


class NoteServiceEnd(Command, frozen=True, kw_only=True):
    """Platform: the day on which it ends has come."""


class ServiceDrafted(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    unit: str
    title: str
    dataset: str
    per_day: int
    per_minute: int
    promise: str = ""


class ServiceApproved(Event, frozen=True, kw_only=True):
    at: datetime
    by: str


class ServiceSuspended(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    reason: str


class ServiceResumed(Event, frozen=True, kw_only=True):
    at: datetime
    by: str


class RetirementAnnounced(Event, frozen=True, kw_only=True):
    """It answers up to the day `ends`."""

    at: datetime
    by: str
    reason: str
    ends: date


class ServiceRetired(Event, frozen=True, kw_only=True):
    at: datetime


ServiceEvent = (
    ServiceDrafted
    | ServiceApproved
    | ServiceSuspended
    | ServiceResumed
    | RetirementAnnounced
    | ServiceRetired
)


class Service(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One service of `unit`: rows of `dataset`. `drafted_by` may not approve it; `ends` is its last
    day, once that was announced."""

    phase: Phase = ""
    unit: str = ""
    title: str = ""
    dataset: str = ""
    per_day: int = 0
    per_minute: int = 0
    promise: str = ""
    drafted_by: str = ""
    since: datetime | None = None
    ends: date | None = None
    reason: str = ""


def evolve(state: Service, event: ServiceEvent) -> Service:
    """Return the service after `event`."""
    match event:
        case ServiceDrafted(at=at, by=by):
            names = ("unit", "title", "dataset", "per_day", "per_minute", "promise")
            told = {name: getattr(event, name) for name in names}
            return replace(state, phase="draft", since=at, drafted_by=by, **told)
        case ServiceApproved(at=at) | ServiceResumed(at=at):
            return replace(state, phase="active", since=at, reason="")
        case ServiceSuspended(at=at, reason=reason):
            return replace(state, phase="suspended", since=at, reason=reason)
        case RetirementAnnounced(reason=reason, ends=ends):
            return replace(state, reason=reason, ends=ends)
        case ServiceRetired(at=at):
            return replace(state, phase="retired", since=at)
        case _:
            assert_never(event)
