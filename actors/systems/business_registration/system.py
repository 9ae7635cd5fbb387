"""商事登记信息管理平台: the licence first, the permits afterwards (先照后证)."""

from actors.kernel.system import System
from actors.kernel.words import Title
from actors.systems.business_registration import rules

SYSTEM = System(
    name="business_registration",
    title=Title(zh="商事登记", en="Business registration"),
    uses=("cases", "mandates"),
    rules={
        "cold_and_raw_dishes_have_a_room": rules.cold_and_raw_dishes_have_a_room,
        "the_kitchen_fits_the_premises": rules.the_kitchen_fits_the_premises,
        "capital_is_paid_within_five_years": rules.capital_is_paid_within_five_years,
        "nothing_is_owed": rules.nothing_is_owed,
        "a_pharmacist_fills_prescriptions": rules.a_pharmacist_fills_prescriptions,
        "the_sign_fits_its_wall": rules.the_sign_fits_its_wall,
    },
)
