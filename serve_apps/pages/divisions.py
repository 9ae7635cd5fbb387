"""Divisions as people read them and choose them, one step after the other."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pypinyin import lazy_pinyin

from actors.blocks.forms.divisions import STEPS, above, below
from actors.kernel.identifiers import DivisionRegister
from actors.place.divisions.load import load_division_names, load_divisions

_SORT = re.compile("(特别行政区|自治区|自治州|自治县|自治旗|地区|林区|特区|[省市区县旗盟州镇乡])$")


@dataclass(frozen=True)
class DivisionStep:
    """One choice: what was chosen, "" for nothing yet, and from what."""

    chosen: str
    choices: Sequence[tuple[str, str]]


@lru_cache(8192)
def division_title(code: str, language: str) -> str:
    """Return the names on the way to `code`; in English they are spelt out before them."""
    way = DivisionRegister(load_divisions(), load_division_names()).way(code)
    return _in(language, *way) if way else code


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


def _in(language: str, *names: str) -> str:
    written = "".join(names)
    if language != "en" or written.isascii():
        return written
    return f"{' '.join(_spelt(name) for name in names)} {written}"


def _spelt(name: str) -> str:
    """Return the name as GB/T 2260 spells it: "Foshan Shi", its sort a word by itself."""
    sort = _SORT.search(name)
    parts = (name[: sort.start()], sort.group()) if sort and sort.start() else (name,)
    return " ".join("".join(lazy_pinyin(part)).capitalize() for part in parts)
