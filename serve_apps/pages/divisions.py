"""Divisions as people read them and choose them, one step after the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pypinyin import lazy_pinyin

from actors.blocks.forms.divisions import STEPS, above, below
from actors.kernel.identifiers import DivisionRegister
from actors.place.divisions.load import load_division_names, load_divisions


@dataclass(frozen=True)
class DivisionStep:
    """One choice: what was chosen, "" for nothing yet, and from what."""

    chosen: str
    choices: Sequence[tuple[str, str]]


@lru_cache(8192)
def division_title(code: str, language: str) -> str:
    """Return the names on the way to `code`; in English they are spelt out beside."""
    return _in(language, DivisionRegister(load_divisions(), load_division_names()).title(code))


def division_steps(code: str, year: int, language: str) -> list[DivisionStep]:
    """Return the choices that lead to `code` and the one below it, of the divisions in force in
    `year`; "" is the beginning."""
    chosen = above(code, load_divisions(), year) if code else ()
    steps: list[DivisionStep] = []
    for at, before in zip(range(STEPS), ("", *chosen), strict=False):
        if choices := _choices(before, year, language):
            steps.append(DivisionStep(chosen[at] if at < len(chosen) else "", choices))
    return steps


@lru_cache(2048)
def _choices(code: str, year: int, language: str) -> tuple[tuple[str, str], ...]:
    names = load_division_names()
    found = below(code, load_divisions(), year)
    return tuple((each, _in(language, names.get(each, each))) for each in found)


def _in(language: str, name: str) -> str:
    if language != "en" or name.isascii():
        return name
    return f"{''.join(lazy_pinyin(name)).capitalize()} {name}"
