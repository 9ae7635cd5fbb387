"""Reasons of a refusal."""

from actors.kernel.errors import Reason


def test_equal_reasons_are_one_in_a_set_whatever_the_order_of_their_facts() -> None:
    one = Reason("form.too_long", "/form/name", {"limit": "20", "unit": "x"})
    same = Reason("form.too_long", "/form/name", {"unit": "x", "limit": "20"})

    assert {one, same} == {one}
    assert len({one, Reason("form.too_long", "/form/name")}) == 2
