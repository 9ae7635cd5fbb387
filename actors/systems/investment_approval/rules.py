"""Questions that only these items ask, over answers whose form is in order."""

from collections.abc import Mapping
from datetime import date
from typing import Any

NEW_ROAD, OVERHAULED_ROAD = 5, 3  # years without digging, 城市道路管理条例 Art. 33


def the_works_end_after_they_begin(answers: Mapping[str, Any]) -> bool:
    """Completion comes after the start."""
    return date.fromisoformat(answers["starts_on"]) < date.fromisoformat(answers["ends_on"])


def the_road_may_be_dug(answers: Mapping[str, Any]) -> bool:
    """New roads are left alone for five years and overhauled ones for three, unless the government
    of the city has approved (城市道路管理条例 Art. 33)."""
    if answers["works"] != "dig" or answers["government_approved"]:
        return True
    finished = date.fromisoformat(answers["road_finished_on"])
    years = NEW_ROAD if answers["road_state"] == "new" else OVERHAULED_ROAD
    starts = date.fromisoformat(answers["starts_on"])
    return (starts.year - finished.year) - (
        (starts.month, starts.day) < (finished.month, finished.day)
    ) >= years


def what_is_felled_is_replanted(answers: Mapping[str, Any]) -> bool:
    """As many trees are planted as are felled (城市绿化条例 Art. 20: 补植)."""
    return answers["kind"] != "fell" or answers["replanted"] >= answers["trees"]


def the_builder_is_another_company(answers: Mapping[str, Any]) -> bool:
    """Who has something built names whom he has build it, and not himself again."""
    return answers["builder_code"] != answers.get("applicant:id_number")


def the_supervisor_is_another_company(answers: Mapping[str, Any]) -> bool:
    """A supervising company has no ties with the builder (建筑法 Art. 34)."""
    return answers.get("supervisor_name") != answers["builder_name"]


def no_more_farmland_than_land(answers: Mapping[str, Any]) -> bool:
    """The farmland is a part of the land."""
    return answers["farmland"] <= answers["land_area"]


def accepted_works_were_checked(answers: Mapping[str, Any]) -> bool:
    """The papers of planning and fire are there before a filing (建设工程质量管理条例 Art. 49)."""
    return answers["planning_checked"] is True and answers["fire_accepted"] is True


def water_is_treated_first(answers: Mapping[str, Any]) -> bool:
    """What is drained is treated first (城镇排水与污水处理条例 Art. 21)."""
    return answers["treated"] is True


def a_quarter_is_spent(answers: Mapping[str, Any]) -> bool:
    """A quarter of the investment is spent before homes are sold
    (城市房地产开发经营管理条例 Art. 22)."""
    return 4 * answers["spent"] >= answers["total_investment"]
