"""What people type and what it stands for: one form of each kind of answer, here and nowhere else.

Text stays as it was written, but for the space around it. What is written one way only, numbers,
days and identifiers, is read however it was typed: full-width, with spaces, hyphens, commas.
"""

import re
import unicodedata
from datetime import date, datetime, tzinfo
from decimal import Decimal, InvalidOperation

_DASHES = re.compile("[\u2010-\u2015\u2212\uff0d\u2014_]")
_BETWEEN = re.compile(r"[\s,\u00a0\u3000]+")
_DAY = re.compile(r"(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?")
_SHORT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2})?")
_YES = frozenset({"true", "yes", "on", "1", "是"})
_NO = frozenset({"false", "no", "off", "0", "否"})


def plain_text(typed: str) -> str:
    """Return text as it is kept: composed (NFC), lines ended by a line feed, trimmed."""
    return unicodedata.normalize("NFC", typed.replace("\r\n", "\n").replace("\r", "\n")).strip()


def identifier(typed: str, *, hyphens: bool = False) -> str:
    """Return a number of a person, an organisation, a telephone as it is checked: half-width, in
    capitals, without spaces and, unless they are part of it, hyphens."""
    text = _BETWEEN.sub("", _DASHES.sub("-", unicodedata.normalize("NFKC", typed))).upper()
    return text if hyphens else text.replace("-", "")


def number(typed: str) -> Decimal | None:
    """Return the number that was typed, None if it is none: "１，２００" is 1200."""
    text = _BETWEEN.sub("", _DASHES.sub("-", unicodedata.normalize("NFKC", typed)))
    if not re.fullmatch(r"[+-]?(?:\d{1,60}(?:\.\d{0,12})?|\.\d{1,12})", text, re.ASCII):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def day(typed: str) -> date | None:
    """Return the local day that was typed, None if there is no such day: 2026-3-5, 2026/03/05,
    2026年3月5日, 20260305."""
    text = re.sub(r"\s", "", _DASHES.sub("-", unicodedata.normalize("NFKC", typed)))
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
    text = _DASHES.sub("-", unicodedata.normalize("NFKC", typed)).strip()
    first, _, rest = text.replace("T", " ").partition(" ")
    on, clock = day(first), _CLOCK.fullmatch(rest.strip())
    if on is None or (rest.strip() and clock is None):
        return None
    hour, minute = (int(clock[1]), int(clock[2])) if clock else (0, 0)
    if hour > 23 or minute > 59:
        return None
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=zone)


def yes_or_no(typed: str) -> bool | None:
    """Return a yes as True, a no as False, anything else as None."""
    text = unicodedata.normalize("NFKC", typed).strip().lower()
    return True if text in _YES else False if text in _NO else None
