"""What lists and the inbox call things, and how soon people are told of them."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import msgspec

from actors.blocks.messages.mailbox_state import Urgency
from actors.kernel.words import Title
from actors.systems.collaborative_office.profile import profile


def haste_of(urgency: str) -> Urgency:
    """Return how soon somebody is told of a document: one that is 特急 also at night."""
    return "urgent" if urgency == "most_urgent" else "normal"


def genre_title(genre: str) -> Title:
    """Return what a kind of documents (文种) is called."""
    name = profile().kinds.get(genre, "")
    known = titles("choices", "genre")
    return known.get(genre, Title(zh=name, en=name))


def unit_called(code: str) -> tuple[str, Mapping[str, str]]:
    """Return what a unit is called, as `System.called` wants it."""
    return "called.unit_of_a_document", {"unit": code}


def step_called(step: str) -> tuple[str, Mapping[str, str]] | None:
    """Return what a step of the way of a document is called, as `System.called` wants it: no two
    kinds have one of the same name."""
    kinds = ("official_document", "incoming_document", "follow_up_order")
    kind = next((each for each in kinds if step in titles(each, "states")), None)
    return (f"{kind}.states.{step}", {}) if kind else None


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
