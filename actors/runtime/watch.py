"""Who is alive, seen from one process: by the beats of hosts against a clock of its own."""

from collections.abc import Iterable

from storage.leases import HostRecord


class Watch:
    """Takes a host for dead once its beat has stood still for `patience` seconds, or at once when
    it is suspected. Time in which the beats could not be read does not count."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._beats: dict[str, tuple[int, float]] = {}
        self._suspected: set[str] = set()

    def suspect(self, owner: str) -> None:
        """Take this start of a host for dead: its process is known to have ended."""
        self._suspected.add(owner)

    def blind(self) -> None:
        """The beats could not be read: begin to count anew."""
        self._beats.clear()

    def dead(self, hosts: Iterable[HostRecord], now: float) -> list[HostRecord]:
        """Return those of `hosts` that count as alive by their records and are not.

        `now` is an instant of the own monotonic clock.
        """
        alive = [host for host in hosts if host.alive]
        beats: dict[str, tuple[int, float]] = {}
        for host in alive:
            beat, since = self._beats.get(host.owner, (-1, now))
            beats[host.owner] = (host.beat, now) if host.beat != beat else (beat, since)
        self._beats = beats
        self._suspected &= beats.keys()
        return [
            host
            for host in alive
            if host.owner in self._suspected or now - beats[host.owner][1] > self._patience
        ]
