"""What people type and what is written, brought to one form; and its pieces."""

import re
import unicodedata
from functools import lru_cache
from typing import Any, Final, cast

from opencc import OpenCC

from storage.search.readings import ONE_CHARACTER

HAN: Final = "\u3400-\u9fff\U00020000-\U0003ffff"
_HAN_ONLY = re.compile(f"[{HAN}]")
_PIECES = re.compile(f"[{HAN}]+|[^ {HAN}]+")
_SIMPLIFIED = cast(Any, OpenCC("t2s"))


def folded(text: str) -> str:
    """Return `text` in simplified characters and small letters of half width, without accents,
    marks and punctuation; one space stands where something stood between two pieces. Folding what
    is folded changes nothing.

    Characters are simplified one by one, never by the words around them: a part of a text folds to
    a part of the folded text. The letter ü becomes v, as it is typed.
    """
    plain = unicodedata.normalize("NFKC", text).casefold().replace("ü", "v")
    for tone in "ǖǘǚǜ":
        plain = plain.replace(tone, "v")
    taken_apart = unicodedata.normalize("NFKD", plain).translate(_LETTERS)
    return " ".join(unicodedata.normalize("NFKC", taken_apart).split())


def pieces(text: str) -> tuple[str, ...]:
    """Return the runs of Chinese characters, the words and the numbers of a folded text, in order.

    What stands together without Chinese characters is one piece: "a4", a case number's part.
    """
    return tuple(_PIECES.findall(text))


@lru_cache(maxsize=65_536)
def is_han(piece: str) -> bool:
    """Whether the piece is written in Chinese characters."""
    return _HAN_ONLY.match(piece) is not None


@lru_cache(maxsize=65_536)
def is_number(piece: str) -> bool:
    """Whether the piece is like a number: not Chinese, and a digit is in it."""
    return not is_han(piece) and any(letter.isdigit() for letter in piece)


class _Letters(dict[int, str]):
    """What becomes of a letter, by its code point; learnt as letters come."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        category = unicodedata.category(letter)
        if category[0] == "M" or category == "Cf":
            kept = ""
        elif category[0] not in "LN":
            kept = " "
        else:
            kept = _simplified(letter)
        self[code] = kept
        return kept


def _simplified(letter: str) -> str:
    if letter in ONE_CHARACTER:
        return ONE_CHARACTER[letter]
    if not _HAN_ONLY.match(letter):
        return letter
    simplified: str = _SIMPLIFIED.convert(letter)
    return ONE_CHARACTER.get(simplified, simplified)


_LETTERS = _Letters()
