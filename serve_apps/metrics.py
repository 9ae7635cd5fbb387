"""What a web replica tells Prometheus: how many it sent away, how many wait in which room, and how
often which rules of items failed; and what concerns security.

Ray's agent exports it under these names with "ray_" in front. Rooms are named by the code of their
item, so there are no more of them than items; nobody who waits is named.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from ray.util.metrics import Gauge

from actors.blocks.security.sorts import SORTS
from actors.blocks.waiting.state import Board
from storage.security_events import SecurityEvents

METRICS = {
    "yimen_sent_away_total": "Requests that were told to come again, by why",
    "yimen_broken_rules_total": "Times that a rule of a service item failed, by rule",
    "yimen_security_events_total": "Security events, by their sort",
    "yimen_security_events_lost_total": "Security events that could not be kept",
    "yimen_waiting_people": "People who wait to be let in, by room",
    "yimen_waiting_let_in_total": "People who were let in, by room",
}
"""Gauges by name, each with its description. The totals only grow."""
_LABELS = {
    "yimen_sent_away_total": ("why",),
    "yimen_broken_rules_total": ("rule",),
    "yimen_security_events_total": ("sort",),
    "yimen_security_events_lost_total": (),
    "yimen_waiting_people": ("room",),
    "yimen_waiting_let_in_total": ("room",),
}
SENT_AWAY = (
    "crowded", "outcome_unknown", "overloaded", "too_many_places", "too_many_tries", "unavailable",
    "waiting",
)  # fmt: skip
"""Why somebody is sent away, with the status 429 or 503."""
_PUBLISH = 2.0  # seconds


class Figure(NamedTuple):
    """One value of a metric."""

    name: str
    value: float
    labels: dict[str, str]


_NONE = {"": 0}  # so that the series is there, and a panel says nothing where nothing failed


def figures(
    sent_away: Mapping[str, int],
    boards: Mapping[str, Board],
    broken: Mapping[str, int],
    security: Mapping[str, int],
    lost: int,
) -> Iterator[Figure]:
    """Yield what there is to tell of the counts by `SENT_AWAY`, the boards of rooms, the counts
    of rules that failed, those of security events by sort, and how many of these were lost."""
    for sort in SORTS:
        yield Figure("yimen_security_events_total", security.get(sort, 0), {"sort": sort})
    yield Figure("yimen_security_events_lost_total", lost, {})
    for why in SENT_AWAY:
        yield Figure("yimen_sent_away_total", sent_away.get(why, 0), {"why": why})
    for rule, times in (broken or _NONE).items():
        yield Figure("yimen_broken_rules_total", times, {"rule": rule})
    for room, board in boards.items():
        labels = {"room": room}
        yield Figure("yimen_waiting_people", board.tail - board.head, labels)
        yield Figure("yimen_waiting_let_in_total", board.head, labels)


class Publisher:
    """Passes the figures of one replica on to Ray. `lines` tells who waits, by room."""

    def __init__(
        self,
        sent_away: Mapping[str, int],
        broken: Mapping[str, int],
        lines: Callable[[], Awaitable[Mapping[str, Board]]],
        security: SecurityEvents,
    ) -> None:
        self._sent_away = sent_away
        self._broken = broken
        self._lines = lines
        self._security = security
        self._gauges = {name: Gauge(name, text, _LABELS[name]) for name, text in METRICS.items()}

    async def run(self) -> None:
        """Publish every two seconds until cancelled."""
        while True:
            boards, events = await self._lines(), self._security
            self._set(figures(self._sent_away, boards, self._broken, events.counts, events.lost))
            await asyncio.sleep(_PUBLISH)

    def _set(self, told: Iterable[Figure]) -> None:
        for figure in told:
            self._gauges[figure.name].set(figure.value, figure.labels)
