"""What operators see of all papers together."""

from actors.kernel.gauges import Gauge

PAPERS = Gauge(
    "yimen_papers", "Papers that wait to be made or sealed, and those that could not be", ("state",)
)
