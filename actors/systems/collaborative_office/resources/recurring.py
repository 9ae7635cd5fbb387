"""When a booking recurs (重复预订): RRULE and EXDATE of RFC 5545, in local time."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Literal

from dateutil import rrule as rules

from actors.kernel.deadlines import CHINA, local_day
from actors.kernel.errors import Reason, Refusal
from actors.systems.collaborative_office.profile import profile

_FREQUENCIES: dict[str, Literal[1, 2, 3]] = {"DAILY": 3, "WEEKLY": 2, "MONTHLY": 1}
_DAYS = {each: getattr(rules, each) for each in ("MO", "TU", "WE", "TH", "FR", "SA", "SU")}
_KNOWN = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "WKST"}
_MOST = 10_000  # of a number in a rule


def occurrences(begins_at: datetime, rule: str, except_on: Collection[date]) -> list[datetime]:
    """Return the instants at which what first begins at `begins_at` does, in UTC: those of `rule`
    in local time without the local days of `except_on`. COUNT counts these, too, as RFC 5545 says.

    Raises:
        Refusal: the rule cannot be read, has no end, does not fit the first day, has too many
            occurrences or goes on past the days for which one books.
    """
    if not rule.strip():
        if except_on:
            raise _refused("rule_missing")
        return [begins_at]
    told = _told(rule)
    first = begins_at.astimezone(CHINA).replace(tzinfo=None)
    last = first + timedelta(days=profile().booking_days_ahead)
    until = _until(told["UNTIL"]) if "UNTIL" in told else last
    count = _number(told["COUNT"]) if "COUNT" in told else 0
    most = profile().booking_occurrences_most
    if count > most:
        raise _refused("too_many", most=str(most))
    try:
        found = rules.rrule(
            _FREQUENCIES[told["FREQ"]],
            dtstart=first,
            interval=_number(told.get("INTERVAL", "1")),
            wkst=_DAYS[told.get("WKST", "MO")],
            byweekday=[_DAYS[each] for each in _listed(told, "BYDAY")] or None,
            bymonthday=[_day(each) for each in _listed(told, "BYMONTHDAY")] or None,
            until=min(until, last),
        )
    except KeyError:
        raise _refused("rule_unreadable") from None
    at = list(islice(found, count or most + 1))
    if len(at) > most:
        raise _refused("too_many", most=str(most))
    if not at or at[0] != first:
        raise _refused("rule_other_day")
    if until > last or len(at) < count:
        raise _refused("too_far_ahead", days=str(profile().booking_days_ahead))
    kept = [each.replace(tzinfo=CHINA).astimezone(begins_at.tzinfo) for each in at]
    kept = [each for each in kept if local_day(each) not in except_on]
    if not kept:
        raise _refused("none_left")
    return kept


def _told(rule: str) -> dict[str, str]:
    """Return the parts of a rule by their names."""
    parts = [each.partition("=") for each in rule.strip().upper().removeprefix("RRULE:").split(";")]
    told = {name: value for name, _, value in parts}
    if len(told) < len(parts) or told.keys() - _KNOWN or not all(told.values()):
        raise _refused("rule_unreadable")
    if told.get("FREQ") not in _FREQUENCIES:
        raise _refused("rule_unreadable")
    if not {"COUNT", "UNTIL"} & told.keys():
        raise _refused("rule_without_end")
    if {"COUNT", "UNTIL"} <= told.keys():
        raise _refused("rule_unreadable")
    return told


def _listed(told: dict[str, str], name: str) -> list[str]:
    return told[name].split(",") if name in told else []


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text[:9]) <= _MOST:
        raise _refused("rule_unreadable")
    return int(text)


def _day(text: str) -> int:
    day = _number(text.removeprefix("-"))
    if day > 31:
        raise _refused("rule_unreadable")
    return -day if text.startswith("-") else day


def _until(text: str) -> datetime:
    """Return the last local instant of a rule: a day means all of it."""
    try:
        if len(text) == 8:
            return datetime.strptime(text, "%Y%m%d").replace(hour=23, minute=59, second=59)
        at = datetime.strptime(text, "%Y%m%dT%H%M%SZ" if text.endswith("Z") else "%Y%m%dT%H%M%S")
        if not text.endswith("Z"):
            return at
        return at + timedelta(hours=8)  # local time has no summer time
    except (ValueError, OverflowError):
        raise _refused("rule_unreadable") from None


def _refused(code: str, **facts: str) -> Refusal:
    field = "/except_on" if code == "rule_missing" else "/rule"
    return Refusal(Reason(f"office_resource.{code}", field, facts))
