"""What stands out among millions of turns, kept in a bounded space: the hottest and the slowest.

Both forget by windows: what is told is of the present window and the one before.
"""

import heapq
from datetime import datetime

import msgspec


class HotEntity(msgspec.Struct, frozen=True):
    """An entity with many turns; `turns` is never too high."""

    key: str
    turns: int


class SlowTurn(msgspec.Struct, frozen=True, order=True):
    """One turn that took long: `seconds` of deciding and encoding."""

    seconds: float
    at: datetime
    key: str
    command: str


class Frequent:
    """The keys met most often, by the algorithm of Misra and Gries.

    Of `n` keys met in a window, one that makes up more than `n / most` of them is surely told, and
    while no more than `most` different keys are met the counts are exact. When there is no room,
    one is taken from every count; what that costs was earned by as many additions. `now` is any
    clock's time in seconds that never goes back.
    """

    def __init__(self, *, window: float = 30.0, most: int = 1000) -> None:
        self._window = window
        self._most = most
        self._counts: dict[str, int] = {}
        self._before: dict[str, int] = {}
        self._until = 0.0

    def add(self, key: str, now: float) -> None:
        """Count one more `key`."""
        if now >= self._until:
            self._turn_page(now)
        counts = self._counts
        if key in counts:
            counts[key] += 1
        elif len(counts) < self._most:
            counts[key] = 1
        else:
            self._counts = {each: count - 1 for each, count in counts.items() if count > 1}

    def top(self, many: int, now: float) -> list[HotEntity]:
        """Return the keys met most often in the last one to two windows, at most `many`."""
        if now >= self._until:
            self._turn_page(now)
        counts = dict(self._before)
        for key, count in self._counts.items():
            counts[key] = counts.get(key, 0) + count
        best = heapq.nlargest(many, counts.items(), key=lambda each: each[1])
        return [HotEntity(key, count) for key, count in best]

    def _turn_page(self, now: float) -> None:
        recent = now < self._until + self._window
        self._before, self._counts = self._counts if recent else {}, {}
        self._until = now + self._window


class Slowest:
    """The `most` slowest turns of a window; `now` as for `Frequent`."""

    def __init__(self, *, window: float = 300.0, most: int = 20) -> None:
        self._window = window
        self._most = most
        self._heap: list[SlowTurn] = []
        self._before: list[SlowTurn] = []
        self._until = 0.0
        self._floor = 0.0

    def among(self, seconds: float, now: float) -> bool:
        """Tell whether a turn that took `seconds` is one of them; ask before making one."""
        if now >= self._until:
            self._turn_page(now)
        return seconds > self._floor

    def add(self, turn: SlowTurn) -> None:
        """Take in `turn`, in the place of the quickest when there is no room."""
        if len(self._heap) < self._most:
            heapq.heappush(self._heap, turn)
        else:
            heapq.heappushpop(self._heap, turn)
        if len(self._heap) == self._most:
            self._floor = self._heap[0].seconds

    def top(self, many: int, now: float) -> list[SlowTurn]:
        """Return the slowest turns of the last one to two windows, at most `many`."""
        if now >= self._until:
            self._turn_page(now)
        return heapq.nlargest(many, [*self._before, *self._heap])

    def _turn_page(self, now: float) -> None:
        recent = now < self._until + self._window
        self._before, self._heap, self._floor = self._heap if recent else [], [], 0.0
        self._until = now + self._window
