"""When a party is tried again: later each time, and not by everybody at once."""

import hashlib
from datetime import timedelta

from actors.blocks.calls.outcome import Patience

LEASE_MORE = (
    10.0  # seconds that a try is held beyond what it may take: its outcome is recorded then
)
_SPREAD = 0.25  # of a wait, at most, that is taken off it


def wait_before(patience: Patience, tries: int, id: str) -> timedelta:
    """Return how long to wait after `tries` (from 1) tries in vain of the call `id`.

    It is a little shorter than the doubled wait, differently for each id and try and always alike
    for the same: those that failed together do not come again together.
    """
    whole = min(patience.first * 2 ** min(tries - 1, 30), patience.most)
    digest = hashlib.sha256(f"{id}/{tries}".encode()).digest()
    share = int.from_bytes(digest[:4], "big") / 2**32
    return timedelta(seconds=whole * (1 - _SPREAD * share))


def lease_of(patience: Patience) -> timedelta:
    """Return how long a try is held by who makes it."""
    return timedelta(seconds=patience.seconds + patience.records_within)
