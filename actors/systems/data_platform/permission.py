"""What a grant lets somebody see (字段级、行级权限): refused unless a grant says otherwise, and
each decision tells by which rule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from actors.kernel.errors import Reason
from actors.systems.data_platform.request.state import Request
from actors.systems.data_platform.request.terms import SEVERAL, Condition, Halt

MASK = "***"
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Decision:
    """Whether it is `allowed` and why: `because` has every rule that refuses, or the one that
    allows. `masked` are the columns that are shown masked."""

    allowed: bool
    because: tuple[Reason, ...]
    masked: tuple[str, ...] = ()


def decide(
    grant: Request | None,
    columns: Sequence[str],
    row: Row | None,
    today: date,
    chosen_by: Sequence[str] = (),
) -> Decision:
    """Tell whether `columns` of a `row` may be shown on a day, None being those of any row that the
    grant has; `chosen_by` are columns by which rows are looked for. What is masked is no way to
    look for rows: whoever guesses would learn it."""
    if grant is None:
        return _no(Reason("data_grant.none"))
    if grant.phase != "granted" or grant.asked is None:
        return _no(Reason("data_grant.ended", facts={"phase": grant.phase}))
    if today > grant.asked.until:
        return _no(Reason("data_grant.over", facts={"until": grant.asked.until.isoformat()}))
    if halt := halted(grant):
        return _no(Reason(f"data_grant.{halt}"))
    granted, hidden = set(grant.asked.columns), set(masked(grant))
    reasons = [
        Reason("data_grant.no_such_column", facts={"column": each})
        for each in dict.fromkeys((*columns, *chosen_by))
        if each not in granted
    ]
    reasons += [
        Reason("data_grant.not_by_masked", facts={"column": each})
        for each in dict.fromkeys(chosen_by)
        if each in hidden
    ]
    if row is not None:
        reasons += [
            Reason("data_grant.other_rows", facts={"column": each.column})
            for each in grant.asked.rows
            if not fits(each, row)
        ]
    if reasons:
        return _no(*reasons)
    shown_masked = tuple(each for each in columns if each in hidden)
    facts = {"level": str(grant.level), "until": grant.asked.until.isoformat()}
    return Decision(True, (Reason("data_grant.allows", facts=facts),), shown_masked)


def halted(grant: Request) -> Halt:
    """Return why nothing is given out on a grant as the dataset stands, "" if it is."""
    if grant.asked is None or grant.offered.halt:
        return grant.offered.halt
    if not grant.offered.unit:
        return "level"
    there = {each.name for each in grant.offered.columns}
    if not there.issuperset(grant.asked.read):
        return "column"
    return "level" if grant.asked_level > grant.level else ""


def masked(grant: Request) -> tuple[str, ...]:
    """Return the columns of a grant that are shown masked: personal ones, but for those that it
    gives as they are."""
    asked = grant.asked.columns if grant.asked else ()
    personal = {each.name for each in grant.offered.columns if each.personal}
    return tuple(each for each in asked if each in personal and each not in grant.unmasked)


def shown(decision: Decision, columns: Sequence[str], row: Row) -> dict[str, Any]:
    """Return what of a row is shown that was allowed: what is masked keeps its first character, so
    that somebody sees that there is something, and nothing else."""
    return {
        name: _mask(row[name]) if name in decision.masked else row[name] for name in columns
    }  # fmt: skip


def fits(condition: Condition, row: Row) -> bool:
    """Tell whether a row fits a condition. A value is compared as what the row holds, a number with
    a number; what cannot be compared does not fit."""
    value = row.get(condition.column)
    if condition.compared == "missing":
        return condition.column in row and value is None
    if value is None:
        return False
    if condition.compared == "one_of":
        return any(_compared("eq", value, each) for each in condition.value.split(SEVERAL))
    return _compared(condition.compared, value, condition.value)


def _compared(how: str, value: Any, said: str) -> bool:
    other: Any = said
    if isinstance(value, bool):
        value = "true" if value else "false"
    elif isinstance(value, int | float):
        try:
            other = float(said)
        except ValueError:
            return False
    else:
        value = value.isoformat() if hasattr(value, "isoformat") else str(value)
    match how:
        case "eq":
            return value == other
        case "ne":
            return value != other
        case "lt":
            return value < other
        case "le":
            return value <= other
        case "gt":
            return value > other
        case _:
            return value >= other


def _mask(value: Any) -> str | None:
    if value is None:
        return None
    text = str(value)
    return f"{text[0]}{MASK}" if len(text) > 1 and isinstance(value, str) else MASK


def _no(*reasons: Reason) -> Decision:
    return Decision(False, reasons)
