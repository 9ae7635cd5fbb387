"""Rows of a scenario: what views make of everything that it committed."""

import asyncio
from datetime import datetime
from typing import Any

from actors.kernel.view import Row, View
from actors.runtime.codec import builtins
from actors.testing import Scenario
from actors.testing.scenario import START
from actors.testing.worlds import MemoryWorld
from storage.mongo import Document


class Keeping(MemoryWorld):
    """Keeps the commits in the order in which they were made."""

    def __init__(self, scenario: Scenario) -> None:
        super().__init__(scenario.kinds, START)
        self.commits: list[Document] = []

    async def send(self, key: str, command: Any, id: str, by: Any, at: datetime) -> Any:
        reply, commit = await super().send(key, command, id, by, at)
        if commit is not None:
            self.commits.append(commit)
        return reply, commit


def commits_of(scenario: Scenario) -> list[Document]:
    """Return every commit of `scenario`, in order."""
    world = Keeping(scenario)
    asyncio.run(scenario.run_in(world))
    return world.commits


def rows_of(view: View, scenario: Scenario) -> dict[str, Row]:
    """Return the rows that `view` has after `scenario`, by id."""
    return folded(view, commits_of(scenario))[0]


def folded(view: View, commits: list[Document]) -> tuple[dict[str, Row], dict[str, Row]]:
    """Return the rows of `view` after `commits`, and the counters that follow from them."""
    rows: dict[str, Row] = {}
    counters: dict[str, Row] = {}
    for commit in commits:
        if not view.reads(commit["kind"]):
            continue
        for id in view.rows(commit):
            before = rows.get(id)
            after = view.fold(before, id, commit)
            assert after is not None
            rows[id] = after
            derived = view.derive([(before, after)]) if view.derive else {}
            for writes in derived.values():
                for add in writes:
                    counter = counters.setdefault(add.id, {"_id": add.id, **add.begin})
                    for name, amount in add.amounts.items():
                        counter[name] = counter.get(name, 0) + amount
    return rows, counters


def plain(value: Any) -> Any:
    """Return `value` as it is stored."""
    return builtins(value)
