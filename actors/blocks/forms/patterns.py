"""Patterns of JSON Schema as its standard means them (ECMA 262), for a machine that reads them a
little otherwise: there `$` lets one line feed at the end pass, and `\\d` any digit of the world."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, cast

from jsonschema import Draft202012Validator, validators
from jsonschema.exceptions import ValidationError


@lru_cache(1024)
def compiled(pattern: str) -> re.Pattern[str]:
    """Return `pattern` such that `$` is the very end of a text.

    Raises:
        re.error: it is no pattern.
    """
    out: list[str] = []
    escaped = within = False
    for sign in pattern:
        if escaped:
            escaped = False
        elif sign == "\\":
            escaped = True
        elif within:
            within = sign != "]"
        elif sign == "[":
            within = True
        elif sign == "$":
            sign = r"\Z"
        out.append(sign)
    return re.compile("".join(out), re.ASCII)


def _pattern(validator: Any, pattern: str, instance: Any, schema: Any) -> Iterator[ValidationError]:
    if validator.is_type(instance, "string") and not compiled(pattern).search(instance):
        yield ValidationError(f"does not match {pattern!r}")


_extend: Any = cast("Any", validators).extend
Validator: Any = _extend(Draft202012Validator, {"pattern": _pattern})
"""Draft 2020-12 with these patterns."""
