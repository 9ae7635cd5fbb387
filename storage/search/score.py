"""How well a text fits a query: from 0, nothing in common, to a little over 1, the text itself."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from storage.search.folding import folded, is_han, is_number, pieces
from storage.search.query import Query, Word
from storage.search.readings import Readings, Syllables, blurred, fits, read_run, spellings

ENOUGH = 0.45  # below it, a text is not shown

_ALIKE = 0.9  # the same sounds in other characters
_SLIP = 0.8  # a wrong, missing, doubled or swapped character
_SOUTHERN = 0.75  # the same but for what southern speakers do not tell apart
_PARTS = 0.7  # of what is there of a longer run, when not all is
_BEGINS = 0.95  # a word of which only the beginning was typed
_SPELT = 0.95  # pinyin, or initials of three characters and more
_FEW = 0.6  # one syllable, two initials or digits: much fits by chance
_MEANT = 0.9  # another word of the same meaning
_LATER = 0.001  # each further meaning: editors name first what comes first
_CUT = 0.97  # the words, though not as they were typed
_ONE_KNOWN = 0.55  # one word that has synonyms, whatever else was typed
_INSIDE = 0.05  # for the share that the query has of the text
_AT_START = 0.05
_SHORTEST_WITH_SLIP = 3  # Chinese characters
_SHORTEST_LETTERS_WITH_SLIP = 4


@dataclass(frozen=True, eq=False)
class Text:
    """A text to be compared with queries: folded, its runs of characters and their readings, all
    sounds of them, blurred, and its words."""

    folded: str
    runs: tuple[str, ...]
    readings: tuple[Readings, ...]
    sounds: frozenset[str]
    words: tuple[str, ...]


@lru_cache(maxsize=16_384)
def read_text(text: str) -> Text:
    """Return the text as it is compared; the last 16,384 are remembered."""
    plain = folded(text)
    parts = pieces(plain)
    runs = tuple(part for part in parts if is_han(part))
    words = tuple(part for part in parts if not is_han(part))
    readings = tuple(read_run(run) for run in runs)
    sounds = frozenset(
        blurred(syllable) for run in readings for syllables in run for syllable in syllables
    )
    return Text(plain, runs, readings, sounds, words)


def score(query: Query, text: str) -> float:
    """Return how well `text` fits; at least 1 where the query stands in it word for word."""
    return score_of_parts(query, ((text, 1.0),))


def score_of_parts(query: Query, parts: Sequence[tuple[str, float]]) -> float:
    """Return how well the texts fit together, each with its weight (0 to 1): a word of the query
    counts where it weighs most."""
    return score_of_texts(query, [(read_text(text), weight) for text, weight in parts if text])


def score_of_texts(query: Query, texts: Sequence[tuple[Text, float]]) -> float:
    """Return the score of texts that have been read already; see `score_of_parts`."""
    if not query.pieces:
        return 0.0
    if query.numbers_only and not all(_of_word(word, texts) for word in query.pieces):
        return 0.0
    whole = _sum(query.pieces, texts)
    cut = whole if query.words == query.pieces else _sum(query.words, texts) * _CUT
    closeness = max((_closeness(query.text, text) * weight for text, weight in texts), default=0.0)
    known = (_ONE_KNOWN * _of_word(word, texts) for word in query.words if word.meant)
    best = max(whole, cut, *known)
    return round(best + closeness, 4) if best else 0.0


def counts(query: Query, text: Text) -> bool:
    """Tell whether `text` has anything in common with the query: without it, the score of others
    that stand beside it is the same."""
    words = (*query.pieces, *query.words)
    return query.text in text.folded or any(_in_text(word, text) for word in words)


def _sum(words: Sequence[Word], texts: Sequence[tuple[Text, float]]) -> float:
    return sum(word.weight * _of_word(word, texts) for word in words)


def _of_word(word: Word, texts: Sequence[tuple[Text, float]]) -> float:
    return max((_in_text(word, text) * weight for text, weight in texts), default=0.0)


def _in_text(word: Word, text: Text) -> float:
    best = _of_piece(word.said, text)
    for at, other in enumerate(word.meant):
        if best >= _MEANT:
            break
        best = max(best, _of_piece(other, text) * (_MEANT - _LATER * at))
    return best


def _closeness(query: str, text: Text) -> float:
    if query not in text.folded:
        return _spelt_closeness(query.replace(" ", ""), text)
    return _INSIDE * len(query) / len(text.folded) + _AT_START * text.folded.startswith(query)


def _spelt_closeness(letters: str, text: Text) -> float:
    """Return how close letters are that spell the beginning of the text: half of what the
    characters themselves would be."""
    if not letters.isascii() or not text.readings or not text.folded.startswith(text.runs[0]):
        return 0.0
    taken = fits(letters, text.readings[0])
    return (_INSIDE * taken / len(text.folded) + _AT_START) / 2 if taken else 0.0


@lru_cache(maxsize=65_536)
def _of_piece(piece: str, text: Text) -> float:
    if is_han(piece):
        return _of_characters(piece, text)
    found = _of_letters(piece, text.words)
    if is_number(piece) or found == 1.0:
        return found
    return max(found, _of_spelling(piece, text))


def _of_characters(piece: str, text: Text) -> float:
    if piece in text.folded:
        return 1.0
    if len(piece) == 1:
        return 0.0
    sounds = read_run(piece)
    strange = sum(not any(blurred(one) in text.sounds for one in each) for each in sounds)
    if not strange and _sounds_in(sounds, text, _same):
        return _ALIKE
    if strange <= 1 and any(_slipped(piece, run) for run in text.runs):
        return _SLIP
    if not strange and _sounds_in(sounds, text, _same_blurred):
        return _SOUTHERN
    return _PARTS * _share(piece, text)


def _of_letters(word: str, words: Sequence[str]) -> float:
    if word in words:
        return 1.0
    if any(other.startswith(word) for other in words):
        return _BEGINS if len(word) > 2 else _FEW
    if is_number(word) or len(word) < _SHORTEST_LETTERS_WITH_SLIP:
        return 0.0
    return _SLIP if any(_one_slip(word, other) for other in words) else 0.0


def _of_spelling(letters: str, text: Text) -> float:
    for readings in text.readings:
        for start in range(len(readings)):
            if not any(syllable[0] == letters[0] for syllable in readings[start]):
                continue
            taken = fits(letters, readings[start:])
            if taken:
                return _SPELT if taken > 2 or (taken == 2 and len(letters) > 3) else _FEW
    if len(letters) < _SHORTEST_LETTERS_WITH_SLIP:
        return 0.0
    cuts = [cut for cut in _cuts(letters) if any(blurred(one) in text.sounds for (one,) in cut)]
    if not cuts:
        return 0.0
    if any(_slipped_spelling(letters, readings) for readings in text.readings):
        return _SLIP
    return _SOUTHERN if any(_sounds_in(cut, text, _same_blurred) for cut in cuts) else 0.0


@lru_cache(maxsize=1024)
def _cuts(letters: str) -> tuple[Readings, ...]:
    """Return the letters in syllables, as if they were the readings of a run."""
    return tuple(tuple((part,) for part in cut) for cut in spellings(letters) if len(cut) > 1)


def _slipped_spelling(letters: str, readings: Readings) -> bool:
    """Whether the letters spell two characters or more in their most frequent readings, but for one
    slip."""
    for start in range(len(readings) - 1):
        written = ""
        for taken, syllables in enumerate(readings[start:], 1):
            written += next(iter(syllables), "")
            if taken > 1 and _one_slip(letters, written):
                return True
            if len(written) > len(letters):
                break
    return False


def _sounds_in(sounds: Readings, text: Text, alike: Callable[[Syllables, Syllables], bool]) -> bool:
    size = len(sounds)
    return any(
        all(map(alike, sounds, readings[start : start + size]))
        for readings in text.readings
        for start in range(len(readings) - size + 1)
    )


def _same(one: Syllables, other: Syllables) -> bool:
    return any(syllable in other for syllable in one)


def _same_blurred(one: Syllables, other: Syllables) -> bool:
    return any(blurred(a) == blurred(b) for a in one for b in other)


def _slipped(piece: str, run: str) -> bool:
    """Whether a part of the run, of three characters or more, is the piece but for one slip."""
    if len(piece) < _SHORTEST_WITH_SLIP:
        return any(piece[0] == a and piece[1] == c for a, c in zip(run, run[2:], strict=False))
    return any(_one_slip(piece, part) for part in _windows(run, len(piece)))


def _windows(run: str, size: int) -> Iterator[str]:
    for length in (size, size + 1, size - 1):
        if length >= _SHORTEST_WITH_SLIP:
            yield from (run[at : at + length] for at in range(len(run) - length + 1))


def _one_slip(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1:
        return False
    return OSA.distance(one, other, score_cutoff=1) <= 1


def _share(piece: str, text: Text) -> float:
    """Return which share of the characters stand in the text beside a neighbour of theirs."""
    there = [False] * len(piece)
    for at in range(len(piece) - 1):
        if piece[at : at + 2] in text.folded:
            there[at] = there[at + 1] = True
    return sum(there) / len(piece)
