"""Rates of satisfaction (满意率), from the deputies' own ratings."""

from decimal import ROUND_HALF_UP, Decimal

import msgspec


class RatingCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many replies were rated how; `silent` are those that nobody rated in time."""

    satisfied: int = 0
    basically_satisfied: int = 0
    dissatisfied: int = 0
    silent: int = 0

    @property
    def content(self) -> int:
        """Return how many were rated satisfied or basically satisfied."""
        return self.satisfied + self.basically_satisfied

    @property
    def rated(self) -> int:
        """Return how many were rated; silence is left out and is no consent."""
        return self.content + self.dissatisfied


def satisfaction(count: RatingCount) -> Decimal | None:
    """Return the rate of satisfaction in per cent, one decimal, half up; None if nobody rated."""
    if not count.rated:
        return None
    rate = Decimal(100 * count.content) / Decimal(count.rated)
    return rate.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
