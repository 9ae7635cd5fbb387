"""What operators read of an entity names nobody."""

import pytest

from serve_apps.blocks.operations.covered import (
    command_name,
    covered_actor,
    facts,
    quarantine_reason,
)


def test_facts_are_told_and_personal_data_is_covered() -> None:
    event = {
        "type": "Submitted",
        "at": "2026-11-23",
        "applicant": {"name": "陈嘉慧"},
        "comment": "搬家",
        "owner": "person:chen",
        "item": "SPJY-01",
    }
    told = facts(event)

    assert "item=SPJY-01" in told and "applicant=…" in told and "comment=…" in told
    assert not [word for word in ("陈嘉慧", "搬家", "chen") if word in told]


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
