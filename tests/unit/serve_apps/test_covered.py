"""What operators read of an entity names nobody."""

import pytest

from actors.kernel.kind import EntityKind
from serve_apps.blocks.operations.covered import (
    command_name,
    covered_actor,
    facts,
    quarantine_reason,
)

SUBMITTED = {
    "type": "Submitted",
    "at": "2026-11-23",
    "applicant": {"name": "陈嘉慧"},
    "comment": "搬家",
    "owner": "person:chen",
    "item": "SPJY-01",
    "objected": ["joint/fire", "joint/plan"],
    "tasks": [{"name": "joint/fire", "claimed_by": "staff:wu"}],
    "days": 5,
}


def test_of_an_event_what_its_kind_shows_is_told_and_nothing_else() -> None:
    assert facts(SUBMITTED, ("item", "days", "objected", "place")) == (
        "item=SPJY-01 objected=joint/fire,joint/plan days=5"
    )


def test_what_has_parts_of_its_own_is_not_told_whatever_is_shown() -> None:
    assert facts(SUBMITTED, ("applicant", "tasks")) == ""


def test_a_resident_stays_a_digest_whatever_is_shown() -> None:
    assert "chen" not in facts(SUBMITTED, ("owner",))


def test_an_event_of_a_kind_that_shows_nothing_tells_nothing() -> None:
    event = {"type": "Born", "at": "2026-11-23", "name": "陈嘉慧", "id_number": 440604199003070017}

    assert facts(event, ()) == ""
    assert facts(event, EntityKind.shown) == ""


def test_a_resident_is_a_digest_and_an_office_has_its_name() -> None:
    assert covered_actor("person:chen").startswith("person:#")
    assert "chen" not in covered_actor("person:chen")
    assert covered_actor("staff:yan") == "staff:yan"
    assert covered_actor("clock") == "clock"


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("person:chen/0a1b2c3d4e5f60718293", "4e5f60718293"),
        ("reminder:case:7f3a/notice@2026-12-04T00:00:00+00:00", "notice"),
    ],
)
def test_a_command_is_named_without_its_sender(command: str, expected: str) -> None:
    assert command_name(command, "case:7f3a") == expected


def test_a_command_that_is_named_after_somebody_is_a_digest() -> None:
    assert "chen" not in command_name("register:chen", "account:chen")


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("Unreadable: case: commit 3 is missing", "Unreadable: case: commit 3 is missing"),
        ("case: event Sung version 2 is newer", "case: event Sung version 2 is newer"),
        ("KeyError: '陈嘉慧'", "KeyError"),
    ],
)
def test_of_an_error_that_may_quote_somebody_only_the_type_is_told(
    reason: str, expected: str
) -> None:
    assert quarantine_reason(reason, "case:7f3a") == expected
