"""Supervision sees the warnings and cards of what is no case, and nobody else does."""

import pytest

from actors.blocks.access.access import Access
from actors.blocks.clocks.watching import of_another_kind
from actors.kernel.identity import Identity
from actors.systems.supervision.view import WATCHED
from tests.systems.npc_motions import chamber, floor
from tests.systems.npc_motions.reading import played
from tests.systems.npc_motions.rows import folded
from tests.systems.npc_motions.test_motion_clocks import watched

SUPERVISOR = Identity("staff:jian", ("supervisor",), "supervision_centre")


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


def test_watchers_of_cases_have_no_row_here() -> None:
    commit = {"kind": "watcher", "key": "watcher:7f3a", "ev": [], "at": floor.at("2026-03-02")}

    assert not of_another_kind(commit)
    assert WATCHED.rows(commit) == ()


def test_supervisors_alone_see_them() -> None:
    access = chamber.LIBRARY[Access]

    assert access.permit(SUPERVISOR, "watcher.read", {"unit": chamber.WATER}).allowed
    for by in (chamber.handler(), chamber.CHAIR, chamber.AN):
        assert not access.permit(by, "watcher.read", {"unit": chamber.WATER}).allowed
