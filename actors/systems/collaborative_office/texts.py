"""Texts of documents: their digest, what differs between two of them, and what never stands in
one."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from functools import cache

from actors.kernel.errors import Reason, Refusal
from actors.systems.collaborative_office.profile import profile

_LAYOUT = re.compile(r"\s+")  # line breaks and blanks, also those as wide as a character
_HAN = "\u3400-\u9fff"


def digest(*parts: str) -> str:
    """Return the SHA-256 of a text in its parts, in hexadecimal digits; what a signature is put
    under."""
    lengths = ",".join(str(len(part)) for part in parts)
    return hashlib.sha256("\x00".join([lengths, *parts]).encode()).hexdigest()


def differences(signed: str, now: str) -> tuple[str, ...]:
    """Return what was changed between two texts other than layout, each "before → after"; of what
    was added or left out one side is empty."""
    before, after = _LAYOUT.sub("", signed), _LAYOUT.sub("", now)
    found = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return tuple(
        f"「{before[a:b]}」→「{after[c:d]}」" for tag, a, b, c, d in found if tag != "equal"
    )


def require_open(texts: Mapping[str, str | Sequence[str]]) -> None:
    """Check that no text bears the mark of a state secret (密级标志), which is never kept here:
    保密法 Art. 31(3). A mark stands alone, or before a star; 保守国家秘密 is none.

    Raises:
        Refusal: some do; each is named by its field. No reason repeats what it says.
    """
    places = [
        name
        for name, said in texts.items()
        if any(_mark().search(text) for text in ([said] if isinstance(said, str) else said))
    ]
    if places:
        raise Refusal(*(Reason("official_document.secrecy_mark", f"/{name}") for name in places))


def request_phrases(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the phrases by which a text asks for a decision, as only a request (请示) does."""
    whole = "".join(_LAYOUT.sub("", text) for text in texts)
    return tuple(phrase for phrase in profile().request_phrases if phrase in whole)


@cache
def _mark() -> re.Pattern[str]:
    spaced = "|".join(r"\s*".join(mark) for mark in profile().secrecy_marks)
    alone = rf"(?<![{_HAN}])(?:{spaced})(?:\s*[级件])?(?![{_HAN}])"
    return re.compile(rf"{alone}|(?:{spaced})\s*[★☆]")
