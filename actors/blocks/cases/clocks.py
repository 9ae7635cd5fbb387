"""The clocks that supervision counts by, worked out from the facts of a case."""

from collections.abc import Iterator
from datetime import datetime

from actors.blocks.cases.basis import Basis
from actors.blocks.cases.dues import pauses_of, stood
from actors.blocks.cases.items import notice_limit
from actors.blocks.cases.state import CORRECTION, CaseState
from actors.blocks.clocks.cards import ClockFacts
from actors.kernel.deadlines import due, local_day

PRE_ACCEPTANCE_DAYS = 2  # SUP-03, working days
E_CERTIFICATE_DAYS = 3  # SUP-03, working days
ONLINE = frozenset({"web", "mobile", "kiosk"})


def clocks_of(state: CaseState, basis: Basis) -> tuple[ClockFacts, ...]:
    """Return every clock that was ever started, stopped ones included."""
    return tuple(_clocks(state, basis))


def _clocks(state: CaseState, basis: Basis) -> Iterator[ClockFacts]:
    if state.received_at and state.channel in ONLINE:
        limit = min(PRE_ACCEPTANCE_DAYS, notice_limit(basis.item))
        answers = (state.asked_at, state.accepted_at)
        answered = min((at for at in answers if at and at >= state.received_at), default=None)
        yield ClockFacts(
            name="pre_acceptance",
            started_at=state.received_at,
            promised=limit,
            statutory=limit,
            stopped_at=answered or state.closed_at,
        )
    if state.since:
        yield _case_clock(state, state.since, basis)
    special = tuple(pause for pause in state.pauses if pause.kind != CORRECTION)
    if special:
        pause = special[-1]
        yield ClockFacts(
            name="special",
            started_at=pause.since,
            promised=pause.days,
            statutory=pause.days,
            stopped_at=pause.until or state.closed_at,
        )
    if state.outcome == "granted" and state.decided_at and basis.item.result:
        yield ClockFacts(
            name="e_certificate",
            started_at=state.decided_at,
            promised=E_CERTIFICATE_DAYS,
            statutory=E_CERTIFICATE_DAYS,
            stopped_at=state.issued_at or state.closed_at,
        )


def _case_clock(state: CaseState, since: datetime, basis: Basis) -> ClockFacts:
    limits = basis.item.limits
    promised = _working_days(limits.promised, since, state, basis)
    statutory = _working_days(limits.statutory + state.extended_days, since, state, basis)
    if limits.pauses == "told":
        told = sum(pause.days for pause in pauses_of(state) if pause.kind != CORRECTION)
        promised, statutory = promised + told, statutory + told
    return ClockFacts(
        name="case",
        started_at=since,
        promised=promised,
        promised_hours=limits.promised_hours,
        statutory=statutory,
        pauses=tuple(stood(state, basis.item.limits)),
        stopped_at=state.decided_at or state.closed_at,
    )


def _working_days(limit: int, since: datetime, state: CaseState, basis: Basis) -> int:
    """Return `limit` in working days, the unit of supervision, at least one."""
    if basis.item.limits.unit == "working_day":
        return limit
    calendar, start = basis.calendar(state), local_day(since)
    last = due(start, limit, calendar, unit=basis.item.limits.unit).on
    return max(1, calendar.open_days(start, last))
