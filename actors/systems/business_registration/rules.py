"""Questions that only these items ask, over answers whose form is in order."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from actors.kernel.deadlines import add_months


def cold_and_raw_dishes_have_a_room(answers: Mapping[str, Any]) -> bool:
    """Cold and raw dishes are made in a room or area of their own (食品经营许可审查通则)."""
    return answers["operations"] not in ("cold", "raw") or answers["special_room"] is True


def the_kitchen_fits_the_premises(answers: Mapping[str, Any]) -> bool:
    """The kitchen is a part of the premises."""
    return answers["kitchen_area"] <= answers["total_area"]


def capital_is_paid_within_five_years(answers: Mapping[str, Any]) -> bool:
    """Shareholders pay up within five years of establishment (公司法 Art. 47)."""
    founded = date.fromisoformat(answers["founded_on"])
    paid = date.fromisoformat(answers["paid_up_by"])
    return founded <= paid <= add_months(founded, 5 * 12)


def nothing_is_owed(answers: Mapping[str, Any]) -> bool:
    """Debts, wages and taxes are settled before a company ends (市场主体登记管理条例 Art. 33)."""
    return all(answers[name] is True for name in ("debts_settled", "wages_paid", "taxes_settled"))


def a_pharmacist_fills_prescriptions(answers: Mapping[str, Any]) -> bool:
    """Who sells prescription or class A medicines has a pharmacist (药品管理法 Art. 52)."""
    return answers["medicines"] == "class_b" or answers["pharmacists"] >= 1


def the_sign_fits_its_wall(answers: Mapping[str, Any]) -> bool:
    """A sign fixed to a wall is no larger than the wall; one that stands alone has none."""
    return answers["support"] != "wall" or answers["width"] * answers["height"] <= answers["wall"]
