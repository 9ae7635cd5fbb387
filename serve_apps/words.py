"""Words and sentences for people, in the language of the request."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from actors.kernel.words import Title
from serve_apps.language import Language

HERE = Path(__file__).parent
SOURCES = (HERE.parent / "actors" / "kernel" / "words.toml", HERE / "words.toml")


@cache
def _words() -> dict[str, Title]:
    found: dict[str, Title] = {}
    for source in filter(Path.exists, SOURCES):
        found |= _titles("", tomllib.loads(source.read_text("utf-8")))
    return found


def _titles(prefix: str, table: Mapping[str, Any]) -> Iterator[tuple[str, Title]]:
    if "zh" in table and "en" in table:
        yield prefix, Title(zh=table["zh"], en=table["en"])
        return
    for name, inner in table.items():
        if isinstance(inner, dict):
            yield from _titles(f"{prefix}.{name}" if prefix else name, inner)


def word(code: str, language: Language) -> str:
    """Return the word with the dotted path `code`, such as "phases.accepted".

    Raises:
        KeyError: there is no such word.
    """
    return _words()[code][language]


def known_word(code: str, language: Language) -> str:
    """Return the word with the dotted path `code`, or "" if there is none: for codes that come
    from outside, such as the names of a terminal's devices."""
    title = _words().get(code)
    return title[language] if title else ""


def sentence(code: str, language: Language, facts: Mapping[str, str]) -> str:
    """Return the sentence of the refusal `code` with `facts` in its placeholders.

    A code that nobody has put into words is shown as it is: what went wrong must be told all the
    same.
    """
    found = _words().get(f"refusals.{code}")
    return found[language].format_map(facts) if found else code
