"""The alarms in memory: those that wait for their instant, and those that are being seen to."""

import heapq
from collections.abc import Callable, Iterable
from datetime import datetime

from storage.reminders import Alarm

_Id = tuple[str, str, datetime]


class Upcoming:
    """Alarms, each once, the soonest first; at most `most` of them."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._heap: list[tuple[datetime, int, Alarm]] = []
        self._indexed: dict[_Id, bool] = {}
        self._pushed = 0

    def __len__(self) -> int:
        """Return how many are known: waiting, under way, or done and still in the index."""
        return len(self._indexed)

    @property
    def waiting(self) -> int:
        """How many wait for their instant or their turn."""
        return len(self._heap)

    @property
    def full(self) -> bool:
        """Whether there is no room for more."""
        return len(self._indexed) >= self._most

    def add(self, alarm: Alarm, *, indexed: bool) -> None:
        """Take in `alarm` unless it is known or there is no room; `indexed` if the index has it."""
        if _id(alarm) in self._indexed:
            self._indexed[_id(alarm)] |= indexed
        elif not self.full:
            self._indexed[_id(alarm)] = indexed
            self.put_back(alarm)

    def put_back(self, alarm: Alarm) -> None:
        """Have `alarm`, which is known, wait again."""
        self._pushed += 1
        heapq.heappush(self._heap, (alarm.due, self._pushed, alarm))

    def pop(self, moment: datetime) -> Alarm | None:
        """Return the soonest if it is due by `moment`; it stays known."""
        if self._heap and self._heap[0][0] <= moment:
            return heapq.heappop(self._heap)[2]
        return None

    def forget(self, alarms: Iterable[Alarm]) -> None:
        """Know nothing of `alarms` any more; they must not be waiting."""
        for alarm in alarms:
            self._indexed.pop(_id(alarm), None)

    def unindexed(self, alarm: Alarm) -> bool:
        """Tell whether the index may lack `alarm`, which is known."""
        return not self._indexed[_id(alarm)]

    def take_unindexed(self, of: Callable[[Alarm], bool]) -> list[Alarm]:
        """Take out those waiting that `of` chooses, and return which of them the index may lack."""
        taken = [alarm for _, _, alarm in self._heap if of(alarm)]
        lacking = [alarm for alarm in taken if self.unindexed(alarm)]
        self._heap = [each for each in self._heap if not of(each[2])]
        heapq.heapify(self._heap)
        self.forget(taken)
        return lacking


def _id(alarm: Alarm) -> _Id:
    return alarm.key, alarm.name, alarm.due
