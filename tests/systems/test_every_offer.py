"""What a kind offers can be reached, described and decided."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from actors.kernel.errors import Refusal
from actors.kernel.identity import Identity
from actors.kernel.kind import EntityKind
from actors.kernel.offer import Offer
from actors.kernel.turn import Turn
from tests import loaded

KINDS = {name: kind for name, kind in loaded.kinds().items() if kind.plural and kind.rules}
OFFERS = [
    pytest.param(kind, offer, id=f"{name}.{offer.command.__name__}")
    for name, kind in KINDS.items()
    if kind.rules
    for offer in kind.rules.offers
    if offer.of == "people"
]
NOBODY = Identity("person:stranger")
NOW = datetime(2026, 2, 3, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(("kind", "offer"), OFFERS)
def test_an_example_is_one_of_its_command(kind: EntityKind[Any], offer: Offer[Any]) -> None:
    assert offer.example is not None
    sent = msgspec.json.encode(offer.example)
    assert msgspec.json.decode(sent, type=offer.command) == offer.example


@pytest.mark.parametrize(("kind", "offer"), OFFERS)
def test_who_is_nobody_has_it_refused_and_leaves_no_trace(
    kind: EntityKind[Any], offer: Offer[Any]
) -> None:
    key = f"{kind.name}:unheard-of"
    turn = Turn(key, kind.initial(key), kind.evolve, now=NOW, by=NOBODY, command_id="1")

    with pytest.raises(Refusal) as refused:
        kind.decide(turn, offer.example)
    assert refused.value.kind in ("forbidden", "unknown")
    assert (turn.events, turn.messages, turn.reminders) == ([], [], [])


@pytest.mark.parametrize(("kind", "offer"), OFFERS)
def test_a_command_says_what_it_is(kind: EntityKind[Any], offer: Offer[Any]) -> None:
    assert (offer.command.__doc__ or "").strip()
    assert {*offer.long, *offer.unasked, *offer.first} <= set(offer.command.__struct_fields__)


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
