"""The reply is a letter under seal: one per co-signer or by the place's rules, with copies to the
work body and the government's office, each of which can read it and is told (NPC-15)."""

from datetime import date

import pytest

from actors.blocks.access.access import Access
from actors.kernel.identity import Identity
from actors.systems.npc_motions.handling import kind as handling
from actors.systems.npc_motions.handling.commands import SignFor
from actors.systems.npc_motions.handling.state import Letter
from actors.systems.npc_motions.standing import standing
from actors.systems.npc_motions.suggestion import commands as c
from actors.systems.npc_motions.views import HANDLINGS
from actors.testing import Scenario
from tests.systems.npc_motions.chamber import (
    AN,
    BO,
    CAI,
    CHAIR,
    GOVERNMENT,
    HASH,
    LEAD,
    LIBRARY,
    ONE,
    RESIDENT,
    SUGGESTION,
    WATER,
    WORK_BODY,
    answered,
    clerk,
    contact,
    drafted,
    handler,
    hash_of,
    keeper,
    of,
    reply,
)
from tests.systems.npc_motions.reading import state_of, told
from tests.systems.npc_motions.rows import rows_of


def signed_by_two(congress: str = "foshan") -> Scenario:
    """Return a suggestion of two signers, as far as its reply."""
    body = of(congress, WORK_BODY)
    begun = drafted(congress=congress).when(c.InviteCosigners(accounts=("bo",)), by=AN)
    signed = begun.when(c.Sign(sha256=HASH), by=BO).when(c.Submit(one_matter=True), by=AN)
    given = signed.when(c.Accept(), by=body).when(c.Assign(units=ONE), by=body).on(LEAD)
    return answered(given.when(SignFor(), by=clerk()).when(contact(), by=handler()))


def shown(by: Identity, field: str, scenario: Scenario) -> bool:
    facts = handling.facts(state_of(scenario, LEAD))
    known = standing(by, LIBRARY)
    return LIBRARY[Access].permit(by, "handling.read", facts, standing=known).shows(field)


@pytest.mark.feature("NPC-15")
def test_the_letter_is_kept_with_its_keeper_the_text_and_whom_it_went_to() -> None:
    state = state_of(signed_by_two(), LEAD)

    assert state.sealed == Letter(sealed_by=keeper().id, sha256=hash_of(reply()), letter="f" * 64)
    assert state.recipients == ("an", "bo")
    assert state.copies == ("work_body", "government_office")
    assert sorted(rows_of(HANDLINGS, signed_by_two())[f"s1-1-{WATER}"]["copied"]) == [
        "government_office",
        "work_body",
    ]


@pytest.mark.feature("NPC-15")
def test_each_of_them_is_told_and_can_read_it() -> None:
    sent = signed_by_two()
    people = [to for to, template in told(sent) if template == "handling.replied"]

    assert people == [
        "person:an",
        "person:bo",
        "unit~work_body~foshan_congress",
        "unit~government_office~municipal_government",
    ]
    for by in (AN, BO, WORK_BODY, GOVERNMENT):
        assert all(shown(by, field, sent) for field in ("reply", "letter", "sealed", "copies"))


@pytest.mark.feature("NPC-15")
def test_where_the_lead_relays_it_the_lead_alone_gets_the_letter() -> None:
    state = state_of(signed_by_two("qingdao"), LEAD)

    assert state.recipients == ("an",)


@pytest.mark.feature("NPC-15")
def test_nobody_else_reads_it_and_nobody_before_it_is_sent() -> None:
    sent = signed_by_two()

    for by in (CAI, RESIDENT, CHAIR, clerk("transport_bureau"), of("guangdong", WORK_BODY)):
        assert not shown(by, "sealed", sent) and not shown(by, "reply", sent)
    before = drafted().when(c.Submit(one_matter=True), by=AN).when(c.Accept(), by=WORK_BODY)
    given = before.when(c.Assign(units=ONE), by=WORK_BODY)
    assert not shown(AN, "sealed", given) and not shown(GOVERNMENT, "sealed", given)
    assert state_of(given, LEAD).sealed is None


def test_a_suggestion_that_was_answered_knows_the_same_letter() -> None:
    (kept,) = state_of(signed_by_two(), SUGGESTION).replies

    assert (kept.sha256, kept.letter) == (hash_of(reply()), "f" * 64)
    assert kept.at.date() == date(2026, 3, 2)
