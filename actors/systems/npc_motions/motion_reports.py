"""Reports at mid-year and at the end of the year (办理情况报告): rows and their sums (NPC-31)."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Literal

import msgspec

from actors.kernel.deadlines import local_day
from actors.kernel.view import Row

Half = Literal["mid_year", "year_end"]


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One unit in a report: what it was given in the period, by what became of it.

    `given` = `done` + `open`; `late` are those of `open` that were due before the report's day.
    `results` counts replies by class (A to D).
    """

    unit: str
    given: int
    done: int
    open: int
    late: int
    results: dict[str, int]


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The report of a congress for a period, both local days included: a line a unit, in the order
    of their names, and the items themselves. An item with several units stands in each line and
    once in `items`."""

    congress: str
    half: Half
    since: date
    until: date
    lines: tuple[Line, ...]
    items: tuple[str, ...]
    done: int
    open: int


DONE = frozenset(("replied", "closed", "tracking", "archived", "accepted", "adopted", "rejected"))


def period(year: int, half: Half) -> tuple[date, date]:
    """Return the first and the last local day of a report: the first six months, or all twelve."""
    return date(year, 1, 1), date(year, 6, 30) if half == "mid_year" else date(year, 12, 31)


def report(rows: Iterable[Row], congress: str, year: int, half: Half) -> Report:
    """Return the report on the rows of `proposals` of `congress` that were handed in within the
    period and given to units."""
    since, until = period(year, half)
    kept = [row for row in rows if _within(row, congress, since, until)]
    units = sorted({unit for row in kept for unit in row["units"]})
    done = sum(row["state"] in DONE for row in kept)
    return Report(
        congress=congress,
        half=half,
        since=since,
        until=until,
        lines=tuple(_line(unit, kept, until) for unit in units),
        items=tuple(sorted(row["_id"] for row in kept)),
        done=done,
        open=len(kept) - done,
    )


def of_unit(report: Report, unit: str) -> Line | None:
    """Return the line of `unit`, which it reports itself; None if it was given nothing."""
    return next((line for line in report.lines if line.unit == unit), None)


def _within(row: Row, congress: str, since: date, until: date) -> bool:
    submitted = row["submitted_at"]
    if row["congress"] != congress or submitted is None or not row["units"]:
        return False
    return since <= local_day(submitted) <= until


def _line(unit: str, rows: Iterable[Row], until: date) -> Line:
    own = [row for row in rows if unit in row["units"]]
    open_rows = [row for row in own if row["state"] not in DONE]
    results = Counter(result for row in own for result in _results(row))
    return Line(
        unit=unit,
        given=len(own),
        done=len(own) - len(open_rows),
        open=len(open_rows),
        late=sum(_late(row, until) for row in open_rows),
        results=dict(sorted(results.items())),
    )


def _results(row: Row) -> Iterator[str]:
    yield from row.get("results", ())


def _late(row: Row, until: date) -> bool:
    due = row["reply_due"]
    return due is not None and date.fromisoformat(due) < until
