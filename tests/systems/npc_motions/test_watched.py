"""Supervision sees the warnings and cards of motions and of units that handle suggestions."""

import pytest

from actors.systems.supervision.view import WATCHED
from tests.rows import folded
from tests.systems.npc_motions import chamber, floor
from tests.systems.npc_motions.reading import played
from tests.systems.npc_motions.test_motion_clocks import watched


@pytest.mark.feature("NPC-30")
def test_a_late_motion_and_a_late_unit_stand_in_the_list_of_cards() -> None:
    motion = watched(floor.assigned()).at("2026-07-31 09:00")
    unit = chamber.signed_for().at("2026-06-04 09:00")
    rows = folded(WATCHED, played(motion).commits)[0]
    rows |= folded(WATCHED, played(unit).commits)[0]
    shown = ("key", "item", "unit", "clock", "level", "closed")

    assert [rows["motion.1"][name] for name in shown] == [
        "motion:1", "motion", "water", "npc_motion_handling", "red", False,
    ]  # fmt: skip
    key = f"handling.s1-1-{chamber.WATER}"
    assert [rows[key][name] for name in shown] == [
        f"handling:s1-1-{chamber.WATER}", "handling", chamber.WATER, "npc_reply", "yellow", False,
    ]  # fmt: skip
    assert (rows[key]["due"], rows[key]["days_over"]) == ("2026-06-02", 1)
