"""How far a case has come, as programs read it from the view."""

from datetime import UTC, datetime

import msgspec
import pytest

from serve_apps.blocks.cases.api import OpenTask


@pytest.mark.parametrize("due", [None, "2026-12-01"])
def test_a_task_may_have_a_limit_of_its_own_or_none(due: str | None) -> None:
    row = {
        "title": {"zh": "现场核查", "en": "Inspection"},
        "unit": "market_supervision",
        "since": datetime(2026, 11, 23, tzinfo=UTC),
        "due": due,
    }

    assert msgspec.convert(row, OpenTask).due == due
