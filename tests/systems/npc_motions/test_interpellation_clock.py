"""An interpellation is answered by its day, or its target is shown a card (NPC-30)."""

from datetime import date

import pytest

from actors.systems.npc_motions.views import INTERPELLATIONS
from actors.systems.supervision.view import WATCHED
from actors.testing import Scenario
from tests.rows import folded
from tests.systems.npc_motions.floor import HEAD_OF_WATER, PRESIDIUM, deputy
from tests.systems.npc_motions.reading import played
from tests.systems.npc_motions.test_interpellation import ANSWER, DELIVER, SUBMIT, signed
from tests.systems.npc_motions.test_motion_clocks import watched
from tests.systems.npc_motions.test_open_tasks import tasks

ROW = "interpellation.1"


def delivered() -> Scenario:
    """An interpellation that is to be answered by 5 March 2026."""
    return watched(signed(10).when(SUBMIT, by=deputy(1)).when(DELIVER, by=PRESIDIUM))


def level(scenario: Scenario) -> str:
    return folded(INTERPELLATIONS, list(played(scenario).commits))[0]["1"]["level"]


@pytest.mark.feature("NPC-30")
@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-03-03 23:59", ""),
        ("2026-03-04 00:00", "warning"),
        ("2026-03-05 23:59", "warning"),
        ("2026-03-06 00:00", "yellow"),
        ("2026-03-14 23:59", "yellow"),
        ("2026-03-15 00:00", "red"),
    ],
)
def test_a_body_that_does_not_answer_in_time_is_shown_a_card(at: str, expected: str) -> None:
    assert level(delivered().at(at)) == expected


def test_an_answer_in_time_stops_its_clock() -> None:
    answered = delivered().at("2026-03-05 14:59").when(ANSWER, by=HEAD_OF_WATER)

    assert level(answered.at("2026-04-01 00:00")) == ""


def test_supervision_sees_who_is_late_with_what() -> None:
    row = folded(WATCHED, list(played(delivered().at("2026-03-06 09:00")).commits))[0][ROW]

    assert (row["unit"], row["item"], row["clock"]) == (
        "water", "interpellation", "npc_interpellation",
    )  # fmt: skip
    assert (row["due"], row["level"]) == ("2026-03-05", "yellow")


def test_the_head_of_the_body_has_a_task_with_that_day() -> None:
    (task,) = (row for name, row in tasks(delivered()).items() if name.endswith("#answer"))

    assert (task["unit"], task["role"]) == ("water", "unit_head")
    assert task["due"] in ("2026-03-05", date(2026, 3, 5))
