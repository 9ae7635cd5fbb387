"""Use of datasets, in these tests: what its one command comes to."""

from actors.kernel.identity import PLATFORM
from actors.systems.open_data.use.counting import DATASET_USE_KIND, NoteUses, Used
from actors.testing import Scenario
from tests.systems.open_data.keys import MONDAY

NOTED = NoteUses(
    on=MONDAY, uses=(Used(resource="csv", downloads=2), Used(resource="json", calls=1))
)
USE: dict[str, Scenario] = {
    "use is noted in batches": Scenario.of(DATASET_USE_KIND)
    .when(NOTED, by=PLATFORM)
    .when(NOTED, by=PLATFORM)
    .then_shown(downloads=4, calls=2)
}
