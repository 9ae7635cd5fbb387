"""The database as the runtime must fear it: a primary that is ahead of its majority.

Every write goes into a log. The primary shows it to later writes at once; a reader sees it, and its
writer hears of it, only when a majority has it. When the primary fails, a tail of the log that no
majority has is gone, and those who wrote it never hear what became of it.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from pymongo.errors import AutoReconnect

from actors.runtime.simulation.loop import World
from actors.runtime.simulation.network import Answer
from actors.runtime.simulation.trace import Trace

NAME = "database"

Documents = dict[str, Any]
State = defaultdict[str, Documents]
Change = tuple[str, str, Any]
"""Collection, `_id` and the new document, or None to delete it. Documents are never changed."""

_COPY = 0.001  # seconds until a majority has a write, usually


class Database:
    """The state of a replica set. `slow` is the share of writes whose copies take long."""

    def __init__(self, world: World, chance: Random, trace: Trace) -> None:
        self.available = True
        self.slow = 0.0
        self.durable: State = defaultdict(dict)
        self.listeners: list[Callable[[str, str, Any], None]] = []
        self._primary: State = defaultdict(dict)
        self._log: list[Change] = []
        self._held = 0  # how much of the log a majority has
        self._term = 0
        self._waiting: list[tuple[int, Answer, Any]] = []
        self._world = world
        self._chance = chance
        self._trace = trace

    def write(
        self, decide: Callable[[Mapping[str, Documents]], tuple[list[Change], Any]], answer: Answer
    ) -> None:
        """Make the changes that `decide` chooses, who sees the primary; answer what it returns
        beside them once a majority has them."""
        if not self.available:
            answer(AutoReconnect("not primary"))
            return
        changes, result = decide(self._primary)
        if not changes:
            answer(result)
            return
        for change in changes:
            _apply(self._primary, change)
        self._log += changes
        self._waiting.append((len(self._log), answer, result))
        delay = _COPY * (0.5 + self._chance.random())
        if self.slow and self._chance.random() < self.slow:
            delay += self._chance.expovariate(1.0)
        self._world.after(delay, self._copied, self._term, len(self._log))

    def read(self, look: Callable[[Mapping[str, Documents]], Any], answer: Answer) -> None:
        """Answer what `look` finds in what a majority has."""
        answer(look(self.durable) if self.available else AutoReconnect("not primary"))

    def fail_over(self, seconds: float) -> None:
        """Lose the primary; another takes over after `seconds`, with as much as it happens to have
        of what no majority has."""
        kept = self._chance.randint(self._held, len(self._log))
        self._trace.note(NAME, f"fails over, {len(self._log) - kept} writes are gone")
        self._term += 1
        self.available = False
        self._hold(kept, tell=False)
        del self._log[kept:]
        for _, answer, _ in self._waiting:
            answer(AutoReconnect("connection closed"))
        self._waiting.clear()
        self._primary = defaultdict(dict, {name: {**each} for name, each in self.durable.items()})
        self._world.after(seconds, self._take_over, self._term)

    def _take_over(self, term: int) -> None:
        if term == self._term:
            self.available = True
            self._trace.note(NAME, "has a primary again")

    def _copied(self, term: int, length: int) -> None:
        if term == self._term and length > self._held:
            self._hold(length, tell=True)

    def _hold(self, length: int, *, tell: bool) -> None:
        for change in self._log[self._held : length]:
            _apply(self.durable, change)
            for listener in self.listeners:
                listener(*change)
        self._held = length
        if tell:
            heard = [each for each in self._waiting if each[0] <= length]
            self._waiting = [each for each in self._waiting if each[0] > length]
            for _, answer, result in heard:
                answer(result)


def _apply(state: State, change: Change) -> None:
    collection, id, document = change
    if document is None:
        state[collection].pop(id, None)
    else:
        state[collection][id] = document
