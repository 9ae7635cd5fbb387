"""Puts hundreds of rows in the order in which they fit a query, at the price of the few texts that
they differ in: most rows of a view say the same."""

from collections.abc import Sequence
from typing import NamedTuple

from storage.search.cursor import Rank
from storage.search.folding import is_han
from storage.search.query import Query
from storage.search.score import ENOUGH, counts, read_text, score_of_parts

Said = tuple[str, ...]


class Compared(NamedTuple):
    """What is compared of a row: its `texts`, "" where one is missing, and its `moment` in
    milliseconds, 0 without one."""

    id: str
    texts: Said
    moment: int


class Ranked(NamedTuple):
    """A row that fits: the smallest `rank` fits best."""

    rank: Rank
    score: float
    texts: Said


def ranked(
    asked: Query, rows: Sequence[Compared], weights: Sequence[float], at: int, weight: float
) -> list[Ranked]:
    """Return those of `rows` that fit `asked`, in no order. `weights` are those of their texts;
    `weight` is that of these rows among those of others, `at` their number."""
    telling = _Telling(asked).__getitem__
    scores: dict[Said, float] = {}
    found: list[Ranked] = []
    for id, texts, moment in rows:
        told = tuple(map(telling, texts))
        score = scores.get(told)
        if score is None:
            parts = [(text, each) for text, each in zip(told, weights, strict=True) if text]
            score = scores[told] = score_of_parts(asked, parts)
        if score >= ENOUGH:
            found.append(Ranked((-round(score * weight, 4), -moment, at, id), score, texts))
    return found


class _Telling(dict[str, str]):
    """The text itself where it has something in common with the query, else ""."""

    def __init__(self, asked: Query) -> None:
        super().__init__({"": ""})
        self._asked = asked
        self._only_han = all(map(is_han, asked.sought()))

    def __missing__(self, text: str) -> str:
        foreign = self._only_han and text.isascii()
        told = "" if foreign or not counts(self._asked, read_text(text)) else text
        self[text] = told
        return told
