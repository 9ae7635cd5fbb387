"""What forms take from licences: as it stands there, and only what some licence says."""

from datetime import date

import pytest
from msgspec.structs import replace

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.forms.layout import fields_in
from actors.blocks.licences.licence import Holder, Licence, LicenceUsed, UseLicence
from actors.blocks.licences.stated import OF_ITSELF, answers, place_of, stated
from tests import loaded
from tests.blocks.licences.scenarios import AN, CLERK, HELD

pytestmark = pytest.mark.feature("HALL-05")
LICENCE = Licence(
    phase="in_force",
    kind="business_licence",
    title="营业执照",
    number="佛市监〔2026〕1号",
    holder=Holder(name="安某", id_type="resident_id", id_number="440604"),
    since=date(2026, 3, 2),
    says={"address": "示例路 1 号", "capital": 5_000_000, "trade_name": ""},
)


def test_a_form_is_answered_by_the_best_place_that_says_something() -> None:
    asked = {
        "place": ("business_licence:address",),
        "name": ("business_licence:trade_name", "business_licence:holder_name"),
        "code": ("business_licence:holder_code",),
        "opinion": ("fire_design_opinion:number",),
        "number": ("business_licence:number",),
    }

    found = {"place": "示例路 1 号", "name": "安某", "number": "佛市监〔2026〕1号"}
    assert answers(LICENCE, asked) == found


def test_days_and_codes_stand_as_forms_take_them() -> None:
    assert stated(LICENCE, "since") == "2026-03-02" and stated(LICENCE, "until") is None
    assert LICENCE.holder is not None
    firm = replace(LICENCE, holder=replace(LICENCE.holder, id_type="credit_code"))
    assert stated(firm, "holder_code") == "440604"


def test_taking_what_it_says_is_on_record_and_is_for_something() -> None:
    use = UseLicence(case="0" * 32, item="SPJY-01", fields=("address",))

    HELD.when(use, by=AN).then(events=(LicenceUsed,)).run()
    HELD.when(use, by=CLERK).then_refused("licence.no_consent").run()
    HELD.when(replace(use, fields=()), by=AN).then_refused("licence.for_nothing").run()


def test_every_place_that_an_item_names_is_on_some_licence() -> None:
    items = loaded.library()[Catalogue].items.values()
    said = {(item.result.kind, name) for item in items if item.result for name in item.result.shows}
    kinds = {item.result.kind for item in items if item.result}
    asked = [
        (item.code, place)
        for item in items
        for field in fields_in(item.sections)
        for named in field.on_licence
        if (place := place_of(named))
    ]

    assert asked
    for code, (kind, what) in asked:
        assert kind in kinds and (what in OF_ITSELF or (kind, what) in said), (code, kind, what)
