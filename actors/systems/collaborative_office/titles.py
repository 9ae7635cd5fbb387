"""What lists and the inbox call things: words of this system that its rules need."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import msgspec

from actors.kernel.words import Title
from actors.systems.collaborative_office.profile import profile


def genre_title(genre: str) -> Title:
    """Return what a kind of documents (文种) is called."""
    name = profile().kinds.get(genre, "")
    known = titles("choices", "genre")
    return known.get(genre, Title(zh=name, en=name))


def unit_called(code: str) -> tuple[str, Mapping[str, str]]:
    """Return what a unit is called, as `System.called` wants it."""
    return "called.unit_of_a_document", {"unit": code}


@cache
def titles(*path: str) -> Mapping[str, Title]:
    """Return the group of words at `path`.

    Raises:
        KeyError: there is none.
    """
    file = Path(__file__).with_name("words.toml")
    table = tomllib.loads(file.read_text("utf-8"))
    for name in path:
        table = table[name]
    return msgspec.convert(table, dict[str, Title])
