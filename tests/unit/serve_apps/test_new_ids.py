"""Ids of cases follow from who begins one and with which key."""

import re
from uuid import UUID

import pytest

from serve_apps.front.new_ids import new_id

ME = "person:zhang-wei"
AT_NOON = "019ab9c6-2a00-7c1e-9d57-0b6f3c5a7e21"  # RFC 9562 §5.7
A_SECOND_LATER = "019ab9c6-2de8-7a00-8000-000000000000"
OF_CHANCE = "3f0a6f1c-9d57-4c1e-8b6f-0b6f3c5a7e21"


@pytest.mark.parametrize("key", [AT_NOON, OF_CHANCE, "begin-1", "x" * 64])
def test_an_id_is_32_digits_and_the_same_for_the_same_key(key: str) -> None:
    assert re.fullmatch("[0-9a-f]{32}", new_id("case", ME, key))
    assert new_id("case", ME, key) == new_id("case", ME, key)


@pytest.mark.parametrize("key", [AT_NOON, OF_CHANCE, "begin-1"])
def test_nobody_meets_the_case_of_somebody_else(key: str) -> None:
    assert new_id("case", ME, key)[12:] != new_id("case", "person:li-na", key)[12:]


def test_two_keys_of_one_instant_begin_two_cases() -> None:
    assert new_id("case", ME, AT_NOON) != new_id("case", ME, AT_NOON[:-1] + "2")


def test_an_id_begins_with_the_instant_of_its_key() -> None:
    assert new_id("case", ME, AT_NOON).startswith("019ab9c62a00")
    assert new_id("case", ME, UUID(AT_NOON).hex).startswith("019ab9c62a00")
    assert new_id("case", ME, AT_NOON.upper()).startswith("019ab9c62a00")
    assert new_id("case", ME, AT_NOON) < new_id("case", "person:li-na", A_SECOND_LATER)


@pytest.mark.parametrize(
    "key",
    [
        OF_CHANCE,
        AT_NOON.replace("-7c1e", "-6c1e"),  # version 6 has its time elsewhere
        AT_NOON.replace("-9d57", "-7d57"),  # not the variant of RFC 9562
        AT_NOON + "0",
    ],
)
def test_no_other_key_has_an_instant(key: str) -> None:
    assert not new_id("case", ME, key).startswith(key.replace("-", "")[:12])
