"""Words and sentences for people, in the language of the request."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from actors import scan
from actors.kernel.words import Title
from serve_apps.front.faces import face_folders
from serve_apps.front.language import Language

ROOT = Path(__file__).parents[2]


@cache
def _words() -> dict[str, Title]:
    found: dict[str, Title] = {}
    for source in sources():
        found |= _titles("", tomllib.loads(source.read_text("utf-8")))
    return found


def sources() -> tuple[Path, ...]:
    """Return the files of words: the kernel's, those of what is installed, and the channels'."""
    owners = (scan.folder_of(owner) for owner in scan.load().owners)
    faces = (ROOT / "serve_apps" / "front", *face_folders())
    folders = (ROOT / "actors" / "kernel", *owners, *faces)
    return tuple(file for folder in folders if (file := folder / "words.toml").exists())


def _titles(prefix: str, table: Mapping[str, Any]) -> Iterator[tuple[str, Title]]:
    if isinstance(table.get("zh"), str) and isinstance(table.get("en"), str):
        yield prefix, Title(zh=table["zh"], en=table["en"])
        return
    for name, inner in table.items():
        if isinstance(inner, dict):
            yield from _titles(f"{prefix}.{name}" if prefix else name, inner)


def word(code: str, language: Language) -> str:
    """Return the word with the dotted path `code`, such as "case.states.accepted".

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

    What only one item asks brings its own sentence among its facts. A code that nobody has put into
    words is shown as it is: what went wrong must be told all the same.
    """
    if language in facts:
        return facts[language]
    found = _words().get(f"refusals.{code}")
    return found[language].format_map(facts) if found else code
