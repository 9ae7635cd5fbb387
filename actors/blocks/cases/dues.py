"""Due dates (到期日) of a case, worked out from its facts alone, so that they can be again."""

from collections.abc import Iterator
from datetime import date, datetime

from msgspec.structs import replace

from actors.blocks.cases.basis import Basis
from actors.blocks.cases.events import DuesSet
from actors.blocks.cases.items import TimeLimits, Unit, notice_limit
from actors.blocks.cases.state import CORRECTION, CaseState, Dues, Pause
from actors.blocks.clocks.load import load_work_tables
from actors.kernel.calendar import Calendar, CalendarExhausted
from actors.kernel.deadlines import Due, due, end_of_day, local_day
from actors.kernel.turn import Turn

WORKING: Unit = "working_day"  # notice and issue, whatever the item counts in (行政许可法 Art. 82)


def set_dues(turn: Turn[CaseState], basis: Basis, why: str) -> None:
    """Work out the dues of the case and of its open tasks, and record them."""
    state = turn.state
    turn.emit(
        DuesSet(
            at=turn.now,
            why=why,
            dues=dues_of(state, basis),
            before=state.dues if why == "calendar" else None,
            tasks=_moved_tasks(state, basis),
        )
    )


def dues_of(state: CaseState, basis: Basis) -> Dues:
    """Return the dues of the case as it stands.

    Those that were told are never shortened; promised and statutory stay as they were when the
    decision was made, to show whether it came in time.
    """
    limits, told, calendar = basis.item.limits, state.dues, basis.calendar(state)
    notice = correction = issue = promise = None
    promised, statutory = _kept(told.promised), _kept(told.statutory)
    promised_at = told.promised_at
    if state.phase == "submitted" and state.received_at:
        notice = _due(state.received_at, notice_limit(basis.item), WORKING, calendar, told.notice)
    if state.phase == "correction_requested" and state.asked_at:
        correction = _due(state.asked_at, limits.correction, limits.unit, calendar, told.correction)
    if state.phase in ("accepted", "paused") and state.since:
        spans = tuple(_spans(pauses_of(state), limits))
        added = _added_days(pauses_of(state), limits)
        days = limits.promised + added
        promised = _due(state.since, days, limits.unit, calendar, told.promised, spans)
        promised_at = hours_end(state, basis)
        if promised_at is not None:
            promised = Due(local_day(promised_at), promised.provisional)
        if state.promised_materials and promised:
            days = (limits.promise or limits.promised) + added
            promise = _due(state.since, days, limits.unit, calendar, told.promise, spans)
        days = limits.statutory + state.extended_days + added
        statutory = _due(state.since, days, limits.unit, calendar, told.statutory, spans)
    if state.phase == "granted" and state.decided_at and not state.closed_at:
        issue = _due(state.decided_at, limits.issue, WORKING, calendar, told.issue)
    return Dues(
        notice=notice and notice.on,
        correction=correction and correction.on,
        promised=promised and promised.on,
        promised_at=promised_at,
        statutory=statutory and statutory.on,
        issue=issue and issue.on if issue else told.issue,
        promise=promise and promise.on,
        provisional=any(
            one is not None and one.provisional
            for one in (notice, correction, promised, statutory, issue, promise)
        ),
        calendar=calendar.version,
    )


def hours_end(state: CaseState, basis: Basis) -> datetime | None:
    """Return the instant by which the decision is promised, where the item promises working hours
    of its unit; never earlier than was told. A pause moves it once it is over, as it does days.
    None where days are promised, and for a year without a calendar: days hold then."""
    limits, calendar = basis.item.limits, basis.calendar(state)
    if not limits.promised_hours or state.since is None:
        return None
    time = load_work_tables(calendar).of(state.unit)
    over = replace(state, pauses=tuple(each for each in state.pauses if each.until is not None))
    ticks = limits.promised_hours * time.hour + _added_days(pauses_of(state), limits) * time.day
    try:
        at = time.reach_used(state.since, ticks, tuple(stood(over, limits)))
    except CalendarExhausted:
        return state.dues.promised_at
    told = state.dues.promised_at
    return max(at, told) if at and told else at or told


def task_due(since: datetime, limit: int, state: CaseState, basis: Basis) -> date | None:
    """Return the last day of a task's own `limit` (working days; 0 is none), pauses left out."""
    if not limit:
        return None
    limits = basis.item.limits
    pauses = pauses_of(state)
    later = tuple(pause for pause in pauses if pause.since >= since)
    days = limit + _added_days(later, limits)
    spans = _spans(pauses, limits)
    return due(local_day(since), days, basis.calendar(state), pauses=spans).on


def task_limit(name: str, basis: Basis) -> int:
    """Return the own limit, in working days, of the task called `name`; 0 is none."""
    stage_name, _, branch_name = name.partition("/")
    stage = basis.item.flow.stage(stage_name)
    if not branch_name:
        return stage.limit
    return next(branch.limit for branch in stage.branches if branch.name == branch_name)


def pauses_of(state: CaseState) -> tuple[Pause, ...]:
    """Return the pauses that the decision limits are counted with: those since they started, which
    they do anew when a case is reopened."""
    since = state.since
    return tuple(pause for pause in state.pauses if since is None or pause.since >= since)


def stood(state: CaseState, limits: TimeLimits) -> Iterator[tuple[datetime, datetime | None]]:
    """Yield the instants from and to which pauses stop the decision limits; None: it lasts."""
    for pause in pauses_of(state):
        if limits.pauses == "told" and pause.kind != CORRECTION:
            continue
        last = counted_until(pause, limits)
        if last is None:
            yield pause.since, None
        elif pause.until is None:
            yield pause.since, end_of_day(last)
        else:
            yield pause.since, min(pause.until, end_of_day(last))


def counted_until(pause: Pause, limits: TimeLimits) -> date | None:
    """Return the last day that a pause takes out of the decision limits under the item's policy;
    None while nobody can tell."""
    until = local_day(pause.until) if pause.until else None
    if limits.pauses == "capped":
        return min(until, pause.told) if until else pause.told
    return until


def _spans(pauses: tuple[Pause, ...], limits: TimeLimits) -> Iterator[tuple[date, date]]:
    """Yield the days that ended pauses take out, first and last included."""
    for pause in pauses:
        if limits.pauses == "told" and pause.kind != CORRECTION:
            continue
        last = counted_until(pause, limits)
        if pause.until is not None and last is not None:
            yield local_day(pause.since), last


def _added_days(pauses: tuple[Pause, ...], limits: TimeLimits) -> int:
    """Return the days that pauses add, where they add what was told. Those of a correction in
    review never do: it takes what it takes."""
    told = (pause.days for pause in pauses if pause.kind != CORRECTION)
    return sum(told) if limits.pauses == "told" else 0


def _moved_tasks(state: CaseState, basis: Basis) -> tuple[tuple[str, date], ...]:
    moved: list[tuple[str, date]] = []
    for task in state.tasks:
        if task.opinion or task.due is None:
            continue
        day = task_due(task.since, task_limit(task.name, basis), state, basis)
        if day is not None and day > task.due:
            moved.append((task.name, day))
    return tuple(moved)


def _kept(day: date | None) -> Due | None:
    return Due(day) if day else None


def _due(
    start: datetime,
    limit: int,
    unit: Unit,
    calendar: Calendar,
    told: date | None,
    pauses: tuple[tuple[date, date], ...] = (),
) -> Due:
    computed = due(local_day(start), limit, calendar, unit=unit, pauses=pauses)
    return computed if told is None else Due(max(told, computed.on), computed.provisional)
