"""What befalls a batch."""

from actors.blocks.tasks.batch import BeginBatch, Outcome, RecordOutcomes, Target
from actors.blocks.tasks.batch_kind import batch_kind
from actors.kernel.identity import PLATFORM
from actors.testing import Scenario
from tests.blocks.cases.city import LIBRARY, REVIEWER_LEAD

TARGETS = tuple(Target(key=f"case:{n}", number=f"{n}", task="review") for n in range(3))
BEGIN = BeginBatch(act="ClaimTask", targets=TARGETS)
NOTHING_YET = Scenario.of(batch_kind(LIBRARY)).at("2026-03-02 10:00")
BEGUN = NOTHING_YET.when(BEGIN, by=REVIEWER_LEAD)

SCENARIOS: dict[str, Scenario] = {
    "a batch that is done step by step": BEGUN.when(
        RecordOutcomes(outcomes=(Outcome(n=0), Outcome(n=1, code="task.claimed"))), by=PLATFORM
    )
    .then_shown(phase="running")
    .when(RecordOutcomes(outcomes=(Outcome(n=2),)), by=PLATFORM)
    .then_shown(phase="done"),
}
