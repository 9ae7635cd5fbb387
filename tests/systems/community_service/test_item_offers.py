"""An item is offered at a tier, taken in at any lower window of it, decided where it belongs."""

import dataclasses

import msgspec
import pytest
from msgspec.structs import replace

from actors.blocks.organisation.units import Organisation
from actors.kernel.identity import Identity
from actors.kernel.turn import Command
from actors.systems.community_service import item_offer_records as o
from actors.systems.community_service.item_offer import item_offer_kind
from actors.systems.community_service.tiers import above, at_or_below, tier_of
from tests.systems.community_service.scenarios import LOCAL, PROPOSAL
from tests.systems.community_service.station import (
    AGENT,
    ITEM,
    LIBRARY,
    OFFICER,
    OTHER_OFFICER,
    RESIDENT_A,
    TERMS,
    TOWN,
    VILLAGE,
    WINDOW,
    offered,
    offering,
)

pytestmark = pytest.mark.feature("GRASS-01")


def test_a_unit_works_at_the_tier_of_the_place_that_it_serves() -> None:
    organisation = LIBRARY[Organisation]

    assert tier_of("human_resources_social_security", organisation) == "county"
    assert tier_of(TOWN, organisation) == "town"
    assert tier_of(VILLAGE, organisation) == "village"
    assert tier_of("nobody", organisation) is None
    assert above(VILLAGE, organisation) == (TOWN, "municipal_government")
    assert at_or_below("village", "town")
    assert not at_or_below("county", "town")


def test_the_organ_that_owns_an_item_says_where_it_is_offered_and_who_decides() -> None:
    offered().then_shown(
        phase="offered", tier="town", decided_by=OFFICER.unit, received_at=("town", "village")
    ).run()


def test_another_organ_offers_nothing_of_it() -> None:
    offering().when(TERMS, by=OTHER_OFFICER).then_refused("item_offer.not_yours").run()


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (replace(TERMS, received_at=()), "item_offer.received_nowhere"),
        (replace(TERMS, received_at=("county",)), "item_offer.received_above"),
        (replace(TERMS, decided_by="nobody"), "item_offer.decider_unknown"),
        (replace(TERMS, mode="decides_here"), "item_offer.mode_and_decider"),
        (replace(TERMS, decided_by=TOWN), "item_offer.mode_and_decider"),
        (replace(TERMS, unit=VILLAGE), "item_offer.other_id"),
    ],
)
def test_terms_that_contradict_each_other_are_refused(wish: o.OfferItem, code: str) -> None:
    offering().when(wish, by=OFFICER).then_refused(code).run()


def test_a_town_says_its_own_counter_hours_contact_drop_off_and_languages() -> None:
    offered().when(LOCAL, by=WINDOW).then_shown(
        local=o.Overlay(counter="3", hours="8:30–12:00", languages=("cantonese",))
    ).run()


@pytest.mark.parametrize("name", ["condition", "conditions", "material", "fee", "fee_fen", "limit"])
def test_what_touches_condition_material_fee_or_limit_cannot_even_be_said(name: str) -> None:
    assert name not in o.Localise.__struct_fields__
    assert set(o.Localise.__struct_fields__) == {
        "counter", "hours", "contact", "drop_off", "languages",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("by", "code"),
    [
        (AGENT, "item_offer.forbidden"),
        (OTHER_OFFICER, "item_offer.forbidden"),
        (RESIDENT_A, "item_offer.unknown"),
    ],
)
@pytest.mark.parametrize("wish", [LOCAL, PROPOSAL])
def test_nobody_speaks_for_another_organisation(by: Identity, code: str, wish: Command) -> None:
    offered().when(wish, by=by).then_refused(code).run()


def test_a_town_changes_no_terms() -> None:
    wish = o.ChangeOffer(received_at=("town",), decided_by=TOWN, mode="decides_here")

    offered().when(wish, by=WINDOW).then_refused("item_offer.forbidden").run()


def test_a_town_proposes_what_is_the_owners_to_change_and_is_answered_once() -> None:
    answer = o.AnswerProposal(proposal=1, accepted=False, reason="国家标准不能改")

    offered().when(PROPOSAL, by=WINDOW).when(answer, by=WINDOW).then_refused(
        "item_offer.forbidden"
    ).when(answer, by=OFFICER).then(events=[o.ProposalAnswered]).when(
        answer, by=OFFICER
    ).then_refused("item_offer.nothing_proposed").run()


def test_what_was_offered_once_may_be_offered_again() -> None:
    gone = offered().when(o.RetireOffer(reason="机构调整"), by=OFFICER)

    gone.when(TERMS, by=OFFICER).then_shown(phase="offered").run()


def test_papers_travel_a_week_at_most() -> None:
    sent = msgspec.json.encode(TERMS).replace(b'"up_days":2', b'"up_days":6')

    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(sent, type=o.OfferItem)


def test_what_a_unit_offered_that_was_merged_goes_on_at_who_took_over() -> None:
    here = LIBRARY[Organisation]
    units = {code: unit for code, unit in here.units.items() if code != TOWN}
    later = dataclasses.replace(
        here, units=units, former={TOWN: here.units[TOWN]}, successors={TOWN: VILLAGE}
    )
    kind = item_offer_kind(LIBRARY.having(later))
    rules, state = kind.rules, o.ItemOffer(phase="offered", item=ITEM, unit=TOWN)
    assert rules is not None
    heir = Identity("staff:heir", ("window_clerk",), VILLAGE)

    assert "Localise" in rules.allowed(heir, state)
    assert "Localise" not in rules.allowed(WINDOW, state)
    assert later.inherited(VILLAGE) == (TOWN,) and later.inherited(TOWN) == ()
