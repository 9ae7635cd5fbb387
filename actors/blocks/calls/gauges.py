"""What operators see of outside parties and of what is asked of them."""

from actors.kernel.gauges import Gauge

OPEN = Gauge(
    "yimen_calls_open",
    "Calls of outside parties that are not over, by their state",
    ("party", "state"),
)
UNCALLED = Gauge(
    "yimen_parties_uncalled", "1 while a party is not called, being sick or held", ("party",)
)
DIFFERENCES = Gauge(
    "yimen_call_differences", "Open differences between lists of parties and our calls", ("party",)
)
