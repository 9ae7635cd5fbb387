"""What administrators publish as versions, each from a day on: the questions that all have in
common."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol, TypeVar

from actors.kernel.errors import Reason, Refusal

SHORTEST_REASON, LONGEST_REASON = 2, 400


class Version(Protocol):
    """One version: its number from 1, the first local day on which it holds, and why it came."""

    @property
    def number(self) -> int: ...

    @property
    def effective(self) -> date: ...


V = TypeVar("V", bound=Version)


def version_on(versions: Sequence[V], day: date) -> V | None:
    """Return the version that holds on `day`: of those that have begun the one with the latest
    day, and of two for one day the later number; None before the first."""
    begun = [each for each in versions if each.effective <= day]
    return max(begun, key=lambda each: (each.effective, each.number), default=None)


def faults_of(effective: date, reason: str, today: date) -> Iterable[Reason]:
    """Yield what is wrong with when and why a change is to be."""
    if effective < today:
        yield Reason("organisation.in_the_past", "/effective")
    yield from reason_faults(reason)


def reason_faults(reason: str) -> Iterable[Reason]:
    """Yield what is wrong with a reason."""
    if not SHORTEST_REASON <= len(reason.strip()) <= LONGEST_REASON:
        facts = {"shortest": str(SHORTEST_REASON), "longest": str(LONGEST_REASON)}
        yield Reason("organisation.reason", "/reason", facts)


def require_last(versions: Sequence[Version], number: int, reason: str, today: date) -> None:
    """Check that version `number` can be taken back: it is the last, and its first day is not over.

    Raises:
        Refusal: it cannot, or no reason is given.
    """
    faults = tuple(reason_faults(reason))
    if faults:
        raise Refusal(*faults)
    if not versions or versions[-1].number != number:
        raise Refusal(Reason("organisation.not_the_last_change"), kind="not_now")
    if versions[-1].effective < today:
        raise Refusal(Reason("organisation.in_effect_already"), kind="not_now")
