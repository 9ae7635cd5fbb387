"""What the journal can hold, and give back as it was."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from math import isfinite
from typing import cast

Way = tuple[str | int, ...]
"""Names and positions that lead to a part of a value."""

_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")


def unstorable(value: object, *, deepest: int, json: bool) -> Way | None:
    """Return the way to a part of `value` that cannot be kept, or None if all of it can.

    Kept are whole Unicode, numbers of 64 bits, and tables whose names hold no NUL and begin with no
    "$": the database would take some of those for its own and give something else back. Nothing
    may be nested deeper than `deepest`. With `json` neither bytes nor instants are kept, nor
    numbers that are none.
    """
    match value:
        case None | bool():
            return None
        case int():
            return None if -(2**63) <= value < 2**63 else ()
        case float():
            return None if isfinite(value) or not json else ()
        case str():
            return () if _LONE_SURROGATE.search(value) else None
        case bytes() | datetime():
            return () if json else None
        case list() | tuple():
            parts = enumerate(cast("Sequence[object]", value))
        case dict():
            table = cast("dict[object, object]", value)
            for name in table:
                if not _is_name(name):
                    return (str(name),)
            parts = cast("dict[str, object]", value).items()
        case _:
            return ()
    if deepest == 0:
        return ()
    for step, part in parts:
        way = unstorable(part, deepest=deepest - 1, json=json)
        if way is not None:
            return (step, *way)
    return None


def pointer(way: Iterable[str | int]) -> str:
    """Return the JSON pointer (RFC 6901) of `way`, half characters made "?"."""
    steps = (str(step).replace("~", "~0").replace("/", "~1") for step in way)
    return "".join(f"/{step}" for step in steps).encode(errors="replace").decode()


def _is_name(name: object) -> bool:
    return (
        isinstance(name, str)
        and "\0" not in name
        and not name.startswith("$")
        and not _LONE_SURROGATE.search(name)
    )
