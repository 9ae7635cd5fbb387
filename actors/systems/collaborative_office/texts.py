"""Texts of documents: their digest, what differs between two of them, and what never stands in
one."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from functools import cache

from actors.kernel.errors import Reason, Refusal
from actors.systems.collaborative_office.profile import profile

_LAYOUT = re.compile(r"\s+")  # line breaks and blanks, also those as wide as a character
_LATIN = "A-Za-zＡ-Ｚａ-ｚ"
_APART = re.compile(rf"(?<=\d)\s+(?=\d)|(?<=[{_LATIN}])\s+(?=[{_LATIN}])")
_KEPT = "\x00"  # stands for a blank that counts, while the others are taken out
_COMPARED = 500  # characters that are compared one by one
_PAIRS = 10_000  # of equal characters; the time to compare grows with them: half a second
_TRADITIONAL = str.maketrans("機絕級祕", "机绝级秘")


def digest(*parts: str) -> str:
    """Return the SHA-256 of a text in its parts, in hexadecimal digits; what a signature is put
    under."""
    lengths = ",".join(str(len(part)) for part in parts)
    return hashlib.sha256("\x00".join([lengths, *parts]).encode()).hexdigest()


def without_layout(text: str) -> str:
    """Return a text without line breaks and blanks, but for one blank where two digits or two Latin
    letters are apart: "1 000" is not "1000"."""
    return _LAYOUT.sub("", _APART.sub(_KEPT, text)).replace(_KEPT, " ")


def plain_digest(title: str, body: str) -> str:
    """Return the digest of what is signed whatever its layout, title and text apart."""
    return digest(without_layout(title), without_layout(body))


def differences(signed: Sequence[str], now: Sequence[str]) -> tuple[str, ...]:
    """Return what was changed other than layout between two texts in as many parts, each "before →
    after"; of what was added or left out one side is empty. What is long is told as one change."""
    return tuple(
        f"「{before}」→「{after}」"
        for old, new in zip(signed, now, strict=True)
        for before, after in _changes(without_layout(old), without_layout(new))
    )


def _changes(before: str, after: str) -> Iterable[tuple[str, str]]:
    if before == after:
        return ()
    start = _alike(before, after)
    before, after = before[start:], after[start:]
    end = _alike(before[::-1], after[::-1])
    before, after = before[: len(before) - end], after[: len(after) - end]
    if max(len(before), len(after)) > _COMPARED or sum(map(after.count, before)) > _PAIRS:
        return ((before, after),)
    found = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return [(before[a:b], after[c:d]) for tag, a, b, c, d in found if tag != "equal"]


def _alike(one: str, other: str) -> int:
    """Return how many characters two texts begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


def require_open(texts: Mapping[str, str | Sequence[str]]) -> None:
    """Check that no text bears the mark of a state secret (密级标志), which is never kept here:
    保密法 Art. 31(3). A mark stands by itself, in a line or in brackets, or beside a star, its
    level, its term or an urgency; 保守国家秘密 is none.

    Raises:
        Refusal: some do; each is named by its field. No reason repeats what it says.
    """
    places = [
        name
        for name, said in texts.items()
        if any(_marked(text) for text in ([said] if isinstance(said, str) else said))
    ]
    if places:
        raise Refusal(*(Reason("official_document.secrecy_mark", f"/{name}") for name in places))


def require_said(field: str, text: str) -> None:
    """Check what somebody wrote.

    Raises:
        Refusal: it says nothing, or bears a mark of secrecy.
    """
    require_open({field: text})
    if not text.strip():
        raise Refusal(Reason("incoming_document.nothing_said", f"/{field}"))


def request_phrases(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the phrases by which a text asks for a decision, as only a request (请示) does."""
    whole = "".join(_LAYOUT.sub("", text) for text in texts)
    return tuple(phrase for phrase in profile().request_phrases if phrase in whole)


def _marked(text: str) -> bool:
    """Tell whether a text bears a mark, however its characters are written."""
    shown = "".join(each for each in text if unicodedata.category(each) != "Cf")
    return bool(_mark().search(unicodedata.normalize("NFKC", shown).translate(_TRADITIONAL)))


@cache
def _mark() -> re.Pattern[str]:
    gap = r"[^\S\n]*"
    mark = "(?:" + "|".join(gap.join(mark) for mark in profile().secrecy_marks) + ")"
    ours = rf"(?<!国家)(?<!商业){mark}"  # 国家秘密, 商业秘密 are words
    years = r"(?:\d+|[一二三四五六七八九十百]+)"
    ways = (
        rf"^{gap}{mark}{gap}$",
        rf"^{gap}{mark}[^\S\n]",  # before a title in the same line
        rf"[【〔\[(]{gap}{mark}{gap}[】〕\])]",
        rf"{mark}\s*[★☆]",
        rf"密{gap}级[为是:\s]*{mark}",
        rf"(?:特急|加急){gap}{mark}|{mark}{gap}(?:特急|加急)",
        rf"{ours}{gap}(?:级(?!别)|件(?!数))",
        rf"{ours}{gap}(?:长期|{years}{gap}年)",
    )
    return re.compile("|".join(ways), re.MULTILINE)
