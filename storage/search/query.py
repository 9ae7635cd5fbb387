"""What somebody typed, taken apart."""

from dataclasses import dataclass
from functools import cached_property

from storage.search.folding import folded, is_han, is_number, pieces
from storage.search.readings import SYLLABLES
from storage.search.synonyms import NO_SYNONYMS, Synonyms

MOST_CHARACTERS = 100  # of what was typed, folded; what follows is not looked for
_LETTERS_A_CHARACTER = 3  # so much of a word in letters weighs like one Chinese character


@dataclass(frozen=True)
class Word:
    """A word of the query. `meant` is what else it may mean; `weight` its share of the query."""

    said: str
    meant: tuple[str, ...]
    weight: float


@dataclass(frozen=True)
class Query:
    """What is looked for. Without `pieces` nothing is, and nothing is found.

    Attributes:
        text: the folded text.
        pieces: the text, each piece once, by runs of Chinese characters, words and numbers.
        words: the pieces, cut where words of the synonyms stand in them; syllables of pinyin put
            together.
    """

    text: str
    pieces: tuple[Word, ...]
    words: tuple[Word, ...]

    @cached_property
    def numbers_only(self) -> bool:
        """Whether only numbers were typed: then all of them are meant."""
        return all(is_number(piece.said) for piece in self.pieces)

    def sought(self) -> tuple[str, ...]:
        """Return everything that a text may have in common with the query, each once."""
        said = [word.said for word in (*self.pieces, *self.words)]
        meant = [other for word in (*self.pieces, *self.words) for other in word.meant]
        return tuple(dict.fromkeys((*said, *meant)))


def query(text: str, synonyms: Synonyms = NO_SYNONYMS) -> Query:
    """Return the query that was typed; only its first 100 characters count."""
    short = folded(folded(text)[:MOST_CHARACTERS])
    whole = pieces(short)
    words: list[str] = []
    for piece in whole:
        if is_han(piece):
            words += synonyms.cut(piece)
        elif piece not in synonyms.ignored:
            words.append(piece)
    if len(whole) > 1 and all(piece in SYLLABLES for piece in whole):
        words = ["".join(whole)]
    return Query(short, _weighed(whole, synonyms), _weighed(tuple(words) or whole, synonyms))


def _weighed(words: tuple[str, ...], synonyms: Synonyms) -> tuple[Word, ...]:
    sizes: dict[str, float] = {}
    for word in words:
        sizes[word] = sizes.get(word, 0.0) + _size(word)
    whole = sum(sizes.values())
    return tuple(Word(word, synonyms.of(word), size / whole) for word, size in sizes.items())


def _size(word: str) -> float:
    return len(word) if is_han(word) else max(1.0, len(word) / _LETTERS_A_CHARACTER)
