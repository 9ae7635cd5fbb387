"""“一门式、一网式”政务服务平台: what a resident asks of government, at one door."""

from actors.kernel.system import System
from actors.kernel.words import Title
from actors.systems.one_door import rules

SYSTEM = System(
    name="one_door",
    title=Title(zh="一门式政务服务", en="One-door services"),
    uses=(
        "cases",
        "accounts",
    ),
    rules={
        "the_spouse_agrees": rules.the_spouse_agrees,
        "both_are_of_marriageable_age": rules.both_are_of_marriageable_age,
        "who_rents_owns_no_home": rules.who_rents_owns_no_home,
        "no_more_than_was_spent": rules.no_more_than_was_spent,
    },
)
