"""Words of the screens and receipts, and the sentences of refusals, in both languages."""

import tomllib
from collections import defaultdict
from functools import cache
from importlib import resources
from typing import Any

from actors.kernel.errors import Reason
from actors.kernel.words import Title

_SPOKEN = ("actors.kernel", "actors.blocks.forms", "actors.blocks.cases", "actors.blocks.terminals")


@cache
def words(table: str) -> dict[str, str]:
    """Return a table of `words.toml`: "zh", "en", "receipt_zh", "statement_en" and so on."""
    source = resources.files("edge.screens").joinpath("words.toml").read_text("utf-8")
    kind, _, language = table.rpartition("_")
    entries = tomllib.loads(source)[kind or "screen"]
    return {name: entry[language] for name, entry in entries.items()}


def title(name: str) -> Title:
    """Return a word of the screens in both languages."""
    return Title(zh=words("zh")[name], en=words("en")[name])


@cache
def _refusals() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for package in _SPOKEN:
        source = resources.files(package).joinpath("words.toml").read_text("utf-8")
        found |= tomllib.loads(source)["refusals"]
    return found


def sentence(reason: Reason, language: str) -> str:
    """Return what `reason` says; a code that this kiosk does not know yet is shown as it is, and
    what only one item asks brings its own sentence."""
    if language in reason.facts:
        return reason.facts[language]
    entry: Any = _refusals()
    for step in reason.code.split("."):
        entry = entry.get(step, {}) if isinstance(entry, dict) else {}
    if language not in entry:
        return reason.code
    return entry[language].format_map(defaultdict(str, reason.facts))
