"""One entity's share of what waits in a router."""

import pytest

from actors.kernel.errors import Crowded, Overloaded
from actors.runtime.shares import Shares


def test_a_hot_entity_leaves_the_places_of_others_alone() -> None:
    shares = Shares(100)
    for _ in range(10):
        shares.take("case:hot", 10)

    with pytest.raises(Crowded):
        shares.take("case:hot", 10)
    shares.take("case:other", 10)


def test_all_places_together_are_bounded_too() -> None:
    shares = Shares(3)
    for number in range(3):
        shares.take(f"case:{number}", 10)

    with pytest.raises(Overloaded) as told:
        shares.take("case:3", 10)
    assert type(told.value) is Overloaded


def test_a_place_given_back_is_free_again() -> None:
    shares = Shares(1)
    for _ in range(5):
        shares.take("case:a", 1)
        shares.give_back("case:a")

    shares.take("case:b", 1)
