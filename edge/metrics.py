"""What the agent tells Prometheus, read anew at every scrape of `/metrics` on the screen's port."""

from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, Counter, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from edge.devices.keeper import DeviceKeeper
from edge.outbox import Outbox


class Metrics(Collector):
    """The agent's figures. `sessions` and `orders` are counted where they happen."""

    def __init__(self, outbox: Outbox, keeper: DeviceKeeper, online: Callable[[], bool]) -> None:
        self._outbox = outbox
        self._keeper = keeper
        self._online = online
        self._registry = CollectorRegistry()
        self._registry.register(self)
        self.sessions = Counter(
            "yimen_edge_sessions", "Sessions that ended", ["why"], registry=self._registry
        )
        self.orders = Counter(
            "yimen_edge_orders", "Orders that ended", ["code"], registry=self._registry
        )

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield what is known without asking the disk or a device."""
        spool = self._outbox.spool
        yield GaugeMetricFamily("yimen_edge_link_up", "1 while signed in", value=self._online())
        yield GaugeMetricFamily(
            "yimen_edge_spool_bytes", "Bytes not acknowledged yet", value=spool.waiting_bytes
        )
        yield GaugeMetricFamily(
            "yimen_edge_spool_full", "1 when a transaction did not fit", value=self._outbox.full
        )
        devices = GaugeMetricFamily(
            "yimen_edge_device_usable", "1 while the device can serve", labels=["device"]
        )
        for name, status in self._keeper.statuses.items():
            devices.add_metric([name], float(status.usable))
        yield devices

    def text(self) -> bytes:
        """Return everything in Prometheus's text format."""
        return generate_latest(self._registry)
