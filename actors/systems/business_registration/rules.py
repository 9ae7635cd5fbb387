"""Questions that only these items ask, over answers whose form is in order."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from actors.kernel.deadlines import add_months

FEWEST_PARTNERS, MOST_PARTNERS = 2, 50  # 合伙企业法 Art. 61
FEWEST_MEMBERS = 5  # 农民专业合作社法 Art. 12
SCHOOL_METRES = 200  # 互联网上网服务营业场所管理条例 Art. 9
LIGHT_KILOGRAMS = 4500  # 道路运输条例 Art. 24
OLDEST_DRIVER = 60  # years of age, 道路运输条例 Art. 22
LARGE_EVENT = 1000  # people, 大型群众性活动安全管理条例 Art. 2
LOWEST_RATE = 5  # per cent, 住房公积金管理条例 Art. 18


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


def contributions_add_up_to_the_capital(answers: Mapping[str, Any]) -> bool:
    """The registered capital is what all shareholders have subscribed, in fen (公司法 Art. 47)."""
    return sum(row["contribution"] for row in answers["shareholders"]) == answers["capital"]


def nothing_is_owed(answers: Mapping[str, Any]) -> bool:
    """Debts, wages and taxes are settled before a company ends (市场主体登记管理条例 Art. 33)."""
    return all(answers[name] is True for name in ("debts_settled", "wages_paid", "taxes_settled"))


def a_pharmacist_fills_prescriptions(answers: Mapping[str, Any]) -> bool:
    """Who sells prescription or class A medicines has a pharmacist (药品管理法 Art. 52)."""
    return answers["medicines"] == "class_b" or answers["pharmacists"] >= 1


def the_sign_fits_its_wall(answers: Mapping[str, Any]) -> bool:
    """A sign fixed to a wall is no larger than the wall; one that stands alone has none."""
    return answers["support"] != "wall" or answers["width"] * answers["height"] <= answers["wall"]


def taxes_are_settled(answers: Mapping[str, Any]) -> bool:
    """Taxes are settled before a business ends (市场主体登记管理条例 Art. 31)."""
    return answers["taxes_settled"] is True


def partners_are_as_many_as_the_law_asks(answers: Mapping[str, Any]) -> bool:
    """Two partners or more; a limited partnership has two to fifty, and one general partner at
    the least (合伙企业法 Art. 14 and 61)."""
    partners, general = answers["partners"], answers["general_partners"]
    if answers["kind_of_partnership"] == "general":
        return partners >= FEWEST_PARTNERS
    return FEWEST_PARTNERS <= partners <= MOST_PARTNERS and 1 <= general < partners


def farmers_are_four_fifths(answers: Mapping[str, Any]) -> bool:
    """Five members or more, four fifths of them farmers; up to twenty members one may be none, and
    of more a twentieth (农民专业合作社法 Art. 12 and 20)."""
    members, farmers = answers["members"], answers["farmers"]
    return members >= FEWEST_MEMBERS and members >= farmers and 5 * farmers >= 4 * members


def frozen_shares_are_not_pledged(answers: Mapping[str, Any]) -> bool:
    """Shares that are frozen are not pledged (股权出质登记办法)."""
    return answers["frozen"] is False


def guests_are_registered(answers: Mapping[str, Any]) -> bool:
    """A hotel registers its guests (旅馆业治安管理办法 Art. 6)."""
    return answers["front_desk"] is True


def a_cafe_keeps_away_from_schools(answers: Mapping[str, Any]) -> bool:
    """None within 200 m of a school nor in a dwelling house
    (互联网上网服务营业场所管理条例 Art. 9)."""
    return answers["school_distance"] >= SCHOOL_METRES and answers["dwelling"] is False


def the_deposit_is_promised(answers: Mapping[str, Any]) -> bool:
    """A travel agency pays its deposit in (旅行社条例)."""
    return answers["deposit"] is True


def no_more_qualified_than_staff(answers: Mapping[str, Any]) -> bool:
    """Who is qualified is one of the staff."""
    return answers["qualified"] <= answers["staff"]


def a_permit_is_needed(answers: Mapping[str, Any]) -> bool:
    """With vehicles up to 4,500 kg no permit is asked for (道路运输条例 Art. 24)."""
    return answers["heaviest"] > LIGHT_KILOGRAMS


def drivers_are_sixty_or_younger(answers: Mapping[str, Any]) -> bool:
    """Drivers of haulage are sixty or younger (道路运输条例 Art. 22)."""
    return answers["oldest"] <= OLDEST_DRIVER


def the_staff_were_heard(answers: Mapping[str, Any]) -> bool:
    """The staff are heard before hours other than the usual are asked for."""
    return answers["heard"] is True


def the_event_is_large(answers: Mapping[str, Any]) -> bool:
    """A thousand people and more make an event a large one (大型群众性活动安全管理条例 Art. 2)."""
    return answers["people"] >= LARGE_EVENT


def the_rate_is_at_least_five_per_cent(answers: Mapping[str, Any]) -> bool:
    """Contributions are five per cent at the least (住房公积金管理条例 Art. 18)."""
    return answers["rate"] >= LOWEST_RATE
