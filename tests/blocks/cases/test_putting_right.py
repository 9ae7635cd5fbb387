"""What is recorded of a person is put right by an event of the record itself (PIPL 46)."""

from typing import Any

import pytest
from msgspec.structs import replace

from actors.blocks.accounts.commands import Register
from actors.blocks.accounts.kind import account_kind
from actors.blocks.accounts.putting_right import PutRight, RecordPutRight
from actors.blocks.accounts.state import Person
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.commands import Decide
from actors.blocks.cases.kind import case_kind
from actors.kernel.identity import PLATFORM, Identity
from actors.testing import Scenario
from tests import loaded
from tests.blocks.cases.city import LIBRARY, PERMIT, PERSON, RESIDENT_A, application
from tests.systems.test_every_item import officer, reviewed, submitted

RIGHT = PutRight(
    part="/applicant/name",
    says=PERSON.name,
    should_be="张叁",
    account="a1",
    unit=PERMIT.unit,
    basis="1",
)
SUBMITTED = (
    Scenario.of(case_kind(LIBRARY)).at("2026-03-02 10:00").when(application(), by=RESIDENT_A)
)


def test_the_record_says_both_what_it_said_and_what_it_says() -> None:
    scenario = SUBMITTED.when(RIGHT, by=PLATFORM).then(events=(RecordPutRight,))

    after = replace(PERSON, name="张叁", account="a1", identified="account")
    scenario.then_shown(applicant=after).run()


@pytest.mark.parametrize(
    "wrong",
    [
        {"account": "b2"},
        {"unit": "health"},
        {"says": "李四"},
        {"part": "/applicant/id_number", "says": PERSON.id_number},
        {"part": "/form/nothing"},
        {"should_be": "张\u202e三"},
        {"should_be": " "},
        {"should_be": "三" * 61},
        {"part": "/applicant/phone", "says": "", "should_be": "12"},
    ],
)
def test_what_is_anothers_or_has_changed_is_left_as_it_is(wrong: dict[str, Any]) -> None:
    SUBMITTED.when(replace(RIGHT, **wrong), by=PLATFORM).then(events=()).run()


def test_a_choice_is_put_right_by_what_it_is_called() -> None:
    item = loaded.library()[Catalogue].item("WFZM-01")
    case = submitted(item)
    assert case.state.applicant
    wish = PutRight(
        part="/form/purpose",
        says="子女入学",
        should_be="Buying a home",
        account=case.state.applicant.account,
        unit=case.state.unit,
        basis="1",
    )
    case.when(PLATFORM, replace(wish, should_be="nothing of the sort"))
    assert case.state.form["purpose"] == "school"
    case.when(PLATFORM, wish)
    assert case.state.form["purpose"] == "purchase"


@pytest.mark.parametrize(("says", "should_be"), [("是", "否"), ("Yes", "no"), ("true", "false")])
def test_a_yes_or_a_no_is_put_right_by_its_word(says: str, should_be: str) -> None:
    item = loaded.library()[Catalogue].item("BDC-01")
    case = submitted(item)
    assert case.state.applicant and case.state.form["mortgaged"] is False
    wish = PutRight(
        part="/form/mortgaged",
        says=should_be,
        should_be=says,
        account=case.state.applicant.account,
        unit=case.state.unit,
        basis="1",
    )
    case.when(PLATFORM, replace(wish, says=says))
    assert case.state.form["mortgaged"] is False
    case.when(PLATFORM, wish)
    assert case.state.form["mortgaged"] is True


def test_a_number_of_identity_is_put_right_where_a_clerk_saw_the_document() -> None:
    person = Person(name="张三", id_number="440604199003070017", phone="13800000000")
    registered = Register(kind="resident", display="张*", person=person, password_hash="x")
    wish = replace(
        RIGHT,
        part="/person/id_number",
        says=person.id_number,
        should_be="440602199005060028",
        account="a",
        seen=True,
    )
    account = Scenario.of(account_kind(LIBRARY)).on("account:a").when(registered, by=PLATFORM)

    account.when(replace(wish, seen=False), by=PLATFORM).then(events=()).run()
    account.when(replace(wish, should_be="440602199005060029"), by=PLATFORM).then(events=()).run()
    account.when(wish, by=PLATFORM).then_shown(
        person=replace(person, id_number="440602199005060028")
    ).run()


def test_nobody_but_the_platform_puts_a_record_right() -> None:
    SUBMITTED.when(RIGHT, by=RESIDENT_A).then_refused("case.forbidden").run()


def test_an_account_keeps_both_versions() -> None:
    person = Person(name="张三", id_number="440604199003070017", phone="13800000000")
    registered = Register(kind="resident", display="张*", person=person, password_hash="x")
    wish = replace(
        RIGHT,
        part="/person/phone",
        says=person.phone,
        should_be="13900000000",
        account="a",
        unit="public_security",
    )
    scenario = (
        Scenario.of(account_kind(LIBRARY))
        .on("account:a")
        .when(registered, by=PLATFORM)
        .when(wish, by=PLATFORM)
    )

    scenario.then(events=(RecordPutRight,)).then_shown(
        person=replace(person, phone="13900000000")
    ).run()
    scenario.when(wish, by=PLATFORM).then(events=()).run()  # it says otherwise now
    stranger = replace(wish, part="/person/id_number")
    scenario.when(stranger, by=PLATFORM).then(events=()).run()
    owner = Identity("person:a", ("resident",))
    scenario.when(wish, by=owner).then_refused("access.forbidden").run()


def test_the_unit_that_holds_the_record_decides_and_the_record_is_told() -> None:
    [item] = [each for each in loaded.library()[Catalogue].current_items() if each.corrects]
    case = reviewed(item)
    assert case.state.unit == item.example["unit"]
    case.when(officer(item.unit, "approver"), Decide(outcome="granted"))

    [sent] = [each for each in case.messages if each.command["type"] == "PutRight"]
    assert case.state.applicant
    assert sent.key == f"account:{case.state.applicant.account}"
    assert sent.command["should_be"] == item.example["should_be"]
    assert sent.command["basis"] == case.state.number
