"""What people of the sample city did with these services before now."""

from collections.abc import Iterable
from datetime import datetime
from heapq import merge

from actors.kernel.library import Library
from actors.kernel.system import Act
from actors.systems.community_service.sample import register, surveys


def lived(library: Library, now: datetime) -> Iterable[tuple[datetime, Act]]:
    """Return what was done when, in the order of time."""
    plans = register.lived(library, now), surveys.lived(library, now)
    return merge(*plans, key=lambda each: each[0])
