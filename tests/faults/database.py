"""Three real mongods that a test may do anything to, each in a network namespace of its own."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio

from actors.runtime.engine import Engine
from actors.runtime.store import MongoStore
from benchmarks.chaos.mongo_set import MongoSet
from benchmarks.chaos.network import Network
from storage.clock import WallClock
from storage.mongo import Database, connect
from storage.schema import prepare
from storage.settings import StorageSettings
from tests.faults.load import Load
from tests.integration.kinds import kinds

KEYS = [f"ledger:{number}" for number in range(20)]
ELECTION = 2.0  # seconds without a primary's sign until another is elected; MongoDB's own is 10


@dataclass(frozen=True)
class Three:
    """The replica set and the network that it is on."""

    mongods: MongoSet
    network: Network

    def settings(self, folder: Path) -> StorageSettings:
        """Return settings that name a database of a test's own."""
        return StorageSettings(
            uri=self.mongods.uri, database=f"t{uuid4().hex[:12]}", data=folder, port=0
        )

    def number(self) -> int:
        """Return which machine the primary is on."""
        return self.mongods.members.index(self.mongods.primary())

    def heal(self) -> None:
        """Undo what was done, and wait until the set is whole again."""
        self.network.heal()
        for member in self.mongods.members:
            member.thaw()
        self.mongods.healthy()


@pytest.fixture(scope="package")
def set_of_three(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Three]:
    """The replica set of all the tests with faults."""
    folder = tmp_path_factory.mktemp("mongods")
    with Network(3) as network:
        mongods = MongoSet(folder, [27017] * 3, network=network, election_seconds=ELECTION)
        with mongods.running():
            yield Three(mongods, network)


@pytest.fixture
def three(set_of_three: Three) -> Iterator[Three]:
    """The replica set, whole; and whole again afterwards."""
    set_of_three.heal()
    yield set_of_three
    set_of_three.heal()


@pytest_asyncio.fixture
async def replicated(three: Three, tmp_path: Path) -> AsyncIterator[Database]:
    """A database of the test's own on the three."""
    database = connect(three.settings(tmp_path))
    await prepare(database)
    yield database
    await asyncio.to_thread(three.heal)
    await database.client.close()


@asynccontextmanager
async def under_load(database: Database, seed: int) -> AsyncIterator[Load]:
    """Run an engine on `database`, and traffic on that; the engine outlives the traffic."""
    async with Engine(kinds(), MongoStore(database), WallClock()) as engine:
        load = Load(engine, KEYS, clients=20, seed=seed)
        async with load.running():
            await load.acknowledged(100)
            yield load
