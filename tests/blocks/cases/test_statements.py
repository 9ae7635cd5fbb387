"""People are told of their data before they are asked (PIPL 7, 17, 30, 31, 35), and what they were
told stays with the case."""

import dataclasses
from datetime import date
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.items import ServiceItem
from actors.blocks.cases.parse_items import read_item
from actors.blocks.cases.statement import Statement, of_a_child, read_statement
from actors.kernel.words import Title
from tests import loaded
from tests.blocks.cases.city import LIBRARY, PERMIT, RESIDENT_A, application, nothing_yet
from tests.blocks.cases.kit import Played, codes
from tests.blocks.cases.test_parse_items import FLOWS, SOUND, SYSTEM, UNITS
from tests.systems.test_every_item import MORNING, submitted

LOADED = loaded.library()[Catalogue]
GENERAL = LOADED.statement("general.1")
CHILD = LOADED.statement("child.1")
NEXT = replace(GENERAL, version=2)
TODAY = date(2026, 3, 2)


def played(item: ServiceItem) -> Played:
    """Return a place where `item` is the only one."""
    items = dataclasses.replace(LIBRARY[Catalogue], items={(item.code, item.version): item})
    return nothing_yet(library=LIBRARY.having(items))


TOLD = replace(PERMIT, statement=GENERAL)


def test_what_was_told_is_in_the_event_and_the_case() -> None:
    case = played(TOLD)
    case.when(RESIDENT_A, application(TOLD, statement="general.1"))

    assert case.happened()[0] == "Submitted"
    assert case.state.statement == "general.1"
    assert case.replayed() == case.state


@pytest.mark.parametrize(
    ("shown", "code"), [("", "statement.not_shown"), ("general.2", "statement.superseded")]
)
def test_whoever_was_told_nothing_or_something_else_is_told_first(shown: str, code: str) -> None:
    refused = played(TOLD).refused(RESIDENT_A, application(TOLD, statement=shown))

    assert codes(refused) == [(code, "/statement")]
    assert refused.reasons[0].facts == {"statement": "general.1"}


def test_a_new_version_counts_from_the_moment_that_it_is_there() -> None:
    item = replace(TOLD, statement=NEXT)

    refused = played(item).refused(RESIDENT_A, application(item, statement="general.1"))
    assert codes(refused) == [("statement.superseded", "/statement")]


@pytest.mark.parametrize(
    ("value", "child"),
    [
        ("2012-03-02", False),
        ("2012-03-03", True),
        ("2026-02-28", True),
        ("440604201301070019", True),
        ("440604199003070017", False),
        ("", False),
        (None, False),
        ("soon", False),
    ],
)
def test_a_child_is_under_fourteen(value: object, child: bool) -> None:
    assert of_a_child(value, TODAY) is child


def test_of_a_child_a_guardian_consents() -> None:
    item = next(each for each in LOADED.current_items() if each.child)
    wish = submitted(item).state
    sent = {name: getattr(wish, name) for name in ("applicant", "form", "materials", "place")}
    case = Played(loaded.library(), MORNING)
    unconsenting = msgspec.convert(
        {
            "type": "Submit",
            "number": wish.number,
            "item": item.code,
            "item_version": item.version,
            "channel": wish.channel,
            "statement": wish.statement,
            **msgspec.to_builtins(sent),
        },
        case.kind.commands,
    )
    assert wish.guardian_consents
    assert wish.applicant
    by = replace(RESIDENT_A, id=f"person:{wish.applicant.account}")
    assert codes(case.refused(by, unconsenting)) == [
        ("statement.guardian_consents", "/guardian_consents")
    ]
    case.when(by, replace(unconsenting, guardian_consents=True))


def document(**changed: Any) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(GENERAL)
    return {name: value for name, value in (found | changed).items() if value is not None}


def wrong(given: dict[str, Any]) -> set[str]:
    return {mistake.place for mistake in read_statement(given, file="f")[1]}


REQUIRED = ("handler", "purpose", "basis", "means", "kinds", "kept", "rights")


@pytest.mark.parametrize("part", REQUIRED)
def test_a_statement_that_lacks_a_part_is_not_loaded(part: str) -> None:
    assert wrong(document()) == set()
    assert wrong(document(**{part: None})) == {part}
    assert wrong(document(**{part: {"zh": "有", "en": " "}})) == {f"{part}.en"}


def test_of_sensitive_data_necessity_and_impact_are_told() -> None:
    kinds = {"zh": "健康", "en": "Health"}

    assert wrong(document(sensitive={"kinds": kinds})) == {
        "sensitive.necessity",
        "sensitive.impact",
    }


def test_a_text_leaves_to_the_item_only_what_there_is() -> None:
    assert wrong(document(kept={"zh": "{years} 年", "en": "{years} years"})) == {"kept"}


def item_places(statements: dict[str, Statement], **changed: Any) -> set[str]:
    given = {name: value for name, value in (SOUND | changed).items() if value is not None}
    _, mistakes = read_item(
        given, file="f", system=SYSTEM, flows=FLOWS, units=UNITS, statements=statements
    )
    return {mistake.place for mistake in mistakes}


def test_an_item_names_what_is_told_or_is_not_loaded() -> None:
    known = {"general": GENERAL, "child": CHILD}

    assert item_places(known) == set()
    assert item_places(known, statement=None) == {"statement"}
    assert item_places(known, statement="nothing") == {"statement"}
    assert item_places(known, sensitive=True) == {"statement"}
    assert item_places(known, child="area") == {"statement", "channels"}
    assert item_places(known, child="age", statement="child", channels=["web"]) == {"child"}
    assert item_places(known, child="area", statement="child", channels=["web"]) == set()


def test_every_item_of_the_city_tells_something_and_every_text_can_be_filled() -> None:
    everything = Title(zh="某", en="some")
    for item in LOADED.current_items():
        assert item.statement is not None, item.code
        for _, text in item.statement.texts():
            told = text.zh.format(unit=everything.zh, phone="1", item=everything.zh)
            assert "{" not in told
