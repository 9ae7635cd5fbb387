"""What of a text is indexed, and by which of it a piece of a query is looked up.

```
居住证申领 Permit 2026-17
  pairs       居住 住证 证申 申领        neighbours
              居证 住申 证领             with one left out: one slip leaves a pair whole
  last        领
  sounds      ~ju'zu ~zu'zen …          the same pairs as they sound to southern ears
  initials    ^jzzsl ^zzsl ^zsl ^sl
  words       =permit <timrep           also from their end: one slip leaves an end whole
  numbers     =2026 =17
```
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise, product
from typing import TypeVar

from storage.search.folding import folded, is_han, is_number, pieces
from storage.search.readings import Readings, Syllables, blurred, read_run, spellings

T = TypeVar("T")

MOST_CHARACTERS = 500  # of a folded text; what follows is not indexed
_INITIALS = 5  # letters of one term
_WAYS = 4  # readings of two characters, or initials, that are indexed
_LONG_WORD = 7  # letters from which three at either end are looked up after a slip
_SHORT_WORD = 4


@dataclass(frozen=True)
class Clue:
    """A term that a row may have; with `begins`, any term that begins so."""

    term: str
    begins: bool = False


def terms_of(text: str) -> tuple[str, ...]:
    """Return the terms of `text` for the indexed array of its row, sorted, each once.

    Only the first 500 characters count. Keep lines or spaces between texts that are put together:
    a term never reaches across them.
    """
    found: set[str] = set()
    for piece in pieces(folded(text)[:MOST_CHARACTERS]):
        if is_han(piece):
            found.update(_of_run(piece))
        else:
            found.add(f"={piece}")
            if not is_number(piece) and len(piece) >= _SHORT_WORD:
                found.add(f"<{piece[::-1]}")
    return tuple(sorted(found))


def ways(piece: str) -> tuple[tuple[Clue, ...], ...]:
    """Return how a text may hold `piece`, or what it spells: in one of the ways at least, and then
    it has all the terms of that way."""
    if is_han(piece):
        if len(piece) == 1:
            return ((Clue(piece, begins=True),),)
        return (tuple(_each_once(Clue(pair) for pair in _neighbours(piece))),)
    found: list[tuple[Clue, ...]] = [(Clue(f"={piece}", begins=True),)]
    if not is_number(piece):
        found += filter(None, map(_spelt, spellings(piece)))
        if len(piece) > 1:
            found.append((Clue(f"^{piece[:_INITIALS]}", begins=True),))
    return tuple(_each_once(found))


def clues(piece: str) -> tuple[Clue, ...]:
    """Return terms of which a text has one at least that holds `piece` written or typed with one
    slip, or in characters that sound alike."""
    exact = tuple(clue for way in ways(piece) for clue in way)
    if is_han(piece):
        readings = read_run(piece)
        pairs = [*_left_out(piece), *_sounds(readings)]
        return tuple(_each_once([*exact, *map(Clue, pairs)]))
    if is_number(piece):
        return exact
    found = list(exact)
    for cut in spellings(piece):
        sounds = [blurred(part) for part in cut]
        if len(cut) > 2:
            for apart in (2, 3):  # a slip may cut a syllable in two
                across = zip(sounds, sounds[apart:], strict=False)
                found += (Clue(f"~{a}'{c}") for a, c in across if len(a) > 1 and len(c) > 1)
            found.append(Clue(f"^{''.join(part[0] for part in cut)[:_INITIALS]}", begins=True))
    if len(piece) >= _SHORT_WORD:
        kept = 3 if len(piece) >= _LONG_WORD else 2
        found += (
            Clue(f"={piece[:kept]}", begins=True),
            Clue(f"<{piece[::-1][:kept]}", begins=True),
        )
        found += (Clue(f"={swapped}", begins=True) for swapped in _swapped(piece))
        syllables = (blurred(part) for cut in spellings(piece) for part in cut if len(part) > 1)
        found += (Clue(f"~{syllable}'", begins=True) for syllable in syllables)
    return tuple(_each_once(found))


def _of_run(run: str) -> Iterator[str]:
    yield from _neighbours(run)
    yield from _left_out(run)
    yield run[-1]
    readings = read_run(run)
    yield from _sounds(readings)
    yield from (f"~{a}'{c}" for a, c in _paired(readings, readings[2:]))
    yield from (f"~{blurred(syllable)}'" for syllable in readings[-1])
    for start in range(len(run) - 1):
        firsts = [dict.fromkeys(s[0] for s in each) for each in readings[start : start + _INITIALS]]
        yield from (f"^{''.join(way)}" for way in islice(product(*firsts), _WAYS))


def _neighbours(run: str) -> Iterator[str]:
    return (a + b for a, b in pairwise(run))


def _left_out(run: str) -> Iterator[str]:
    return (a + c for a, c in zip(run, run[2:], strict=False))


def _sounds(readings: Readings) -> Iterator[str]:
    return (f"~{a}'{b}" for a, b in _paired(readings, readings[1:]))


def _paired(first: Readings, second: Readings) -> Iterator[tuple[str, str]]:
    for some, others in zip(first, second, strict=False):
        for one, other in islice(product(some, others), _WAYS):
            yield blurred(one), blurred(other)


def _spelt(cut: Syllables) -> tuple[Clue, ...]:
    """Return pairs of neighbouring syllables; of one that is cut short, the beginning."""
    sounds = [blurred(part) for part in cut]
    if len(cut) == 1:
        return (Clue(f"~{sounds[0]}", begins=True),)
    last = len(cut) - 1
    return tuple(
        Clue(f"~{sounds[at - 1]}'{sounds[at]}", begins=at == last or len(cut[at]) == 1)
        for at in range(1, len(cut))
        if len(cut[at - 1]) > 1
    )


def _swapped(word: str) -> Iterator[str]:
    for at in range(len(word) - 1):
        yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _each_once(all_of_them: Iterable[T]) -> Iterable[T]:
    return dict.fromkeys(all_of_them)
