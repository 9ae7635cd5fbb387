"""What the rules say of a row (质量检查): whether it is in order, and if not, why."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from actors.blocks.forms.normalise import day, number
from actors.blocks.tables.values import LONGEST_CELL, ColumnType, value_of
from actors.systems.data_platform.source.patterns import pattern_of
from actors.systems.data_platform.source.terms import Check, Reason, Rule

Row = dict[str, Any]
Fails = tuple[Reason, str, str]
"""Why a row is not in order, in which column, and what stands there."""
_REASON: Mapping[Check, Reason] = {
    "required": "missing",
    "type": "type",
    "range": "range",
    "pattern": "pattern",
    "allowed": "allowed",
    "unique": "unique",
}


class Checks:
    """Checks rows one after the other, each against the `rules` and the `types` of its columns."""

    def __init__(self, types: Mapping[str, ColumnType], rules: Sequence[Rule]) -> None:
        self._types = types
        self._rules = [(each, _asks(each)) for each in rules if each.column in types]
        self._met: dict[str, set[Any]] = {}

    def check(self, said: Mapping[str, str]) -> tuple[Row, Fails | None]:
        """Return the row of what was `said`, or why it is none; the first reason is told."""
        row: Row = {}
        for name, of in self._types.items():
            text = said[name]
            if len(text) > LONGEST_CELL:
                return {}, ("too_long", name, text)
            value = read_value(of, text) if text else None
            if text and value is None:
                return {}, ("type", name, text)
            row[name] = value
        keys: list[tuple[str, Any]] = []
        for rule, holds in self._rules:
            value = row[rule.column]
            if rule.check == "unique":
                if value in self._met.setdefault(rule.column, set()):
                    return {}, ("unique", rule.column, said[rule.column])
                keys.append((rule.column, value))
            elif not holds(value, said[rule.column]):
                return {}, (_REASON[rule.check], rule.column, said[rule.column])
        for name, value in keys:  # of rows that are in order alone
            if value is not None:
                self._met[name].add(value)
        return row, None


def reason_of(check: Check) -> Reason:
    """Return why a row is rejected that fails `check`."""
    return _REASON[check]


def read_value(of: ColumnType, said: str) -> Any:
    """Return the value that `said` is, None if it is none of the type; days in any of the forms in
    which they are unmistakable."""
    if of == "date":
        found = day(said)
        return found.isoformat() if found else None
    return value_of(of, said)


def _asks(rule: Rule) -> Callable[[Any, str], bool]:
    """Return whether a value, and how it was said, is as `rule` has it. What is missing is for
    "required" alone."""
    match rule.check:
        case "required":
            return lambda value, said: value is not None
        case "range":
            least, most = _bound(rule.least), _bound(rule.most)
            return lambda value, said: value is None or _within(value, least, most)
        case "pattern":
            pattern = pattern_of(rule.pattern)
            return lambda value, said: (
                value is None or (pattern is not None and pattern.fullmatch(said) is not None)
            )
        case "allowed":
            allowed = frozenset(rule.allowed)
            return lambda value, said: value is None or said in allowed
        case _:
            return lambda value, said: True


def _bound(said: str) -> Decimal | str | None:
    """Return a bound: a number, or a day as an ISO text."""
    found = number(said)
    if found is not None:
        return found
    on = day(said)
    return on.isoformat() if on else None


def _within(value: Any, least: Decimal | str | None, most: Decimal | str | None) -> bool:
    if isinstance(value, str):
        known = read_value("date", value)
        found = known if isinstance(least if least is not None else most, str) else number(value)
        if found is None:
            return False
        value = found
    else:
        value = Decimal(str(value))
    try:
        return (least is None or value >= least) and (most is None or value <= most)
    except TypeError:  # a number is within no days
        return False
