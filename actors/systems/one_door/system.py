"""“一门式、一网式”政务服务平台: what a resident asks of government, at one door."""

from actors.kernel.system import System
from actors.kernel.words import Title
from actors.systems.one_door import rules

SYSTEM = System(
    name="one_door",
    title=Title(zh="一门式政务服务", en="One-door services"),
    uses=(
        "cases",
        "mandates",
        "appointments",
        "accounts",
        "designs",
        "item_lists",
    ),
    rules={
        "the_spouse_agrees": rules.the_spouse_agrees,
        "a_man_and_a_woman": rules.a_man_and_a_woman,
        "the_mother_is_a_woman": rules.the_mother_is_a_woman,
        "the_father_is_a_man": rules.the_father_is_a_man,
        "the_parents_are_older_than_the_child": rules.the_parents_are_older_than_the_child,
        "the_spouse_is_somebody_else": rules.the_spouse_is_somebody_else,
        "the_seller_is_somebody_else": rules.the_seller_is_somebody_else,
        "both_are_of_marriageable_age": rules.both_are_of_marriageable_age,
        "who_rents_owns_no_home": rules.who_rents_owns_no_home,
        "no_more_than_was_spent": rules.no_more_than_was_spent,
        "nobody_else_is_asked_about": rules.nobody_else_is_asked_about,
        "the_appointment_is_without_ceremony": rules.the_appointment_is_without_ceremony,
        "the_new_name_is_another": rules.the_new_name_is_another,
        "who_has_died_is_not_the_applicant": rules.who_has_died_is_not_the_applicant,
        "the_loan_is_no_larger_than_the_price": rules.the_loan_is_no_larger_than_the_price,
        "the_debt_ends_after_it_begins": rules.the_debt_ends_after_it_begins,
        "the_insured_live_or_work_elsewhere": rules.the_insured_live_or_work_elsewhere,
    },
)
