"""Divisions (行政区划) with the years in which they were in force, and what followed them.

A code may have had several meanings (440602 was 汾江区, then 城区), and one division several
successors: then all of them are told, and a person decides (SDB-27).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import msgspec

LAST = 9999  # the year before which everything in force ends


class Meaning(msgspec.Struct, frozen=True, kw_only=True):
    """What a code of 6 digits meant in the years [since, until); `until` None: it still does.
    `above` are the names of the divisions around it, the province's first. `followed_by` are the
    codes that took its place or a part of it, each with the year from when."""

    code: str
    name: str
    level: str
    above: tuple[str, ...] = ()
    since: int
    until: int | None = None
    followed_by: tuple[tuple[str, int], ...] = ()

    def in_force(self, year: int) -> bool:
        """Tell whether the code meant this in `year`; in the year of the change it did not."""
        return self.since <= year < (self.until or LAST)


class Succession(msgspec.Struct, frozen=True):
    """What stands in the place of a division: every one of `all`. `one` is the only one; "" where
    there are several or none, and a person decides."""

    all: tuple[Meaning, ...]

    @property
    def one(self) -> str:
        """The code of the only successor, or ""."""
        return self.all[0].code if len(self.all) == 1 else ""


@dataclass(frozen=True)
class Divisions:
    """Every meaning of every code."""

    meanings: tuple[Meaning, ...]

    def meaning(self, code: str, year: int) -> Meaning | None:
        """Return what `code` meant in `year`; None: nothing."""
        return next((each for each in self._by_code.get(code, ()) if each.in_force(year)), None)

    def of(self, code: str) -> tuple[Meaning, ...]:
        """Return all that `code` ever meant, the earliest first."""
        return self._by_code.get(code, ())

    def successors(self, meaning: Meaning, year: int) -> Succession:
        """Return what is in force in `year` in the place of `meaning`, by code: itself while it is
        in force."""
        found: dict[str, Meaning] = {}
        waiting, met = [meaning], {meaning}
        while waiting:
            one = waiting.pop()
            if one.in_force(year):
                found[one.code] = one
                continue
            for each in self._next(one):
                if each not in met:
                    met.add(each)
                    waiting.append(each)
        return Succession(tuple(found[code] for code in sorted(found)))

    def _next(self, meaning: Meaning) -> Iterable[Meaning]:
        for code, year in meaning.followed_by:
            later = (each for each in self.of(code) if (each.until or LAST) > year)
            if following := next(later, None):
                yield following

    @cached_property
    def latest(self) -> int:
        """The latest year in which something changed."""
        return max(each.since for each in self.meanings)

    @cached_property
    def _by_code(self) -> Mapping[str, tuple[Meaning, ...]]:
        by_code: defaultdict[str, list[Meaning]] = defaultdict(list)
        for each in sorted(self.meanings, key=lambda one: one.since):
            by_code[each.code].append(each)
        return {code: tuple(found) for code, found in by_code.items()}
