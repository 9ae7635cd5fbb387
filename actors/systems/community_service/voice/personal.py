"""What is of a person in a text that is to be published: names, telephones, identity numbers."""

import re
import unicodedata
from collections.abc import Iterable

_APART = r"\s.\-\u2010-\u2015\u2212"  # what sets digits of one number apart
_DIGIT, _DAY = "[0-9]", ("[01]", "[0-9]", "[0-3]", "[0-9]")
_WHOLE = "[0-9]{15}|[0-9]{17}[0-9Xx]"  # of 15 or 18 characters, whatever they say


def _parted(*characters: str) -> str:
    return f"[{_APART}]*".join(characters)


_MOBILE = _parted("1", "[3-9]", *[_DIGIT] * 9)
_OLD_ID = _parted(*[_DIGIT] * 8, *_DAY, *[_DIGIT] * 3)  # place, day of birth, three digits
_ID = _parted(*[_DIGIT] * 6, "[12]", "[09]", *[_DIGIT] * 2, *_DAY, *[_DIGIT] * 3, "[0-9Xx]")
_NUMBERS = re.compile(
    f"(?<![0-9])(?:(?:86[{_APART}]*)?{_MOBILE}|{_OLD_ID}|{_ID}|{_WHOLE})(?![0-9])"
)
_SET_APART = re.compile(f"[{_APART}()+]+")


def personal(said: str, own: Iterable[str]) -> bool:
    """Tell whether `said` holds the number of a mobile telephone, an identity number (15 or 18
    characters, 个人信息), or one of `own`: name, telephone, account of whoever asked. However wide
    it is written, set apart, or strewn with marks that nobody sees. Days and the telephones of
    offices are of nobody."""
    text = _folded(said)
    close = _SET_APART.sub("", text)
    kept = (_SET_APART.sub("", _folded(each)) for each in own)
    return bool(_NUMBERS.search(text)) or any(each in close for each in kept if each)


def _folded(text: str) -> str:
    """Return `text` in the one form that is compared (NFKC), without marks that nobody sees."""
    wide = unicodedata.normalize("NFKC", text)
    return "".join(each for each in wide if unicodedata.category(each) != "Cf")
