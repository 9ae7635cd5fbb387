"""A report on how proposals were handled (办理情况报告): what can be asked, what can happen, what
is known."""

from datetime import date, datetime
from typing import Literal

import msgspec

from actors.kernel.turn import Command, Event
from actors.systems.npc_motions.motion_reports import Half
from actors.systems.npc_motions.notices import Notified
from actors.systems.npc_motions.open_tasks import EVENTS as TASK_EVENTS
from actors.systems.npc_motions.open_tasks import Holding

Phase = Literal["", "collecting", "written", "published"]


class CallForReports(Command, frozen=True, kw_only=True):
    """Ask `units` to report by the local day `due` on the first half of `year`, or all of it, to
    the congress that one works for."""

    year: int
    half: Half
    units: tuple[str, ...]
    due: date


class ReportWork(Command, frozen=True, kw_only=True):
    """Report for one's unit; a later report takes the place of the former."""

    text: str


class WriteOverallReport(Command, frozen=True, kw_only=True):
    """Write the overall report (总体办理情况报告), once every unit reported or its time is over."""

    text: str


class PublishReport(Command, frozen=True, kw_only=True):
    """Publish the overall report."""


class TakeBackReport(Command, frozen=True, kw_only=True):
    """Take it from the public, to write it anew."""

    reason: str


class RemindUnits(Command, frozen=True, kw_only=True):
    """Clock: the units' time is over soon."""


class ReportsCalledFor(Event, frozen=True, kw_only=True):
    at: datetime
    congress: str
    year: int
    half: Half
    units: tuple[str, ...]
    due: date


class WorkReported(Event, frozen=True, kw_only=True):
    at: datetime
    unit: str
    text: str


class OverallReportWritten(Event, frozen=True, kw_only=True):
    at: datetime
    text: str


class ReportPublished(Event, frozen=True, kw_only=True):
    at: datetime


class ReportTakenBack(Event, frozen=True, kw_only=True):
    at: datetime
    reason: str


class UnitsReminded(Event, frozen=True, kw_only=True):
    at: datetime
    units: tuple[str, ...]


EVENTS = (
    ReportsCalledFor, WorkReported, OverallReportWritten, ReportPublished, ReportTakenBack,
    UnitsReminded, *TASK_EVENTS, Notified,
)  # fmt: skip


class UnitReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a unit reported, and when."""

    unit: str
    text: str
    at: datetime


class ReportState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One report. `reports` are those of units, by their codes; `text` is the overall one. `held`
    tells who has which task, `since` when the phase began."""

    phase: Phase = ""
    congress: str = ""
    year: int = 0
    half: Half = "mid_year"
    units: tuple[str, ...] = ()
    due: date | None = None
    reports: dict[str, UnitReport] = {}
    text: str = ""
    published_at: datetime | None = None
    held: dict[str, Holding] = {}
    since: datetime | None = None

    @property
    def lacking(self) -> tuple[str, ...]:
        """The units that have not reported."""
        return tuple(unit for unit in self.units if unit not in self.reports)

    @property
    def told(self) -> tuple[UnitReport, ...]:
        """The reports of units, in the order in which these were asked."""
        return tuple(self.reports[unit] for unit in self.units if unit in self.reports)
