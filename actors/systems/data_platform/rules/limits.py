"""How often a rule may act (动作限流): so many times in any hour; what is more waits for room."""

from collections.abc import Sequence
from datetime import datetime, timedelta

HOUR = timedelta(hours=1)


def room_at(now: datetime, ran: Sequence[datetime], most: int) -> datetime:
    """Return when a rule may act that has acted at the instants `ran`, in order, and may `most`
    times within an hour: `now`, or later. An action counts for an hour less an instant."""
    if len(ran) < most:
        return now
    return max(now, ran[-most] + HOUR)


def counting(now: datetime, ran: Sequence[datetime]) -> tuple[datetime, ...]:
    """Return those of the instants `ran` that still count at `now`."""
    return tuple(each for each in ran if each + HOUR > now)
