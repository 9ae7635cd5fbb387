"""One key stands for one wish, whatever its sender puts into it."""

import pytest

from actors.kernel.command_ids import parted, same_wish, signed

DIGEST = "95dabf5ac722599f"


@pytest.mark.parametrize("id", ["person:chen/k1", "", "a=b", f"x={DIGEST}", "重复/1"])
def test_an_id_is_parted_where_it_was_signed(id: str) -> None:
    assert parted(signed(id, DIGEST)) == (id, DIGEST)


@pytest.mark.parametrize("id", ["person:chen/k1", "", "reminder:case:1/notice@2026-03-02", DIGEST])
def test_an_id_that_nobody_signed_is_whole(id: str) -> None:
    assert parted(id) == (id, "")


def test_what_is_not_signed_may_be_any_wish() -> None:
    assert same_wish("", DIGEST) and same_wish(DIGEST, "") and same_wish(DIGEST, DIGEST)
    assert not same_wish(DIGEST, DIGEST[::-1])
