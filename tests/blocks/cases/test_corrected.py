"""What a correction changed is known to who reviews it; who cannot have it hears so early; what is
done at once is not put off; what keeps a decision away is said."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.commands import Correct
from actors.blocks.cases.items import notice_limit
from actors.blocks.cases.offers import rules
from actors.kernel.identifiers import DivisionRegister
from tests.blocks.cases.city import (
    ANSWERS,
    APPROVER_LEAD,
    CLERK,
    HALL,
    LIBRARY,
    PLAN_FILE,
    RESIDENT_A,
    accepted,
    submitted,
)
from tests.blocks.cases.test_acceptance import CORRECTION, with_a_promise
from tests.loaded import library

TODAY = date(2026, 3, 2)
COUPLE = {"scope": "couple", "spouse_name": "李四", "spouse_agrees": False}
TENANT = {"ground": "rent", "rented_address": "示例花园 3 座", "owns_home": True}


def test_what_a_correction_changed_stands_beside_what_was_said_before() -> None:
    case = submitted()
    case.when(HALL, CORRECTION)
    new = replace(PLAN_FILE, sha256="cd" * 32)
    case.when(CLERK, Correct(form={**ANSWERS, "area": 1300}, materials=(new,)))

    assert case.state.corrected == ("/form/area", "/materials/plan")
    assert case.state.replaced == {"area": ANSWERS["area"]}


@pytest.mark.parametrize(
    ("code", "answers", "field"),
    [("WFZM-01", COUPLE, "/form/spouse_agrees"), ("GJJ-01", TENANT, "/form/owns_home")],
)
def test_a_condition_is_checked_as_soon_as_its_answers_are_there(
    code: str, answers: dict[str, Any], field: str
) -> None:
    whole = library()
    item = whole[Catalogue].item(code)

    def failed(answers: dict[str, Any]) -> list[str]:
        found = (
            whole[Catalogue]
            .form(item)
            .faults(
                answers,
                today=TODAY,
                divisions=whole[DivisionRegister].years,
                rules=whole[Catalogue].rules[item.system],
            )
        )
        return [reason.field for reason in found if reason.code == "item.check_failed"]

    name = field.rpartition("/")[2]
    assert failed(answers) == [field]
    assert failed({**answers, name: not answers[name]}) == []
    assert failed({each: said for each, said in answers.items() if each != name}) == []
    assert failed(dict(item.example)) == []


def test_what_is_done_at_once_is_taken_up_by_the_next_day() -> None:
    limits = {
        item.code: notice_limit(item)
        for item in library()[Catalogue].current_items()
        if item.handling == "instant"
    }

    assert limits and set(limits.values()) == {1}
    assert notice_limit(library()[Catalogue].item("SPJY-01")) == 5


def test_what_keeps_a_decision_away_is_told_to_who_decides_and_to_nobody_else() -> None:
    owing, rule = with_a_promise().state, rules(LIBRARY)

    assert rule.hindered(APPROVER_LEAD, owing)["Decide"] == (
        "decision.branches_open",
        "decision.materials_owed",
    )
    assert rule.hindered(APPROVER_LEAD, accepted().state)["Decide"] == ("decision.branches_open",)
    assert "Decide" not in rule.hindered(RESIDENT_A, owing)
    assert "Decide" not in rule.hindered(APPROVER_LEAD, submitted().state)
