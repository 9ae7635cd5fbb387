"""The kind "handling_report" (办理情况报告): units report at mid-year and at the end of the year,
and the overall report is published (NPC-31)."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from msgspec.structs import replace

from actors.kernel.deadlines import end_of_day, local_day, start_of_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Handler, Offer, exampled
from actors.kernel.turn import Command, Turn
from actors.kernel.words import Title
from actors.kernel.work import Work
from actors.systems.npc_motions import examples_of_congress as examples
from actors.systems.npc_motions import handling_report_records as r
from actors.systems.npc_motions import open_tasks
from actors.systems.npc_motions.bodies import unit_of
from actors.systems.npc_motions.books import Books
from actors.systems.npc_motions.notices import Notified, notify, post
from actors.systems.npc_motions.open_tasks import Wait, choice_title, held_after, work_of
from actors.systems.npc_motions.standing import standing
from actors.systems.npc_motions.tasked_kind import tasked_kind
from actors.systems.npc_motions.texts import require_filled, require_open, require_without_numbers

HANDLING_REPORT = "handling_report"
REMINDER = "reminder"
BEFORE = timedelta(days=10)  # the reminder, before the units' last day
YEARS = range(2000, 2101)
Turning = Turn[r.ReportState]

GUARDED = Guarded(
    actions=("call", "report", "write", "publish", open_tasks.TAKE_TASK, "read"),
    facts={
        "state": "text",
        "congress": "text",
        "units": "texts",
        "published": "truth",
        "seats": "texts",  # that tasks wait for
        "task_units": "texts",
    },
    fields=("state", "congress", "year", "half", "units", "due", "told", "text", "published_at"),
)
OFFERS: tuple[Offer[r.ReportState], ...] = exampled(
    (
        Offer(command=r.CallForReports, action="call", begins=True),
        Offer(
            command=r.ReportWork, action="report", states=("collecting", "written"), long=("text",)
        ),
        Offer(
            command=r.WriteOverallReport,
            action="write",
            states=("collecting", "written"),
            long=("text",),
        ),
        Offer(command=r.PublishReport, action="publish", states=("written",), grave=True),
        Offer(
            command=r.TakeBackReport,
            action="publish",
            states=("published",),
            grave=True,
            long=("reason",),
        ),
        *open_tasks.offers(("collecting", "written")),
        Offer(command=r.RemindUnits, of="platform", states=("collecting", "written", "published")),
    ),
    examples.REPORT,
)
TASK_OF: dict[type[Command], str] = {r.WriteOverallReport: "write", r.PublishReport: "publish"}


def work(state: r.ReportState) -> Work:
    """Return the open tasks of a report: each unit's, then those of the work body."""
    number = f"{state.year}" if state.year else ""
    return work_of(HANDLING_REPORT, number, _title(state), _waits(state), state.held)


def _title(state: r.ReportState) -> str | Title:
    return choice_title(HANDLING_REPORT, "half", state.half) or ""


def _waits(state: r.ReportState) -> Iterator[Wait]:
    by_work_body = ("work_body", unit_of("work_body", state.congress))
    if state.phase == "collecting":
        for unit in state.lacking:
            yield Wait(f"report.{unit}", "handler", unit, state.since, state.due, said="report")
        if not state.lacking:
            yield Wait("write", *by_work_body, state.since)
    if state.phase == "written":
        yield Wait("publish", *by_work_body, state.since)


def facts(state: r.ReportState) -> Facts:
    """Return what policies know of a report, with every name of `GUARDED.facts`."""
    return {
        "state": state.phase,
        "congress": state.congress,
        "units": frozenset(state.units),
        "published": state.phase == "published",
        **open_tasks.facts(work(state)),
    }


def handling_report_kind(library: Library) -> EntityKind[r.ReportState]:
    """Return the kind "handling_report"; who may what stands in the policies of `library`."""
    handlers: dict[type[Command], Handler[r.ReportState]] = {
        r.CallForReports: partial(_call, library, Books(library)),
        r.ReportWork: _report,
        r.WriteOverallReport: _write,
        r.PublishReport: _publish,
        r.TakeBackReport: _take_back,
        r.RemindUnits: _remind,
    }
    return tasked_kind(
        library,
        name=HANDLING_REPORT,
        plural="handling_reports",
        state=r.ReportState,
        offers=OFFERS,
        handlers=handlers,
        events=r.EVENTS,
        evolve=evolve,
        facts=facts,
        work=work,
        task_of=TASK_OF,
        shown=("phase", "congress", "year", "half", "due"),
    )


def evolve(state: r.ReportState, event: Any) -> r.ReportState:
    """Return the report after `event`.

    Raises:
        TypeError: it is no event of a report.
    """
    held = held_after(state.held, event)
    if held is not None:
        return replace(state, held=held)
    after = _after(state, event)
    return after if after.phase == state.phase else replace(after, since=event.at)


def _after(state: r.ReportState, event: Any) -> r.ReportState:
    match event:
        case r.ReportsCalledFor():
            return r.ReportState(
                phase="collecting",
                congress=event.congress,
                year=event.year,
                half=event.half,
                units=event.units,
                due=event.due,
            )
        case r.WorkReported(unit=unit, text=text, at=at):
            told = r.UnitReport(unit=unit, text=text, at=at)
            return replace(state, reports={**state.reports, unit: told})
        case r.OverallReportWritten(text=text):
            return replace(state, phase="written", text=text)
        case r.ReportPublished(at=at):
            return replace(state, phase="published", published_at=at)
        case r.ReportTakenBack():
            return replace(state, phase="written", published_at=None)
        case r.UnitsReminded() | Notified():
            return state
        case _:
            raise TypeError(f"no event of a report: {event!r}")


def _call(library: Library, books: Books, turn: Turning, command: r.CallForReports) -> None:
    congress = str(standing(turn.by, library)["congress"])
    books.in_force(congress, turn.now)
    units = tuple(dict.fromkeys(command.units))
    reasons: list[Reason] = []
    if command.year not in YEARS:
        reasons.append(Reason("handling_report.year", "/year"))
    if not units:
        reasons.append(Reason("handling_report.no_unit", "/units"))
    if command.due < local_day(turn.now):
        reasons.append(Reason("handling_report.due_over", "/due"))
    if reasons:
        raise Refusal(*reasons)
    for number, unit in enumerate(units):
        books.require_unit(unit, f"/units/{number}")
    turn.emit(
        r.ReportsCalledFor(
            at=turn.now,
            congress=congress,
            year=command.year,
            half=command.half,
            units=units,
            due=command.due,
        )
    )
    turn.remind(REMINDER, start_of_day(command.due - BEFORE), r.RemindUnits())
    told = (post("handler", unit) for unit in units)
    notify(turn, told, "asked", day=command.due.isoformat())


def _report(turn: Turning, command: r.ReportWork) -> None:
    require_filled(text=command.text)
    require_open(text=command.text)
    turn.emit(r.WorkReported(at=turn.now, unit=turn.by.unit, text=command.text))
    if turn.state.phase == "collecting" and not turn.state.lacking:
        turn.forget(REMINDER)
        notify(turn, [post("work_body")], "all_reported", year=str(turn.state.year))


def _write(turn: Turning, command: r.WriteOverallReport) -> None:
    require_filled(text=command.text)
    require_open(text=command.text)
    state = turn.state
    if state.lacking and state.due is not None and turn.now < end_of_day(state.due):
        facts = {"day": state.due.isoformat(), "count": str(len(state.lacking))}
        raise Refusal(Reason("handling_report.units_lacking", facts=facts), kind="not_now")
    turn.emit(r.OverallReportWritten(at=turn.now, text=command.text))


def _publish(turn: Turning, command: r.PublishReport) -> None:
    require_without_numbers(text=turn.state.text)
    turn.emit(r.ReportPublished(at=turn.now))
    state = turn.state
    told = [post("chairperson"), *(post("handler", unit) for unit in state.units)]
    notify(turn, told, "published", year=str(state.year))


def _take_back(turn: Turning, command: r.TakeBackReport) -> None:
    require_filled(reason=command.reason)
    turn.emit(r.ReportTakenBack(at=turn.now, reason=command.reason))


def _remind(turn: Turning, command: r.RemindUnits) -> None:
    lacking = turn.state.lacking
    if turn.state.phase != "collecting" or not lacking or turn.state.due is None:
        return
    turn.emit(r.UnitsReminded(at=turn.now, units=lacking))
    told = (post("handler", unit) for unit in lacking)
    notify(turn, told, "asked", day=turn.state.due.isoformat())
