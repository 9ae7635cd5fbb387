"""Where the cluster's affairs are kept: who lives, and who owns what."""

from storage.leases import Leases
from storage.mongo import Database
from storage.placement import Placements


class Directory:
    """The leases and the placement of one database."""

    def __init__(self, database: Database) -> None:
        self.leases = Leases(database)
        self.placements = Placements(database)
