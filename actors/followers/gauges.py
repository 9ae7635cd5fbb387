"""The gauges of the projectors: their own, and those that owners declare."""

from collections.abc import Awaitable, Callable, Iterable, Mapping

import structlog
from ray.util import metrics

from actors.kernel.gauges import NO_LABELS, Gauge, Reading
from storage.mongo import Database

GAUGES = (
    Gauge("yimen_projector_lag_seconds", "Age of the oldest commit not yet handled", ("follower",)),
    Gauge("yimen_projector_commits", "Commits handled since the start", ("follower",)),
    Gauge(
        "yimen_projector_quarantined",
        "Commits and messages set aside, by who could not handle them",
        ("follower",),
    ),
    Gauge("yimen_courier_delivered", "Messages delivered to other entities since the start"),
    Gauge("yimen_courier_parked", "Messages whose entity did not answer, to be offered again"),
    Gauge("yimen_seal_age_seconds", "Time since the last seal of the journal"),
    Gauge("yimen_seals_unwitnessed", "Seals that a witness was not given yet", ("witness",)),
    Gauge(
        "yimen_seal_contradictions",
        "1 while a witness holds another seal than there is here",
        ("witness",),
    ),
)
"""Those of the projectors themselves; Prometheus finds all with "ray_" in front."""

_log = structlog.get_logger("yimen.projector")

Reads = Callable[[Database], Awaitable[Iterable[Reading]]]


class Gauges:
    """All gauges, to be set. `declared` are those of owners, which `reads` read."""

    def __init__(self, declared: Iterable[Gauge], reads: Iterable[Reads]) -> None:
        self._gauges = {
            each.name: metrics.Gauge(each.name, each.text, each.labels)
            for each in (*GAUGES, *declared)
        }
        self._reads = tuple(reads)

    def set(self, name: str, value: float, labels: Mapping[str, str] = NO_LABELS) -> None:
        """Set the gauge `name`.

        Raises:
            KeyError: nobody declared it.
        """
        self._gauges[name].set(value, dict(labels))

    async def read(self, database: Database) -> None:
        """Set those of owners to what their shells read; one that cannot be read keeps its last
        figures, and the others are read."""
        for read in self._reads:
            try:
                for reading in await read(database):
                    self.set(*reading)
            except Exception as error:  # an owner's own code: its fault stays its own
                _log.warning("gauges.unread", module=read.__module__, error=type(error).__name__)
