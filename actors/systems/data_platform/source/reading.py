"""What a run has read, as the table that would be used, and the rows that are not in order (接收与
拒收). Pure: the same content, rules and table before give the same rows in the same order."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from actors.blocks.tables.lines import Line, Lines, cell_text
from actors.blocks.tables.values import LONGEST_CELL, ColumnType, narrowest
from actors.systems.data_platform.dataset.terms import Column
from actors.systems.data_platform.profile import profile
from actors.systems.data_platform.source.quality import Checks, Row, read_value, reason_of
from actors.systems.data_platform.source.terms import Because, Counted, Field, Mode, Reason, Rule

_TOLD = 40  # characters of a value that a list of rejected rows tells
_MOST_TOLD = 20  # columns that were left out


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What a run is to bring: the `columns` of its dataset, by these `rules`. `fields`, `declared`
    and `rows` are those of the run before, if there was one."""

    columns: tuple[Column, ...]
    rules: tuple[Rule, ...] = ()
    mode: Mode = "full"
    fields: tuple[Field, ...] = ()
    declared: dict[str, str] = {}
    rows: int = 0


@dataclass(frozen=True)
class Rejected:
    """Row `number` of what was read, and why it is not taken; `value` is masked where the column is
    grave."""

    number: int
    column: str
    reason: Reason
    value: str


@dataclass(frozen=True)
class Found:
    """What a run has read: how many rows, the table, its columns, what was rejected, what is
    doubted."""

    read: int
    accepted: int
    table: list[Row]
    fields: tuple[Field, ...]
    rejected: list[Rejected]
    left_out: tuple[str, ...]
    because: tuple[Because, ...]

    def counted(self) -> tuple[Counted, ...]:
        """Return how many rows were rejected for which reason, in the order of the first."""
        found: Counter[tuple[Reason, str]] = Counter(
            (each.reason, each.column) for each in self.rejected
        )
        return tuple(
            Counted(reason=reason, column=column, rows=rows)
            for (reason, column), rows in found.items()
        )


def collect(lines: Lines, wanted: Wanted, before: Sequence[Row] = ()) -> Found:
    """Return what was read in `lines`; where it is incremental, behind the rows `before`."""
    columns = [each.name for each in wanted.columns]
    there = [name for name in columns if lines.heads.count(name) == 1]
    places = {name: lines.heads.index(name) for name in there}
    said = [
        (line, {name: line.cells[at].strip() for name, at in places.items()})
        for line in lines.lines
        if not line.fault
    ]
    types: dict[str, ColumnType] = {
        name: _type(name, lines, wanted, (each[name] for _, each in said)) for name in there
    }
    checks = Checks(types, wanted.rules)
    rows: list[Row] = []
    masked = {c.name for c in wanted.columns if c.level >= profile().masked_level}
    rejected = [_faulty(line, columns) for line in lines.lines if line.fault]
    for line, texts in said:
        row, fails = checks.check(texts)
        if fails is None:
            rows.append(row)
        else:
            reason, column, value = fails
            rejected.append(Rejected(line.number, column, reason, _masked(value, column in masked)))
    rejected.sort(key=lambda each: each.number)
    accepted = len(rows)
    if wanted.mode == "incremental":
        rows = _merged(_retyped(before, types), rows, wanted)
    table = _ordered(rows, wanted)
    gone = [Because(doubt="gone", column=name) for name in columns if name not in there]
    because = (*gone, *_doubts(lines, wanted, said, types, accepted, table, rejected))
    known = set(columns)
    left_out = tuple(name[:60] for name in dict.fromkeys(lines.heads) if name not in known)
    return Found(
        read=len(lines.lines),
        accepted=accepted,
        table=table,
        fields=tuple(Field(name=name, type=of) for name, of in types.items()),
        rejected=rejected,
        left_out=left_out[:_MOST_TOLD],
        because=because,
    )


def _type(name: str, lines: Lines, wanted: Wanted, values: Iterable[str]) -> ColumnType:
    """Return the type of a column: what a rule says, or its source has declared, or was known, or
    all its values are."""
    for rule in wanted.rules:
        if (rule.column, rule.check) == (name, "type"):
            return rule.type
    declared = lines.types.get(name)
    if declared in ("text", "integer", "number", "date"):
        return declared
    for field in wanted.fields:
        if field.name == name:
            return field.type
    return narrowest(each for each in values if len(each) <= LONGEST_CELL)


def _faulty(line: Line, columns: Sequence[str]) -> Rejected:
    column = line.column if line.column in columns else ""
    return Rejected(line.number, column, line.fault, "")


def _masked(value: str, grave: bool) -> str:
    """Return what a list of rejected rows tells of a value: of a grave one its length alone."""
    if grave:
        return "*" * min(len(value), _TOLD)
    return value if len(value) <= _TOLD else f"{value[:_TOLD]}…"


def _retyped(rows: Sequence[Row], types: Mapping[str, ColumnType]) -> list[Row]:
    """Return rows from before as the columns are now."""

    def value(of: ColumnType, before: Any) -> Any:
        said = cell_text(before)
        return read_value(of, said) if said else None

    return [{name: value(of, row.get(name)) for name, of in types.items()} for row in rows]


def _merged(before: Sequence[Row], rows: Sequence[Row], wanted: Wanted) -> list[Row]:
    """Return the rows before with what is new; of the same key the new one holds."""
    keys = _keys(wanted)
    if not keys:
        return [*before, *rows]
    found = {tuple(row.get(key) for key in keys): row for row in before}
    found |= {tuple(row[key] for key in keys): row for row in rows}
    return list(found.values())


def _ordered(rows: Sequence[Row], wanted: Wanted) -> list[Row]:
    """Return rows in an order of their own, so that the order in which a source tells them makes no
    other table: by their keys, then by all they say."""
    keys, encode = _keys(wanted), msgspec.json.encode

    def place(row: Row) -> Any:
        return [(row[k] is None, row[k] or 0) if k in row else (True, 0) for k in keys], encode(row)

    return sorted(rows, key=place)


def _keys(wanted: Wanted) -> list[str]:
    return [each.column for each in wanted.rules if each.check == "unique"]


def _doubts(
    lines: Lines,
    wanted: Wanted,
    said: Sequence[tuple[Line, Mapping[str, str]]],
    types: Mapping[str, ColumnType],
    accepted: int,
    table: Sequence[Row],
    rejected: Sequence[Rejected],
) -> list[Because]:
    found: list[Because] = []
    for name in types:
        if _is_retyped(name, lines, wanted, [each[name] for _, each in said if each[name]]):
            found.append(Because(doubt="retyped", column=name))
    for rule in wanted.rules:
        reason = reason_of(rule.check)
        failed = sum((each.reason, each.column) == (reason, rule.column) for each in rejected)
        if rule.blocking and failed * 100 > rule.share * len(lines.lines):
            found.append(Because(doubt="rule", column=rule.column, check=rule.check, rows=failed))
    if not accepted and (lines.lines or wanted.mode == "full"):
        found.append(Because(doubt="no_rows", rows=len(lines.lines)))
    elif wanted.mode == "full" and len(table) * 100 < wanted.rows * profile().shrink_percent:
        found.append(Because(doubt="shrunk", rows=len(table)))
    return found


def _is_retyped(name: str, lines: Lines, wanted: Wanted, values: Sequence[str]) -> bool:
    """Tell whether a column is of another type than it was: as its source declares, or since most
    of its values are."""
    if name in wanted.declared and name in lines.types:
        return wanted.declared[name] != lines.types[name]
    known: ColumnType | None = next(
        (each.type for each in wanted.fields if each.name == name), None
    )
    if known is None or known == "text" or not values:
        return False
    unfit = sum(read_value(known, each) is None for each in values)
    return unfit * 100 > len(values) * profile().retype_percent
