"""Where the cluster's affairs are kept: who lives, who owns what, and what is planned."""

from storage.leases import Leases
from storage.mongo import Database
from storage.peaks import Peaks
from storage.placement import Placements


class Directory:
    """The leases, the placement and the planned peaks of one database."""

    def __init__(self, database: Database) -> None:
        self.leases = Leases(database)
        self.placements = Placements(database)
        self.peaks = Peaks(database)
