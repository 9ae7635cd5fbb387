"""How an operation stands, as operators read it."""

from datetime import UTC, datetime, timedelta

import pytest

from actors.blocks.operations.record import Operation, Outcome
from serve_apps.blocks.operations.cluster import LOST_AFTER, standing

BEGUN = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("outcome", "later", "stands"),
    [
        ("", timedelta(0), "open"),
        ("", LOST_AFTER, "lost"),
        ("done", LOST_AFTER, "done"),
        ("failed", timedelta(0), "failed"),
    ],
)
def test_an_operation_whose_end_nobody_notes_any_more_is_not_under_way_for_ever(
    outcome: Outcome, later: timedelta, stands: str
) -> None:
    operation = Operation("1", "drain", "host-0", -1, "staff:operator", BEGUN, outcome)

    assert standing(operation, BEGUN + later) == stands
