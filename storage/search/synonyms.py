"""Words that mean the same, as data: what people say, and what is written."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast

from storage.search.folding import folded, is_han, pieces
from storage.search.readings import readings_of


class SynonymMistakes(ValueError):
    """Synonyms that cannot be used.

    Attributes:
        mistakes: every one, as the place in the document ("same[2]", "means.开饭店") and the rule.
    """

    def __init__(self, mistakes: tuple[tuple[str, str], ...]) -> None:
        self.mistakes = mistakes
        super().__init__("\n".join(f"{place}: {rule}" for place, rule in mistakes))


@dataclass(frozen=True)
class Synonyms:
    """What else a word may mean, by the word; all of them folded.

    `ignored` are words that say nothing about what is looked for ("how do I"), left out at the
    beginning and the end of what was typed.
    """

    meanings: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    ignored: frozenset[str] = frozenset()

    def of(self, piece: str) -> tuple[str, ...]:
        """Return what else the piece of a query may mean. Pinyin stands for the word that it
        spells, and characters for a word that sounds the same."""
        if piece in self.meanings:
            return self.meanings[piece]
        word = self._by_sound.get(spelt(piece) if is_han(piece) else piece)
        return () if word is None else tuple(dict.fromkeys((word, *self.meanings[word])))

    def cut(self, run: str) -> tuple[str, ...]:
        """Return the run of characters cut around the longest words that have a meaning, without
        the ignored words at its ends; the run itself where nothing else is left."""
        run = self._without_ignored(run)
        parts: list[str] = []
        start = at = 0
        while at < len(run):
            size = self._word_at(run, at)
            if size and run[start:at]:
                parts.append(run[start:at])
            if size:
                parts.append(run[at : at + size])
                start = at + size
            at += size or 1
        return (*parts, run[start:]) if run[start:] else tuple(parts)

    def _word_at(self, run: str, at: int) -> int:
        sizes = range(min(self._longest, len(run) - at), 1, -1)
        return next((size for size in sizes if run[at : at + size] in self.meanings), 0)

    def _without_ignored(self, run: str) -> str:
        left = run
        while left and left not in self.meanings:
            shorter = left
            for word in self._ignored_first_long:
                shorter = shorter.removeprefix(word).removesuffix(word)
            if shorter == left:
                break
            left = shorter
        return left or run

    @cached_property
    def _ignored_first_long(self) -> list[str]:
        return sorted(self.ignored, key=len, reverse=True)

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self.meanings), default=0)

    @cached_property
    def _by_sound(self) -> dict[str, str]:
        words = sorted(word for word in self.meanings if is_han(word) and len(word) > 1)
        return {spelt(word): word for word in reversed(words)}


NO_SYNONYMS = Synonyms()


def parse(document: Mapping[str, Any]) -> Synonyms:
    """Return the synonyms that `document` (as read from TOML) describes.

    ```
    same    = [["老人", "高龄"], …]             each may stand for every other of its list
    ignored = ["怎么办", …]
    [means]
    "开饭店" = ["食品经营许可", …]               means these, the likeliest first, not they it
    ```

    A word is one run of Chinese characters or one word of letters. Words are folded, so that either
    script will do.

    Raises:
        SynonymMistakes: everything that is wrong with it.
    """
    reading = _Reading()
    return reading.read(document)


def together(all_of_them: Iterable[Synonyms]) -> Synonyms:
    """Return the synonyms of several owners as one."""
    meanings: dict[str, dict[str, None]] = {}
    ignored: frozenset[str] = frozenset()
    for each in all_of_them:
        ignored |= each.ignored
        for word, meant in each.meanings.items():
            meanings.setdefault(word, {}).update(dict.fromkeys(meant))
    return Synonyms({word: tuple(meant) for word, meant in meanings.items()}, ignored)


def spelt(run: str) -> str:
    """Return the pinyin of the run, each character in its most frequent reading."""
    return "".join(next(iter(readings_of(character)), "") for character in run)


class _Reading:
    def __init__(self) -> None:
        self._mistakes: list[tuple[str, str]] = []
        self._meanings: dict[str, dict[str, None]] = {}

    def read(self, document: Mapping[str, Any]) -> Synonyms:
        for key in sorted(set(document) - {"same", "means", "ignored"}):
            self._mistakes.append((key, "there is no such key"))
        for at, group in enumerate(self._list(document.get("same", []), "same")):
            words = self._words(group, f"same[{at}]", least=2)
            for word in words:
                self._add(word, words)
        for said, meant in self._table(document.get("means", {})):
            place = f"means.{said}"
            for word in self._words([said], place):
                self._add(word, self._words(meant, place))
        ignored = frozenset(self._words(document.get("ignored", []), "ignored", least=0))
        if self._mistakes:
            raise SynonymMistakes(tuple(self._mistakes))
        return Synonyms({word: tuple(all) for word, all in self._meanings.items()}, ignored)

    def _add(self, word: str, meant: list[str]) -> None:
        found = self._meanings.setdefault(word, {})
        found.update((other, None) for other in meant if other != word)

    def _words(self, value: object, place: str, *, least: int = 1) -> list[str]:
        words: list[str] = []
        for text in self._list(value, place):
            if not isinstance(text, str):
                self._mistakes.append((place, f"{text!r} is no word"))
                continue
            word = folded(text)
            if len(pieces(word)) != 1:
                self._mistakes.append((place, f"{text!r} is not one word"))
            elif word in words:
                self._mistakes.append((place, f"{text!r} stands there twice"))
            else:
                words.append(word)
        if isinstance(value, list) and len(cast(list[object], value)) < least:
            self._mistakes.append((place, f"needs at least {least} word{'s' * (least > 1)}"))
        return words

    def _list(self, value: object, place: str) -> list[object]:
        if isinstance(value, list):
            return cast(list[object], value)
        self._mistakes.append((place, "is no list"))
        return []

    def _table(self, value: object) -> Iterator[tuple[str, object]]:
        if isinstance(value, dict):
            yield from cast(dict[str, object], value).items()
        else:
            self._mistakes.append(("means", "is no table"))
