"""Reads of personal data: recorded, with a purpose that is the reader's to claim."""

from datetime import UTC, datetime

import pytest

from actors.blocks.reads.kind import ACCESS
from actors.blocks.reads.record import AccessRecorded, Purpose, RecordAccess
from actors.kernel.identity import Identity
from actors.testing import Scenario

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
RESIDENT = Identity("person:chen", ("resident",))
CLERK = Identity("staff:wen", ("window_clerk",), "government_services")
OPERATOR = Identity("staff:yan", ("operator",), "government_services")
KIOSK = Identity("terminal:k1")
NOBODY_LOOKED = Scenario.of(ACCESS).on("access:c1").at(NOON)


@pytest.mark.parametrize(
    ("by", "purpose"),
    [(RESIDENT, "own"), (KIOSK, "own"), (CLERK, "handling"), (OPERATOR, "maintenance")],
)
def test_a_read_is_recorded_with_its_purpose(by: Identity, purpose: Purpose) -> None:
    read = NOBODY_LOOKED.when(RecordAccess(purpose=purpose), by=by)

    read.then(events=[AccessRecorded(at=NOON, by=by.id, purpose=purpose)]).run()
    read.then_shown(count=1, last_at=NOON).run()


@pytest.mark.parametrize(
    ("by", "purpose"),
    [
        (RESIDENT, "handling"),
        (KIOSK, "supervision"),
        (CLERK, "own"),
        (OPERATOR, "handling"),
        (CLERK, "maintenance"),
        (RESIDENT, "maintenance"),
    ],
)
def test_a_purpose_of_somebody_else_is_refused(by: Identity, purpose: Purpose) -> None:
    read = NOBODY_LOOKED.when(RecordAccess(purpose=purpose), by=by)

    read.then_refused("access.forbidden").then_shown(count=0).run()
