"""How the dates of the decision limits come about (期限的计算): limit, extension, and the days that
special procedures and corrections leave out."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Literal

import msgspec

from actors.blocks.cases.basis import Basis
from actors.blocks.cases.dues import counted_until, pauses_of
from actors.blocks.cases.items import TimeLimits, Unit
from actors.blocks.cases.state import CORRECTION, CaseState, Pause
from actors.kernel.deadlines import local_day


class LeftOut(msgspec.Struct, frozen=True, kw_only=True):
    """Local days that do not count, first and last; `until` None while nobody can tell. `days` are
    those of them that would count. `added`: the days told are added instead (Hunan)."""

    kind: str
    since: date
    until: date | None
    days: int
    added: bool = False


class Counting(msgspec.Struct, frozen=True, kw_only=True):
    """One limit in `unit`: `limit` days from the day after `since`, the `extension` included apart,
    less what is left out, gives the last day `due`; or so many working `hours` from the instant
    `since_at` on give the instant `due_at`. `stopped`: the clock stands now."""

    name: Literal["promised", "statutory"]
    since: date
    limit: int
    unit: Unit
    extension: int
    left_out: tuple[LeftOut, ...]
    due: date
    stopped: bool
    hours: int = 0
    since_at: datetime | None = None
    due_at: datetime | None = None


def countings(state: CaseState, basis: Basis) -> tuple[Counting, ...]:
    """Return how the promised and the statutory date of an accepted case come about."""
    return tuple(_countings(state, basis))


def _countings(state: CaseState, basis: Basis) -> Iterator[Counting]:
    if state.since is None or state.dues.promised is None or state.dues.statutory is None:
        return
    limits, since = basis.item.limits, local_day(state.since)
    left_out = tuple(_left_out(each, limits, state, basis) for each in pauses_of(state))
    stopped = any(each.until is None for each in state.pauses) and state.closed_at is None
    rows: tuple[tuple[Literal["promised", "statutory"], int, int, date], ...] = (
        ("promised", limits.promised, 0, state.dues.promised),
        ("statutory", limits.statutory, state.extended_days, state.dues.statutory),
    )
    for name, limit, extension, due in rows:
        hours = limits.promised_hours if name == "promised" and state.dues.promised_at else 0
        yield Counting(
            name=name,
            since=since,
            limit=limit,
            unit=limits.unit,
            extension=extension,
            left_out=left_out,
            due=due,
            stopped=stopped,
            hours=hours,
            since_at=state.since if hours else None,
            due_at=state.dues.promised_at if hours else None,
        )


def _left_out(pause: Pause, limits: TimeLimits, state: CaseState, basis: Basis) -> LeftOut:
    first = local_day(pause.since)
    if limits.pauses == "told" and pause.kind != CORRECTION:
        return LeftOut(kind=pause.kind, since=first, until=pause.told, days=pause.days, added=True)
    last = counted_until(pause, limits)
    days = 0
    if last is not None and limits.unit == "working_day":
        calendar = basis.calendar(state)
        days = calendar.open_days(first, last) + calendar.is_open(first)
    elif last is not None:
        days = (last - first).days + 1
    return LeftOut(kind=pause.kind, since=first, until=last, days=days)
