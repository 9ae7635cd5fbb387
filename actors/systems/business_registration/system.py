"""商事登记信息管理平台: the licence first, the permits afterwards (先照后证)."""

from actors.kernel.system import System
from actors.kernel.words import Title
from actors.systems.business_registration import rules

SYSTEM = System(
    name="business_registration",
    title=Title(zh="商事登记", en="Business registration"),
    uses=("cases", "mandates", "appointments", "designs"),
    rules={
        "cold_and_raw_dishes_have_a_room": rules.cold_and_raw_dishes_have_a_room,
        "the_kitchen_fits_the_premises": rules.the_kitchen_fits_the_premises,
        "capital_is_paid_within_five_years": rules.capital_is_paid_within_five_years,
        "contributions_add_up_to_the_capital": rules.contributions_add_up_to_the_capital,
        "nothing_is_owed": rules.nothing_is_owed,
        "a_pharmacist_fills_prescriptions": rules.a_pharmacist_fills_prescriptions,
        "the_sign_fits_its_wall": rules.the_sign_fits_its_wall,
        "taxes_are_settled": rules.taxes_are_settled,
        "partners_are_as_many_as_the_law_asks": rules.partners_are_as_many_as_the_law_asks,
        "farmers_are_four_fifths": rules.farmers_are_four_fifths,
        "frozen_shares_are_not_pledged": rules.frozen_shares_are_not_pledged,
        "guests_are_registered": rules.guests_are_registered,
        "a_cafe_keeps_away_from_schools": rules.a_cafe_keeps_away_from_schools,
        "the_deposit_is_promised": rules.the_deposit_is_promised,
        "no_more_qualified_than_staff": rules.no_more_qualified_than_staff,
        "a_permit_is_needed": rules.a_permit_is_needed,
        "drivers_are_sixty_or_younger": rules.drivers_are_sixty_or_younger,
        "the_staff_were_heard": rules.the_staff_were_heard,
        "the_event_is_large": rules.the_event_is_large,
        "the_rate_is_at_least_five_per_cent": rules.the_rate_is_at_least_five_per_cent,
    },
)
