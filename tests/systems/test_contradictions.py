"""Answers that contradict each other, or the applicant, are told in the applicant's words."""

from datetime import date
from typing import Any

import pytest

from actors.blocks.cases.applicants import example_on, form_faults
from actors.blocks.cases.catalogue import Catalogue
from actors.library import load_city
from serve_apps.pages.faults import tell
from tests import loaded

LIBRARY = loaded.library()
ON = date(2026, 11, 23)
PEOPLE = {each.account: each.applicant for each in load_city().applicants}
MOTHER, FATHER = "440602199005060028", "440602198407190015"
SPOUSE = {"scope": "couple", "spouse_name": "梁志豪", "spouse_agrees": True}


def codes(item: str, applicant: str, **changed: Any) -> list[tuple[str, str]]:
    """Return the rules that an application fails, each with the field that it is told at."""
    found = LIBRARY[Catalogue].item(item)
    form = LIBRARY[Catalogue].form(found)
    answers = form.clean(example_on(found, LIBRARY, ON) | changed)
    faults = form_faults(answers, PEOPLE[applicant], found, LIBRARY, ON)
    told = tell(faults, "zh", item=found)
    assert len(told.summary) == len(faults) and "是否" not in str(told.summary)
    return [(each.facts.get("rule", each.code), each.field) for each in faults]


@pytest.mark.parametrize(
    ("item", "applicant", "changed", "told"),
    [
        (
            "CSDJ-01",
            "chen_jiahui",
            {"mother_id": FATHER},
            [("the_mother_is_a_woman", "/form/mother_id")],
        ),
        (
            "CSDJ-01",
            "chen_jiahui",
            {"father_id": MOTHER},
            [("the_father_is_a_man", "/form/father_id")],
        ),
        (
            "CSDJ-01",
            "chen_jiahui",
            {"born_on": "1989-01-01"},
            [("the_parents_are_older_than_the_child", "/form/born_on")],
        ),
        ("CSDJ-01", "chen_jiahui", {"born_on": "2026-11-24"}, [("form.too_late", "/form/born_on")]),
        (
            "CSDJ-01",
            "chen_jiahui",
            {"born_on": "0026-11-08"},
            [("form.too_early", "/form/born_on")],
        ),
        (
            "JHYY-01",
            "mai_xiaotong",
            {"man_id": "440682199511200021", "woman_id": "440681200002280018"},
            [("a_man_and_a_woman", "/form/man_id")],
        ),
        (
            "JHYY-01",
            "mai_xiaotong",
            {"comes_on": "2026-11-22"},
            [("form.too_early", "/form/comes_on")],
        ),
        (
            "JHYY-01",
            "mai_xiaotong",
            {"comes_on": "2026-12-05"},
            [("form.day_off", "/form/comes_on")],
        ),
        (
            "JHYY-01",
            "mai_xiaotong",
            {"comes_on": "2027-01-01"},
            [("form.day_off", "/form/comes_on")],
        ),
        (
            "GLJT-01",
            "he_yuexian",
            {"born_on": "1940-08-15"},
            [("the_birth_date_is_that_of_the_id", "/form/born_on")],
        ),
        (
            "BDC-01",
            "huang_guoqiang",
            {},
            [("the_seller_is_somebody_else", "/form/seller_id")],
        ),
        (
            "SGXK-01",
            "hengtai_construction",
            {"builder_code": "91440605MA00DEM22J"},
            [("the_builder_is_another_company", "/form/builder_code")],
        ),
        (
            "SGXK-01",
            "hengtai_construction",
            {"supervisor_name": "佛山市示例建筑工程有限公司"},
            [("the_supervisor_is_another_company", "/form/supervisor_name")],
        ),
        (
            "GSSL-01",
            "mai_xiaotong",
            {"founded_on": "9998-01-01"},
            [("form.too_late", "/form/founded_on")],
        ),
    ],
)
def test_a_contradiction_is_told_at_its_field(
    item: str, applicant: str, changed: dict[str, Any], told: list[tuple[str, str]]
) -> None:
    assert codes(item, applicant, **changed) == told


def test_nobody_is_his_own_spouse() -> None:
    own = PEOPLE["chen_jiahui"].id_number

    assert codes("WFZM-01", "chen_jiahui", **SPOUSE, spouse_id=own) == [
        ("the_spouse_is_somebody_else", "/form/spouse_id")
    ]
    assert codes("WFZM-01", "chen_jiahui", **SPOUSE, spouse_id=FATHER) == []


def test_more_than_was_spent_is_told_in_the_words_of_who_asks_for_it() -> None:
    item = LIBRARY[Catalogue].item("GJJ-01")
    answers = {**item.example, "amount": item.example["spent"] + 1}
    faults = form_faults(answers, PEOPLE["chen_jiahui"], item, LIBRARY, ON)

    assert tell(faults, "zh", item=item).beside == {"form.amount": "提取金额不能超过实际支出"}
