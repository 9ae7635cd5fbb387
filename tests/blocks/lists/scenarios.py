"""What people keep of lists."""

from actors.blocks.lists.saved_filters import DropFilter, FilterDropped, SaveFilter, saved_filters
from actors.kernel.identity import Identity
from actors.testing import Scenario
from tests.blocks.cases.city import LIBRARY

WEN = Identity("staff:wen", ("window_clerk",), "government_services")
SCENARIOS: dict[str, Scenario] = {
    "filters that are kept": Scenario.of(saved_filters(LIBRARY))
    .on("saved_filters:wen")
    .when(SaveFilter(list="motions", name="urgent", query="level=red"), by=WEN)
    .when(SaveFilter(list="motions", name="own", query="unit=schools"), by=WEN)
    .when(DropFilter(list="motions", name="urgent"), by=WEN)
    .then(events=(FilterDropped,)),
}
