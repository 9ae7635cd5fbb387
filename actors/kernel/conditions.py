"""Conditions of flows and forms, evaluated over a form's answers."""

from collections.abc import Iterator, Mapping
from typing import Any

from actors.kernel.flow import Condition


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


def _same(answer: object, value: object) -> bool:
    """Compare as JSON does: true is not 1."""
    return answer == value and isinstance(answer, bool) is isinstance(value, bool)
