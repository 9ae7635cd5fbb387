"""Conditions of flows and forms, evaluated over a form's answers."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec


class Condition(msgspec.Struct, frozen=True, omit_defaults=True):
    """A condition over the form's answers: exactly one of the forms below.

    {field, equals} | {field, one_of} | {field, is_filled} | {all: [...]} | {any: [...]}
    Anything that needs more thought is a named rule of the system, not data.
    """

    field: str = ""
    equals: Any = None
    one_of: tuple[Any, ...] = ()
    is_filled: bool | None = None
    all: tuple["Condition", ...] = ()
    any: tuple["Condition", ...] = ()


def is_filled(value: object) -> bool:
    """Tell whether an answer says anything: no, 0 and false do; nothing, "" and [] do not."""
    return value is not None and value != "" and value != [] and value != ()


def holds(condition: Condition | None, answers: Mapping[str, Any]) -> bool:
    """Tell whether `condition` holds for `answers`; none at all always does.

    A field without an answer equals nothing and is one of nothing.
    """
    if condition is None:
        return True
    if condition.all:
        return all(holds(part, answers) for part in condition.all)
    if condition.any:
        return any(holds(part, answers) for part in condition.any)
    answer = answers.get(condition.field)
    if condition.is_filled is not None:
        return is_filled(answer) is condition.is_filled
    if not is_filled(answer):
        return False
    if condition.one_of:
        return any(_same(answer, value) for value in condition.one_of)
    return _same(answer, condition.equals)


def fields_of(condition: Condition | None) -> Iterator[str]:
    """Yield the names of the fields that `condition` asks about."""
    if condition is None:
        return
    if condition.field:
        yield condition.field
    for part in (*condition.all, *condition.any):
        yield from fields_of(part)


def condition_faults(condition: Condition | None, place: str) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a condition: it has to be exactly one of the forms there are."""
    if condition is None:
        return
    for word, parts in (("all", condition.all), ("any", condition.any)):
        for number, part in enumerate(parts):
            yield from condition_faults(part, f"{place}.{word}[{number}]")
    tests = [condition.equals is not None, bool(condition.one_of), condition.is_filled is not None]
    groups = [bool(condition.all), bool(condition.any)]
    if condition.field and (sum(tests) != 1 or any(groups)):
        yield place, "a condition on a field has exactly one of equals, one_of, is_filled"
    if not condition.field and (sum(groups) != 1 or any(tests)):
        yield place, "a condition has a field, or exactly one of all, any"


def _same(answer: object, value: object) -> bool:
    """Compare as JSON does: true is not 1."""
    return answer == value and isinstance(answer, bool) is isinstance(value, bool)
