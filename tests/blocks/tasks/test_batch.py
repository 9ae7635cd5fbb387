"""One act for up to 500 entities: what became of each is kept once; the last one ends the batch."""

from typing import Any

import pytest

from actors.blocks.tasks.batch import (
    MOST,
    Batch,
    BatchEnded,
    BeginBatch,
    Outcome,
    OutcomesRecorded,
    RecordOutcomes,
    Target,
)
from actors.blocks.tasks.batch_kind import batches
from actors.kernel.identity import PLATFORM
from serve_apps.blocks.tasks.running import Acts
from tests import loaded
from tests.blocks.cases.city import LIBRARY, RESIDENT_A, REVIEWER_LEAD
from tests.blocks.tasks.scenarios import BEGIN, BEGUN, NOTHING_YET, TARGETS

pytestmark = pytest.mark.feature("HALL-32")


def recorded(*places: int) -> RecordOutcomes:
    return RecordOutcomes(outcomes=tuple(Outcome(n=n) for n in places))


def test_a_batch_has_targets_none_twice_and_at_most_500() -> None:
    many = tuple(Target(key=f"case:{n}", number=f"{n}") for n in range(MOST + 1))
    for targets, code in (
        ((), "batch.none_chosen"),
        (many, "batch.too_many"),
        ((TARGETS[0], TARGETS[0]), "batch.twice"),
    ):
        wish = BeginBatch(act="Accept", targets=targets)
        NOTHING_YET.when(wish, by=REVIEWER_LEAD).then_refused(code).run()
    NOTHING_YET.when(BeginBatch(act="Accept", targets=many[1:]), by=REVIEWER_LEAD).run()


def test_residents_begin_none_and_people_record_nothing() -> None:
    NOTHING_YET.when(BEGIN, by=RESIDENT_A).then_refused("batch.forbidden").run()
    BEGUN.when(recorded(0), by=REVIEWER_LEAD).then_refused("batch.forbidden").run()


def test_what_is_known_of_a_target_is_recorded_once_and_the_last_one_ends_it() -> None:
    BEGUN.when(recorded(0, 1), by=PLATFORM).then(events=(OutcomesRecorded,)).when(
        recorded(0, 1), by=PLATFORM
    ).then(events=()).when(recorded(1, 2), by=PLATFORM).then(
        events=(OutcomesRecorded, BatchEnded)
    ).run()


def test_what_waits_is_what_nothing_is_known_of() -> None:
    batch = Batch(phase="running", targets=TARGETS, outcomes=(Outcome(n=1, code="x"),))

    assert batch.waiting == (0, 2)


def test_an_act_is_a_command_of_the_kind_of_its_target() -> None:
    acts = Acts(loaded.library())
    claim = acts.command("ClaimTask", {}, TARGETS[0])
    assert (type(claim).__name__, getattr(claim, "task", "")) == ("ClaimTask", "review")

    assert acts.command("ClaimTask", {}, Target(key="case:1", number="1")) is None
    assert acts.command("Fly", {}, TARGETS[0]) is None
    assert acts.command("GiveOpinion", {"opinion": "perhaps"}, TARGETS[0]) is None
    assert acts.command("ClaimTask", {}, Target(key="account:1", number="", task="x")) is None


def test_a_row_tells_how_far_a_batch_is() -> None:
    fold = batches(LIBRARY).fold
    begun = {"type": "BatchBegun", "by": "staff:li", "act": "Accept", "at": "t", "targets": [1, 2]}
    outcomes = [{"n": 0}, {"n": 1, "code": "case.not_now"}]

    def commit(*events: dict[str, Any]) -> dict[str, Any]:
        return {"key": "batch:b", "kind": "batch", "ev": events}

    row = fold(None, "b", commit(begun))
    row = fold(row, "b", commit({"type": "OutcomesRecorded", "outcomes": outcomes}))
    row = fold(row, "b", commit({"type": "BatchEnded", "at": "t"}))

    assert row is not None
    assert (row["total"], row["done"], row["refused"], row["phase"]) == (2, 1, 1, "done")
