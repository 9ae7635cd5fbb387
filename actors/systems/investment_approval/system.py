"""投资并联审批平台: several departments at once, under one that leads (并联审批)."""

from actors.kernel.system import System
from actors.kernel.words import Title
from actors.systems.investment_approval import rules

SYSTEM = System(
    name="investment_approval",
    title=Title(zh="投资并联审批", en="Parallel approval of investment"),
    uses=("cases", "mandates", "appointments", "designs"),
    rules={
        "the_works_end_after_they_begin": rules.the_works_end_after_they_begin,
        "the_road_may_be_dug": rules.the_road_may_be_dug,
        "the_builder_is_another_company": rules.the_builder_is_another_company,
        "the_supervisor_is_another_company": rules.the_supervisor_is_another_company,
        "what_is_felled_is_replanted": rules.what_is_felled_is_replanted,
        "no_more_farmland_than_land": rules.no_more_farmland_than_land,
        "accepted_works_were_checked": rules.accepted_works_were_checked,
        "water_is_treated_first": rules.water_is_treated_first,
        "a_quarter_is_spent": rules.a_quarter_is_spent,
    },
)
