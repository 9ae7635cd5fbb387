"""The `q` of `datastore_search` as a condition in SQL (全文检索): words that a row has, or a column
that is named (OPEN-39). Nothing that was sent stands in the text."""

from collections.abc import Mapping, Sequence
from typing import Any

from actors.systems.open_data.asking.filters import BadFilter, quoted

Sought = str | Mapping[str, Any]
"""Words for the whole row, or for each of some columns."""
MOST_WORDS = 20


class BadWords(BadFilter):
    """What is sought cannot be: `field` is what it is about."""


def sought(said: Sought, columns: Sequence[str]) -> tuple[str, list[str]]:
    """Return the condition that every word of `said` stands in some column of a row, or in the
    column that it is for, capitals or not; and the values of its question marks in order. Without
    any word it is "true".

    Raises:
        BadWords: a column is none of `columns`, it is no text that is sought, or too much is.
    """
    asked = {"": said} if isinstance(said, str) else said
    parts: list[str] = []
    values: list[str] = []
    for name, text in asked.items():
        if name and name not in columns:
            raise BadWords(name, "field not in table")
        if isinstance(text, list | dict):
            raise BadWords(name or "q", "a text is needed")
        for word in str("" if text is None else text).lower().split():
            among = [name] if name else list(columns)
            parts.append(" OR ".join(_holds(each) for each in among) or "false")
            values += [word] * len(among)
    if len(parts) > MOST_WORDS:
        raise BadWords("q", "too many words")
    return " AND ".join(f"({part})" for part in parts) or "true", values


def _holds(column: str) -> str:
    return f"contains(lower(CAST({quoted(column)} AS VARCHAR)), ?)"
