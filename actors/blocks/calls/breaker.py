"""The breaker (熔断) of a party: one that is sick is left alone for a while, then tried with one
call."""

from datetime import datetime, timedelta
from typing import Literal

import msgspec

from actors.blocks.calls.outcome import Outcome

TRIPS_AFTER = 5  # tries in a row that show a sick party
FIRST_SECONDS = 10.0
MOST_SECONDS = 600.0
BreakerState = Literal["closed", "open", "half_open"]


class Breaker(msgspec.Struct, frozen=True, omit_defaults=True):
    """How sick a party is: `sick` tries in a row; open until `until`, having tripped `trips` times
    since it was well."""

    sick: int = 0
    trips: int = 0
    until: datetime | None = None

    def state(self, now: datetime) -> BreakerState:
        """Return in which state it is: open, or half-open (one call probes the party) after that,
        until it is known to be well."""
        if self.until is None:
            return "closed"
        return "open" if now < self.until else "half_open"


def is_sick(outcome: Outcome) -> bool:
    """Tell whether `outcome` shows a party that is sick, rather than a wish that it refuses."""
    return outcome.state in ("unsent", "unknown")


def room(breaker: Breaker, at_once: int, under_way: int, now: datetime) -> int:
    """Return how many calls may be begun, when `under_way` are and `at_once` may be."""
    match breaker.state(now):
        case "closed":
            return max(0, at_once - under_way)
        case "open":
            return 0
        case "half_open":
            return max(0, 1 - under_way)


def after(breaker: Breaker, outcome: Outcome, now: datetime) -> Breaker:
    """Return the breaker after `outcome`. Each time that it trips it is open twice as long."""
    if not is_sick(outcome):
        return Breaker()
    if breaker.state(now) == "open":  # a try that was begun before
        return breaker
    sick = breaker.sick + 1
    if breaker.state(now) == "closed" and sick < TRIPS_AFTER:
        return Breaker(sick)
    seconds = min(FIRST_SECONDS * 2 ** min(breaker.trips, 20), MOST_SECONDS)
    return Breaker(sick, breaker.trips + 1, now + timedelta(seconds=seconds))
