"""How far a follower has come: for those who wait for it, and for operators."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from bson import Timestamp

from storage.clock import WallClock


@dataclass
class FollowerFigures:
    """What operators see of a follower, since its start."""

    handled: int = 0
    batches: int = 0
    quarantined: int = 0
    retries: int = 0
    scanning: bool = False


class Progress:
    """What a follower knows about itself."""

    def __init__(self) -> None:
        self._reached = Timestamp(0, 0)  # everything up to here was handled from the stream
        self._streaming = False
        self._oldest: datetime | None = None  # of the commits in hand
        self._known = WallClock().now()  # up to when everything is known to be handled
        self._changed = asyncio.Condition()

    @property
    def lag_seconds(self) -> float:
        """The age of the oldest commit not yet handled, 0 when there is none. While it cannot see
        what there is, the time since everything was handled."""
        since = self._oldest if self._streaming else self._known
        return max(0.0, (WallClock().now() - since).total_seconds()) if since else 0.0

    async def reach(self, instant: Timestamp) -> None:
        """Wait until everything up to `instant` of the stream has been handled."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._reached >= instant)

    def begins(self, known: datetime | None) -> None:
        """Note that everything up to `known` was handled by a predecessor."""
        self._known = known or self._known

    def takes(self, oldest: datetime | None) -> None:
        """Note that commits are in hand, the oldest of them written at `oldest`."""
        self._streaming, self._oldest = True, oldest

    async def handled(self, at: datetime | None, reached: Timestamp) -> None:
        """Note that those in hand are handled, the last of them written at `at`."""
        self._oldest, self._known = None, at or self._known
        async with self._changed:
            self._reached = reached
            self._changed.notify_all()

    def sees_nothing_new(self) -> datetime:
        """Note that the stream has no more news, and return the time."""
        self._streaming, self._known = True, WallClock().now()
        return self._known

    async def idle(self, reached: Timestamp) -> None:
        """Note that there is nothing to do up to `reached`."""
        async with self._changed:
            self._reached = max(self._reached, reached)
            self._changed.notify_all()

    def loses_sight(self) -> None:
        """Note that the stream is closed."""
        self._streaming, self._oldest = False, None
