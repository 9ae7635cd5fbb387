"""Spans of days (时段): what they have in common, and what is left of them without others."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

ONE_DAY = timedelta(days=1)


class Span(NamedTuple):
    """Days from `since` up to and including `until`: date.min for what was at first, date.max for
    what nothing ends yet."""

    since: date
    until: date

    def within(self, other: "Span") -> "Span | None":
        """Return the days that both have; None if there is none."""
        both = Span(max(self.since, other.since), min(self.until, other.until))
        return both if both.since <= both.until else None


def merged(spans: Iterable[Span]) -> list[Span]:
    """Return the days of all `spans`, in order, as few spans as will do."""
    found: list[Span] = []
    for span in sorted(spans):
        if span.since > span.until:
            continue
        if found and (found[-1].until == date.max or span.since <= found[-1].until + ONE_DAY):
            found[-1] = Span(found[-1].since, max(found[-1].until, span.until))
        else:
            found.append(span)
    return found


def without(span: Span, taken: Sequence[Span]) -> list[Span]:
    """Return what is left of `span` without the days of `taken`, which are merged."""
    left: list[Span] = []
    since = span.since
    for each in taken:
        if each.until < since:
            continue
        if each.since > span.until:
            break
        if each.since > since:
            left.append(Span(since, each.since - ONE_DAY))
        if each.until >= span.until:
            return left
        since = each.until + ONE_DAY
    return [*left, Span(since, span.until)]


def meet(first: Sequence[Span], second: Sequence[Span]) -> bool:
    """Tell whether two lists of merged spans have a day in common."""
    one, other = 0, 0
    while one < len(first) and other < len(second):
        if first[one].within(second[other]):
            return True
        if first[one].until < second[other].until:
            one += 1
        else:
            other += 1
    return False
