"""What an entity is after a scenario, for tests that look closer than a scenario does."""

import asyncio
from collections.abc import Sequence
from typing import Any

from actors.blocks.messages.address import owner_of
from actors.testing import Scenario
from actors.testing.scenario import START
from actors.testing.worlds import MemoryWorld
from storage.mongo import Document


class Reading(MemoryWorld):
    """A world in memory that keeps its commits in order."""

    def __init__(self, scenario: Scenario) -> None:
        super().__init__(scenario.kinds, START)
        self.commits: list[Document] = []

    async def place(self, commit: Document) -> None:
        """Have `commit` in the journal."""
        self.commits.append(commit)
        await super().place(commit)

    async def send(self, *given: Any) -> tuple[Any, Document | None]:
        """Carry out a command."""
        reply, commit = await super().send(*given)
        if commit is not None:
            self.commits.append(commit)
        return reply, commit


def played(scenario: Scenario) -> Reading:
    """Return the world in which `scenario` was played."""
    world = Reading(scenario)
    asyncio.run(scenario.run_in(world))
    return world


def state_of(scenario: Scenario, key: str) -> Any:
    """Return the state of the entity `key` after `scenario`."""
    world = played(scenario)
    return asyncio.run(world.state(key))


def told(scenario: Scenario) -> Sequence[tuple[str, str]]:
    """Return who was told what in `scenario`: (whose mailbox, template), in order. That of a role
    in a unit is called by its address."""
    return [
        (owner_of(address) or address, message["command"]["template"])
        for commit in played(scenario).commits
        for message in commit["out"]
        if (address := message["key"].removeprefix("mailbox:")) != message["key"]
        and message["command"]["type"] == "PutNotice"  # not what is passed on to holders of a role
    ]
