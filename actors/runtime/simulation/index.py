"""The due index follows the journal: late, by the real rules, and now and then a second time."""

from random import Random
from typing import Any

from actors.runtime.due_index import view
from actors.runtime.simulation.access import State
from actors.runtime.simulation.database import Change, Database
from actors.runtime.simulation.keys import meant
from actors.runtime.simulation.loop import World
from actors.runtime.simulation.trace import Trace
from storage.mongo import Document

_LAG = 0.5  # seconds, on average
_VIEW = view()


class Index:
    """Writes the alarms of the journal of `database` into its collection `reminders`."""

    def __init__(self, world: World, database: Database, chance: Random, trace: Trace) -> None:
        self._world = world
        self._database = database
        self._chance = chance
        self._trace = trace
        self._commits: list[Document] = []
        self._position = 0
        self._scheduled = False
        database.listeners.append(self._changed)

    def read_again(self, commits: int) -> None:
        """Go back by `commits` and fold them once more."""
        self._position = max(self._position - commits, 0)
        self._trace.note("index", f"goes back to {self._position}")
        self._schedule()

    def _changed(self, collection: str, id: str, packed: Any) -> None:
        if collection == "journal":
            commit = meant(self._database.durable, packed)
            if commit is not None and _VIEW.rows(commit):
                self._commits.append(commit)
                self._schedule()

    def _schedule(self) -> None:
        if not self._scheduled:
            self._scheduled = True
            self._world.after(self._chance.expovariate(1 / _LAG), self._follow)

    def _follow(self) -> None:
        self._scheduled = False
        if self._position < len(self._commits):
            self._database.write(self._fold, self._folded)

    def _fold(self, state: State) -> tuple[list[Change], int]:
        rows = dict(state["reminders"])
        touched: dict[str, None] = {}
        for commit in self._commits[self._position :]:
            for id in _VIEW.rows(commit):
                touched[id] = None
                row = _VIEW.fold(rows.get(id), id, commit)
                if row is None:
                    rows.pop(id, None)
                else:
                    rows[id] = row
        return [("reminders", id, rows.get(id)) for id in touched], len(self._commits)

    def _folded(self, position: int | BaseException) -> None:
        if isinstance(position, int):
            self._position = max(position, self._position)
        if self._position < len(self._commits):
            self._schedule()
