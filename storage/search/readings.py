"""Readings (读音) of characters, and letters typed for them: pinyin, initials, or a mixture."""

import re
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from pypinyin import Style, lazy_pinyin

_FILE: dict[str, Any] = tomllib.loads(Path(__file__).with_name("pinyin.toml").read_text("utf-8"))
_SEVERAL: dict[str, str] = _FILE["readings"]
SYLLABLES: Final[frozenset[str]] = frozenset(_FILE["syllables"].split())
ONE_CHARACTER: Final[dict[str, str]] = _FILE["one_character"]
_LONGEST = 6  # letters of the longest syllable
_ENDINGS = re.compile(r"(?<=[aeio])ng$")
_STARTS = {"zh": "z", "ch": "c", "sh": "s"}

Syllables = tuple[str, ...]
Readings = tuple[Syllables, ...]  # of each character of a run


@lru_cache(maxsize=32_768)
def readings_of(character: str) -> Syllables:
    """Return how the character is read, the most frequent first; none if nobody knows."""
    if character in _SEVERAL:
        return tuple(_SEVERAL[character].split())
    read = lazy_pinyin(character, style=Style.NORMAL, errors="ignore")
    return tuple(syllable.replace("ü", "v") for syllable in read[:1])


def read_run(run: str) -> Readings:
    """Return the readings of every character of the run."""
    return tuple(readings_of(character) for character in run)


@lru_cache(maxsize=4096)
def blurred(syllable: str) -> str:
    """Return the syllable without what southern speakers do not tell apart: zh and z, ch and c, sh
    and s, n and l at its start, and ng and n at its end."""
    start = _STARTS.get(syllable[:2])
    plain = start + syllable[2:] if start else syllable
    if plain.startswith("n") and len(plain) > 1:
        plain = "l" + plain[1:]
    return _ENDINGS.sub("n", plain)


@lru_cache(maxsize=4096)
def spellings(letters: str, most: int = 3) -> tuple[Syllables, ...]:
    """Return up to `most` ways to cut the letters into syllables with as few letters left over as
    can be, those with the fewest parts first; what is left over stands as a single letter.

    "juzz" is ju z z. The last part may be the beginning of a syllable.
    """
    best: list[list[tuple[int, Syllables]]] = [[(0, ())]]
    for end in range(1, len(letters) + 1):
        ways: list[tuple[int, Syllables]] = []
        for start in range(max(0, end - _LONGEST), end):
            part = letters[start:end]
            whole = part in _known()
            if whole or len(part) == 1:
                ways += [(over + (not whole), (*cut, part)) for over, cut in best[start]]
            elif end == len(letters) and part in _beginnings():
                ways += [(over, (*cut, part)) for over, cut in best[start]]
        best.append(sorted(ways, key=lambda way: (way[0], len(way[1]), way[1]))[:most])
    fewest = best[-1][0][0]
    return tuple(cut for over, cut in best[-1] if over == fewest)


def fits(letters: str, readings: Sequence[Syllables]) -> int:
    """Return how many of the first characters the letters stand for, 0 if they do not: each
    character takes a beginning of one of its readings, at least one letter. "juzz" fits 居住证."""
    if not letters:
        return 0
    places = {0}
    for taken, syllables in enumerate(readings, 1):
        after: set[int] = set()
        for place in places:
            for syllable in syllables:
                for size in range(1, len(syllable) + 1):
                    if not letters.startswith(syllable[:size], place):
                        break
                    after.add(place + size)
        if len(letters) in after:
            return taken
        if not after:
            return 0
        places = after
    return 0


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return SYLLABLES | {blurred(syllable) for syllable in SYLLABLES}


@lru_cache(maxsize=1)
def _beginnings() -> frozenset[str]:
    return frozenset(syllable[:size] for syllable in SYLLABLES for size in range(1, len(syllable)))
