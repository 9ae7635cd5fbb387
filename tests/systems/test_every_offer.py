"""What a kind offers can be reached, described and decided."""

from typing import Any

import msgspec
import pytest

from actors import scan
from actors.kernel.kind import EntityKind
from actors.kernel.offer import Offer
from tests import loaded

KINDS = {name: kind for name, kind in loaded.kinds().items() if kind.plural and kind.rules}
OF_BLOCKS = {name for block in scan.load().blocks.values() for name in block.guarded}
OFFERS = [
    pytest.param(kind, offer, id=f"{name}.{offer.command.__name__}")
    for name, kind in KINDS.items()
    if kind.rules
    for offer in kind.rules.offers
    if offer.of == "people"
]


@pytest.mark.parametrize(("kind", "offer"), OFFERS)
def test_an_example_is_one_of_its_command(kind: EntityKind[Any], offer: Offer[Any]) -> None:
    if kind.name in OF_BLOCKS:
        assert offer.example is not None
    if offer.example is not None:
        sent = msgspec.json.encode(offer.example)
        assert msgspec.json.decode(sent, type=offer.command) == offer.example


@pytest.mark.parametrize(("kind", "offer"), OFFERS)
def test_a_command_says_what_it_is(kind: EntityKind[Any], offer: Offer[Any]) -> None:
    assert (offer.command.__doc__ or "").strip()
    assert {*offer.long, *offer.unasked} <= set(offer.command.__struct_fields__)


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_what_a_kind_shows_it_has(kind: EntityKind[Any]) -> None:
    events = getattr(kind.events, "__args__", (kind.events,))
    there = {*kind.state.__struct_fields__, *(f for e in events for f in e.__struct_fields__)}

    assert set(kind.shown) <= there


@pytest.mark.parametrize(("kind", "offer"), OFFERS)
def test_what_people_write_at_length_is_not_shown(kind: EntityKind[Any], offer: Offer[Any]) -> None:
    assert set(offer.long).isdisjoint(kind.shown)


def test_the_organisation_names_nobody_to_operators() -> None:
    assert {"account", "deputy", "reason"}.isdisjoint(KINDS["organisation"].shown)
