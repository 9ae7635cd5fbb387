"""A simulated process's way to the database."""

from collections.abc import Callable, Mapping
from typing import Any

from pymongo.errors import NetworkTimeout

from actors.runtime.simulation.database import NAME, Change, Database, Documents
from actors.runtime.simulation.loop import Process
from actors.runtime.simulation.network import Answer, Network

PATIENCE = 1.5  # seconds until an operation without an answer counts as lost

State = Mapping[str, Documents]


class Access:
    """One process's way to the database."""

    def __init__(self, process: Process, network: Network, database: Database) -> None:
        self._process = process
        self._network = network
        self._database = database

    async def write(self, decide: Callable[[State], tuple[list[Change], Any]]) -> Any:
        """Make the changes that `decide` chooses; return what else it returns.

        Raises:
            PyMongoError: it is not known whether they were made.
        """
        return await self._ask(lambda answer: self._database.write(decide, answer))

    async def read(self, look: Callable[[State], Any]) -> Any:
        """Return what `look` finds in what a majority has.

        Raises:
            PyMongoError: the database did not answer.
        """
        return await self._ask(lambda answer: self._database.read(look, answer))

    async def _ask(self, serve: Callable[[Answer], None]) -> Any:
        return await self._network.request(
            self._process, NAME, serve, seconds=PATIENCE, error_when_lost=timed_out
        )


def timed_out() -> NetworkTimeout:
    """Return what an operation without an answer raises."""
    return NetworkTimeout("timed out")
