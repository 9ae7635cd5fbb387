"""The way of a case as people read it: who acted, and in whose place."""

import pytest

from actors.blocks.cases.kind import case_kind
from actors.kernel.kind import EntityKind
from serve_apps.blocks.cases.journey import Reader, entries
from serve_apps.pages.telling import history
from tests.blocks.cases.city import LIBRARY, PERMIT
from tests.blocks.cases.kit import at

DONE = {"event": "Accepted", "at": at("2026-03-03 10:00"), "by": "staff:fire", "facts": {}}


@pytest.mark.parametrize(
    ("office", "absent", "said"),
    [
        (True, {}, "fire_rescue fire"),
        (True, {"for": "clerk"}, "fire_rescue fire 代 construction 窗口"),
        (False, {}, "fire_rescue"),
        (False, {"for": "clerk"}, "construction"),  # in whose name it was done
    ],
)
def test_the_journey_says_who_acted_in_whose_place(
    office: bool, absent: dict[str, str], said: str
) -> None:
    (entry,) = entries([DONE | absent], PERMIT, LIBRARY, Reader("zh", office=office))

    assert entry.who == said


def test_the_history_of_any_record_says_it_by_post() -> None:
    commit = {"by": "staff:fire", "for": "clerk", "at": DONE["at"], "ev": [{"type": "Accepted"}]}
    kind: EntityKind[object] = case_kind(LIBRARY)

    (entry,) = history([commit], kind, LIBRARY, "zh")

    assert entry.who == "fire_rescue 审查人员 代 construction 窗口人员"
