"""Finding service items by what people type: part of a name, with a slip, in either language."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from actors.blocks.cases.items import ServiceItem

_LATIN = re.compile(r"[a-z0-9]+")
_ENOUGH = 0.34  # share of the query's pieces that an item must have in common


@dataclass(frozen=True)
class _Entry:
    item: ServiceItem
    title: frozenset[str]
    everything: frozenset[str]
    text: str


class ItemSearch:
    """An index over the current items of a library; built once, never changes.

    Chinese is cut into pairs of neighbouring characters, Latin words into threes with a mark at
    their ends, so a missing, doubled or swapped letter still leaves most pieces alike.
    """

    def __init__(self, items: Iterable[ServiceItem], words: Mapping[str, str]) -> None:
        """`words` gives further text by item code: names of the unit and the theme."""
        self._entries = tuple(_entry(item, words.get(item.code, "")) for item in items)

    def find(self, query: str) -> Sequence[ServiceItem]:
        """Return the items that fit `query`, best first; none for a query without letters."""
        wanted = _pieces(query)
        if not wanted:
            return ()
        plain = _plain(query)
        ranked: list[tuple[float, str, ServiceItem]] = []
        for entry in self._entries:
            score = _score(entry, wanted, plain)
            if score >= _ENOUGH:
                ranked.append((-score, entry.item.code, entry.item))
        return tuple(item for *_, item in sorted(ranked, key=lambda hit: hit[:2]))


def _entry(item: ServiceItem, words: str) -> _Entry:
    title = f"{item.title.zh} {item.title.en}"
    text = f"{title} {item.code} {item.summary.zh} {item.summary.en} {words}"
    return _Entry(item, _pieces(title), _pieces(text), _plain(text))


def _score(entry: _Entry, wanted: frozenset[str], plain: str) -> float:
    in_title = len(wanted & entry.title) / len(wanted)
    anywhere = len(wanted & entry.everything) / len(wanted)
    whole = 1.0 if plain in entry.text else 0.0
    return max(in_title, 0.7 * anywhere) + whole


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())


def _pieces(text: str) -> frozenset[str]:
    plain = _plain(text)
    pieces: set[str] = set()
    for word in _LATIN.findall(plain):
        marked = f"^{word}$"
        pieces.update(marked[i : i + 3] for i in range(len(marked) - 2))
    for run in re.split(r"[^\u3400-\u9fff]+", plain):
        if len(run) == 1:
            pieces.add(run)
        pieces.update(run[i : i + 2] for i in range(len(run) - 1))
        pieces.update(run)
    return frozenset(pieces)
