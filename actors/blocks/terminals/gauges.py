"""What operators see of all kiosks together."""

from actors.kernel.gauges import Gauge

TERMINALS = Gauge(
    "yimen_terminals", "Enrolled kiosks, by whether the platform hears from them", ("online",)
)
