"""How much `bench scale` measures, and on what."""

from dataclasses import dataclass
from pathlib import Path

from actors.blocks.cases.catalogue import Catalogue
from actors.kernel.identity import Identity
from actors.kinds import build_kinds
from actors.library import load_city, load_library
from actors.runtime.engine import Engine
from actors.runtime.settings import RuntimeSettings
from actors.runtime.store import MongoStore
from benchmarks.bulk import key_of
from benchmarks.cases import ITEM, review_task, reviewer
from benchmarks.reviews import Reviews
from storage.clock import WallClock
from storage.embedded import EmbeddedMongo
from storage.mongo import Database
from storage.settings import StorageSettings


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How much to measure.

    `few` and `many` are the numbers of existing cases that are compared; `loaded` how many of them
    are loaded for one command each, `resident` how many stay in memory for many; `idle` how many
    are held in memory without any; `hosts` the numbers of hosts. Each run under load takes
    `seconds`, and medians are taken over `rounds`.
    """

    few: int = 10_000
    many: int = 1_000_000
    loaded: int = 5_000
    resident: int = 1_000
    idle: int = 100_000
    hosts: tuple[int, ...] = (1, 2, 4)
    seconds: float = 6.0
    rounds: int = 7


class Stage:
    """A database server in `folder`, the deployment's library and city, and an officer."""

    def __init__(self, server: EmbeddedMongo, folder: Path) -> None:
        self.server = server
        self.folder = folder
        self.library = load_library()
        self.city = load_city()
        member = reviewer(self.city, self.library[Catalogue].item(ITEM))
        self._officer = Identity(f"staff:{member.account}", member.roles, member.unit)
        self._kinds = build_kinds(self.library)

    def storage(self, name: str) -> StorageSettings:
        """Return the settings of the database `name`."""
        server = self.server
        return StorageSettings(uri=server.uri, database=name, data=self.folder, port=server.port)

    def engine(self, database: Database) -> Engine:
        """Return an engine on `database` that holds as many cases as come."""
        settings = RuntimeSettings(max_entities=10_000_000, max_waiting=100_000)
        return Engine(self._kinds, MongoStore(database), WallClock(), settings)

    async def reviews(self, database: Database) -> Reviews:
        """Return the reviews of the cases in `database`, none of which is claimed."""
        async with self.engine(database) as engine:
            return Reviews(self._officer, review_task((await engine.show(key_of(0))).state))


def database_of(count: int) -> str:
    """Return the name of the database that has `count` cases."""
    return f"cases_{count}"
