"""Patterns (格式) that are matched in time that grows with the text alone, whatever they are: by
RE2, which knows neither backreferences nor lookaround."""

from typing import Any, Protocol, cast

import re2  # pyright: ignore[reportMissingTypeStubs]

_re2 = cast("Any", re2)
_MOST_BYTES = 1 << 20  # of what a pattern is compiled to


class Pattern(Protocol):
    """A pattern."""

    def fullmatch(self, text: str) -> object | None:
        """Return a match if all of `text` fits, else None."""
        ...


def pattern_of(said: str) -> Pattern | None:
    """Return the pattern that is `said`, None if it is none, or too large."""
    options = _re2.Options()
    options.max_mem = _MOST_BYTES
    options.log_errors = False
    try:
        return cast("Pattern", _re2.compile(said, options))
    except _re2.error:
        return None
