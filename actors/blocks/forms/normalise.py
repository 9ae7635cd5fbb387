"""What people type and what it stands for: one form of each kind of answer, here and nowhere else.

Text stays as it was written, but for the space around it. What is written one way only, numbers,
days and identifiers, is read however it was typed: full-width, with spaces, hyphens, commas, and
with marks that nobody sees and that come along when something is copied.
"""

import re
import unicodedata
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal

_LONGEST = 200  # characters; nothing that is written one way only is longer
_DASHES = re.compile("[\u2010-\u2015\u2212\uff0d]")
_BETWEEN = re.compile(r"[\s,_-]+")
_MARKS_IN_PHONES = re.compile(r"[().]")
_COUNTRY = re.compile(r"(?:\+|00)?86(?=1[3-9][0-9]{9}\Z)")
_NUMBER = re.compile(
    r"[+-]?(?:(?:[0-9]{1,60}|[0-9]{1,3}([ ,])[0-9]{3}(?:\1[0-9]{3}){0,19})(?:\.[0-9]{0,12})?"
    r"|\.[0-9]{1,12})"
)
_DAY = re.compile(r"([0-9]{4})(?:[-/.]|年)([0-9]{1,2})(?:[-/.]|月)([0-9]{1,2})日?")
_SHORT_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::[0-9]{2})?")
_CODE = re.compile(r"[0-9A-Z]*[0-9][0-9A-Z]*")
_LEAST_OF_A_CODE = 6  # characters; less may be a word with a number in it
_YES = frozenset({"true", "yes", "on", "1", "是"})
_NO = frozenset({"false", "no", "off", "0", "否"})
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")  # come along when a name is copied
_UNSEEN_OR_WIDE = re.compile("[\u00ad\u200b\u2060\ufeff \u3000]")


def plain_text(typed: str) -> str:
    """Return text as it is kept: composed (NFC), lines ended by a line feed, trimmed."""
    text = typed.replace("\r\n", "\n").replace("\r", "\n") if "\r" in typed else typed
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    while text != (less := text.strip().strip("\ufeff\u200b")):
        text = less
    return text


def person_name(typed: str) -> str:
    """Return the name of a person as it is kept: as it was written, with one space where there were
    several, without marks that nobody sees. Marks that turn the order of writing, ends of lines and
    other controls stay, for checks to refuse."""
    text = plain_text(typed)
    if _UNSEEN_OR_WIDE.search(text) is None:
        return text
    return re.sub("[ \u3000]+", " ", _UNSEEN.sub("", text)).strip()


def identifier(typed: str, kind: str = "") -> str:
    """Return a number of a person, an organisation, a telephone, a case as it is checked:
    half-width, in capitals, without spaces and, unless they are part of it, hyphens. `kind` is the
    check that it is typed for: a "mobile" goes without the code of the country, a "project" keeps
    its hyphens."""
    if len(typed) > _LONGEST:
        return typed
    if typed.isascii() and typed.isalnum() and kind != "mobile":
        return typed.upper()
    text = _half_width(typed).upper()
    if kind == "project":
        return re.sub(r"\s+", "", text)
    text = _BETWEEN.sub("", text)
    if kind != "mobile":
        return text
    return _COUNTRY.sub("", _MARKS_IN_PHONES.sub("", text), count=1)


def sought(typed: str) -> str:
    """Return what is looked for: a number as it is kept, however it was typed, or wrapped by the
    paper that it was copied from; anything else as text."""
    text = identifier(typed, "mobile")
    if len(text) >= _LEAST_OF_A_CODE and _CODE.fullmatch(text):
        return text
    return plain_text(typed)


def number(typed: str) -> Decimal | None:
    """Return the number that was typed, None if it is none: "１，２００" is 1200.

    A comma or a space stands between groups of three digits and nowhere else: who writes "1,5"
    means something else than 15.
    """
    if len(typed) > _LONGEST:
        return None
    text = _half_width(typed).strip()
    return Decimal(text.replace(",", "").replace(" ", "")) if _NUMBER.fullmatch(text) else None


def whole_number(typed: str, largest: int = 2**63 - 1) -> int | None:
    """Return the whole number that was typed, None if it is none or beyond `largest`, either side
    of zero."""
    found = number(typed)
    if found is None or found != found.to_integral_value() or abs(found) > largest:
        return None
    return int(found)


def day(typed: str) -> date | None:
    """Return the local day that was typed, None if there is no such day: 2026-3-5, 2026/03/05,
    2026年3月5日, 20260305."""
    if len(typed) > _LONGEST:
        return None
    text = re.sub(r"\s", "", _half_width(typed))
    found = _DAY.fullmatch(text) or _SHORT_DAY.fullmatch(text)
    if found is None:
        return None
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        return None


def moment(typed: str, zone: tzinfo) -> datetime | None:
    """Return the aware instant of a day and a time of day in `zone`, "2026-03-05T14:30" or
    "2026/3/5 14:30"; None if there is no such moment. A day alone is its beginning."""
    if len(typed) > _LONGEST:
        return None
    first, _, rest = _half_width(typed).strip().replace("T", " ").partition(" ")
    on, clock = day(first), _CLOCK.fullmatch(rest.strip())
    if on is None or (rest.strip() and clock is None):
        return None
    hour, minute = (int(clock[1]), int(clock[2])) if clock else (0, 0)
    if hour > 23 or minute > 59:
        return None
    found = datetime(on.year, on.month, on.day, hour, minute, tzinfo=zone)
    try:
        found.astimezone(UTC)
    except OverflowError:  # the first or the last day that there is, elsewhere beyond it
        return None
    return found


def yes_or_no(typed: str) -> bool | None:
    """Return a yes as True, a no as False, anything else as None."""
    text = _half_width(typed[:_LONGEST]).strip().lower()
    return True if text in _YES else False if text in _NO else None


def _half_width(typed: str) -> str:
    """Return what is written one way only in half-width characters (NFKC), with one kind of hyphen
    and without marks that nobody sees. What only looks like a digit, "²" or "①", stays what it is:
    "5²" is not 52."""
    if typed.isascii():
        return typed
    return _DASHES.sub("-", "".join(map(_plain, typed)))


def _plain(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cf" or "\ufe00" <= character <= "\ufe0f":
        return ""
    return character if category == "No" else unicodedata.normalize("NFKC", character)
