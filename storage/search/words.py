"""Search in memory over a small set that seldom changes: service items, units, dictionaries."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from storage.search.query import Query, query
from storage.search.score import ENOUGH, read_text, score_of_texts
from storage.search.synonyms import NO_SYNONYMS, Synonyms
from storage.search.terms import Clue, clues, terms_of

T = TypeVar("T")
_COMPARED = 100  # entries with most in common with the query; the others are not looked at


@dataclass(frozen=True)
class Entry(Generic[T]):
    """Something that can be found by its texts, each with its weight: 1.0 for a name, less for what
    only describes it."""

    value: T
    texts: tuple[tuple[str, float], ...]


class Words(Generic[T]):
    """An index over some hundred entries; built once, asked often, never changed. Safe to ask from
    several threads."""

    def __init__(self, entries: Iterable[Entry[T]], synonyms: Synonyms = NO_SYNONYMS) -> None:
        self._entries = tuple(entries)
        self._synonyms = synonyms
        self._texts = [
            tuple((read_text(text), weight) for text, weight in entry.texts if text)
            for entry in self._entries
        ]
        having: dict[str, list[int]] = {}
        for at, entry in enumerate(self._entries):
            for term in terms_of("\n".join(text for text, _ in entry.texts)):
                having.setdefault(term, []).append(at)
        self._having = having
        self._terms = sorted(having)

    def find(self, text: str) -> Sequence[T]:
        """Return what fits, best first and then in the order of the entries; nothing for a text
        without letters."""
        asked = query(text, self._synonyms)
        ranked = ((score_of_texts(asked, self._texts[at]), at) for at in self._nearest(asked))
        best = sorted((-found, at) for found, at in ranked if found >= ENOUGH)
        return tuple(self._entries[at].value for _, at in best)

    def suggest(self, text: str, most: int = 8) -> Sequence[T]:
        """Return the few that fit best what has been typed so far."""
        return self.find(text)[:most]

    def _nearest(self, asked: Query) -> list[int]:
        """Return the entries that share most with the query; what is rare counts more."""
        rare: dict[int, float] = {}
        for piece in asked.sought():
            for clue in clues(piece):
                found = {at for term in self._fitting(clue) for at in self._having[term]}
                for at in found:
                    rare[at] = rare.get(at, 0.0) + 1 / len(found)
        return sorted(rare, key=lambda at: (-rare[at], at))[:_COMPARED]

    def _fitting(self, clue: Clue) -> Iterator[str]:
        if not clue.begins:
            if clue.term in self._having:
                yield clue.term
            return
        at = bisect_left(self._terms, clue.term)
        while at < len(self._terms) and self._terms[at].startswith(clue.term):
            yield self._terms[at]
            at += 1
