"""How readings of an office are counted."""

from actors.blocks.reads.kind import reader_kind
from actors.blocks.reads.quota import CountReading, QuotaMet
from actors.kernel.identity import Identity
from actors.testing import Scenario
from tests.blocks.cases.city import LIBRARY

WEN = Identity("staff:wen", ("window_clerk",), "government_services")
SCENARIOS: dict[str, Scenario] = {
    "somebody who reads too much": Scenario.of(reader_kind(LIBRARY))
    .on("reader:staff~wen")
    .when(CountReading(most=1), by=WEN)
    .when(CountReading(most=1), by=WEN)
    .then(events=(QuotaMet,), reply=False),
}
