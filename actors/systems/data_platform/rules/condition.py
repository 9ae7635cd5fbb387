"""The condition of a rule (条件): one expression of CEL over what a signal tells.

What it may not do is refused when it is written: loops over lists (a short one of them can take for
ever), comments, names that its signal does not have, functions beyond those here. What it cannot
reckon with is a fault, never "false".
"""

import re
from collections.abc import Collection, Mapping
from functools import lru_cache

import cel

LONG = 500  # characters
Value = str | int | bool
_LOOPS = re.compile(r"//|\.\s*(all|exists|exists_one|map|filter|bind)\b")
_FUNCTIONS = frozenset(
    ("size", "contains", "startsWith", "endsWith", "matches", "int", "string", "@in", "!_", "-_")
)
_OPERATORS = re.compile(r"_(&&|\|\||[<>]=?|[=!]=|[-+*/%])_|_\?_:_")


class BadCondition(Exception):
    """It is no condition; `code` says why, `what` names what it is about."""

    def __init__(self, code: str, what: str = "") -> None:
        super().__init__(f"{code}: {what}")
        self.code = code
        self.what = what


class Faulty(Exception):
    """It cannot be told whether it holds: `code` is "divides_by_zero", "other_type", "missing",
    "not_a_truth" or "broken"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def check(text: str, names: Collection[str]) -> None:
    """Check that `text` is a condition over `names`.

    Raises:
        BadCondition: it is not; `code` is "too_long", "loops", "unreadable", "no_name" or
            "no_function".
    """
    if len(text) > LONG:
        raise BadCondition("too_long")
    if found := _LOOPS.search(text):
        raise BadCondition("loops", found.group())
    program = _compiled(text)
    if unknown := sorted(set(program.variables()) - {*names}):
        raise BadCondition("no_name", ", ".join(unknown))
    for name in program.functions():
        if name not in _FUNCTIONS and not _OPERATORS.fullmatch(name):
            raise BadCondition("no_function", name)


def holds(text: str, facts: Mapping[str, Value]) -> bool:
    """Tell whether the condition `text`, which was checked, holds of `facts`.

    Raises:
        Faulty: that cannot be told.
    """
    try:
        found = _compiled(text).execute(dict(facts))
    except ZeroDivisionError as error:
        raise Faulty("divides_by_zero") from error
    except TypeError as error:
        raise Faulty("other_type") from error
    except LookupError as error:
        raise Faulty("missing") from error
    except (ArithmeticError, RuntimeError, ValueError, BadCondition) as error:
        raise Faulty("broken") from error
    if not isinstance(found, bool):
        raise Faulty("not_a_truth")
    return found


@lru_cache(1024)
def _compiled(text: str) -> cel.Program:
    try:
        return cel.compile(text)
    except (ValueError, RuntimeError) as error:
        raise BadCondition("unreadable") from error
