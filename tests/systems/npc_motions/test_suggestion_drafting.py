"""A suggestion is written, signed by others and handed in: only by deputies in office."""

import pytest

from actors.kernel.identity import CLOCK, Identity
from actors.systems.npc_motions import deputy_records as d
from actors.systems.npc_motions.deputy_roster import deputy_key
from actors.systems.npc_motions.suggestion import commands as c
from actors.systems.npc_motions.suggestion import events as e
from actors.systems.npc_motions.suggestion.state import Text
from actors.systems.npc_motions.texts import digest
from actors.testing import Scenario
from tests.systems.npc_motions.chamber import (
    AN,
    BO,
    CAI,
    HASH,
    HEAD_OF_DELEGATION,
    KINDS,
    MATTER,
    REQUESTS,
    RESIDENT,
    SUGGESTION,
    TITLE,
    WORK_BODY,
    at,
    draft,
    drafted,
    in_office,
    opened,
    submitted,
)

SIGN = c.Sign(sha256=HASH)
SUBMIT = c.Submit(one_matter=True)
INVITED = drafted().when(c.InviteCosigners(accounts=("bo", "cai")), by=AN)


def suspended(scenario: Scenario, account: str) -> Scenario:
    key = deputy_key("foshan", 16, account)
    event = d.DeputySuspended(at=at("2026-03-01 09:00"), ground="other", reason="x")
    return scenario.on(key).given(event).on(SUGGESTION)


def test_a_deputy_in_office_hands_in_alone_and_gets_a_number() -> None:
    submitted().then_shown(phase="submitted", number="20260001").run()


def test_an_invited_deputy_signs_the_text_as_it_stands() -> None:
    INVITED.when(SIGN, by=BO).then(
        events=[e.Signed(at=at("2026-03-02 09:00"), account="bo", sha256=HASH)]
    ).run()


def test_signatures_of_a_text_that_changed_are_void_and_signers_are_told() -> None:
    again = digest(TITLE, "另一事由", REQUESTS)
    scenario = INVITED.when(SIGN, by=BO).when(draft(matter="另一事由"), by=AN)

    scenario.then(
        events=[e.DraftSaved, e.TextChanged, e.SignaturesVoided, e.Notified, e.Signed]
    ).when(SIGN, by=BO).then_refused("suggestion.text_changed").when(
        c.Sign(sha256=again), by=BO
    ).run()


def test_both_texts_stay_with_their_digests() -> None:
    kind = KINDS["suggestion"]
    state = kind.initial(SUGGESTION)
    nine = at("2026-03-02 09:00")
    for sha256 in ("a", "b"):
        text = Text(title=TITLE, matter=MATTER, requests=(), sha256=sha256, at=nine, by="an")
        state = kind.evolve(state, e.TextChanged(at=nine, text=text))

    assert [each.sha256 for each in state.texts] == ["a", "b"]


def test_nobody_signs_without_an_invitation() -> None:
    drafted().when(SIGN, by=CAI).then_refused("suggestion.unknown").run()


def test_nobody_is_invited_twice() -> None:
    INVITED.when(c.InviteCosigners(accounts=("bo",)), by=AN).then_refused(
        "suggestion.nobody_new"
    ).run()


def test_a_signature_can_be_taken_back_and_the_lead_is_told() -> None:
    INVITED.when(SIGN, by=BO).when(c.WithdrawSignature(), by=BO).then(
        events=[e.SignatureWithdrawn, e.Notified]
    ).when(c.WithdrawSignature(), by=BO).then_refused("suggestion.no_signature").run()


def test_the_lead_cannot_take_back_only_a_signature() -> None:
    INVITED.when(c.WithdrawSignature(), by=AN).then_refused("suggestion.no_signature").run()


@pytest.mark.parametrize("who", [BO, RESIDENT, WORK_BODY], ids=["another", "resident", "staff"])
def test_only_the_lead_hands_in(who: Identity) -> None:
    drafted().when(SUBMIT, by=who).then_refused("suggestion.unknown").run()


def test_a_resident_cannot_begin_one() -> None:
    opened().when(draft(), by=RESIDENT).then_refused("suggestion.forbidden").run()


def test_a_suspended_lead_cannot_hand_in() -> None:
    suspended(opened(), "an").when(draft(), by=AN).when(SUBMIT, by=AN).then_refused(
        "suggestion.not_in_office"
    ).run()


def test_a_suspended_deputy_cannot_sign() -> None:
    suspended(opened(), "bo").when(draft(), by=AN).when(
        c.InviteCosigners(accounts=("bo",)), by=AN
    ).when(SIGN, by=BO).then_refused("suggestion.not_in_office").run()


def test_a_deputy_of_another_congress_cannot_sign() -> None:
    stranger = Identity("person:di", ("resident", "deputy"), "x")
    scenario = in_office(drafted(), stranger, congress="shanghai")

    scenario.when(c.InviteCosigners(accounts=("di",)), by=AN).when(SIGN, by=stranger).then_refused(
        "suggestion.not_in_office"
    ).run()


def test_of_the_signers_only_those_in_office_count_at_that_instant() -> None:
    signed = INVITED.when(SIGN, by=BO).when(SIGN, by=CAI)
    ended = signed.on(deputy_key("foshan", 16, "bo")).when(d.EndTerm(), by=CLOCK).on(SUGGESTION)

    ended.when(SUBMIT, by=AN).then_shown(number="20260001").on(SUGGESTION).when(
        c.Withdraw(reason="x"), by=BO
    ).then_refused("suggestion.forbidden").when(c.Withdraw(reason="x"), by=CAI).run()


def test_a_text_without_a_title_is_not_handed_in() -> None:
    drafted(title=" ").when(SUBMIT, by=AN).then_refused("proposal.empty", field="/title").run()


def test_one_suggestion_is_about_one_matter() -> None:
    drafted().when(c.Submit(one_matter=False), by=AN).then_refused("suggestion.one_matter").run()


def test_it_is_handed_in_once() -> None:
    submitted().when(SUBMIT, by=AN).then_refused("suggestion.not_now").run()


def test_a_text_with_the_mark_of_a_state_secret_is_refused_and_not_kept() -> None:
    opened().when(draft(matter="机密★五年 某项安排"), by=AN).then_refused(
        "proposal.state_secret"
    ).then_shown(phase="", texts=()).run()


def test_a_congress_without_rules_in_force_is_refused() -> None:
    opened().when(draft(congress="guangdong"), by=AN).then_refused(
        "suggestion.congress_unknown"
    ).run()


def test_a_draft_does_not_move_to_another_congress() -> None:
    drafted().when(draft(term=17), by=AN).then_refused("suggestion.congress_changed").run()


def test_a_proposed_unit_exists() -> None:
    opened().when(draft(proposed_units=("nowhere",)), by=AN).then_refused(
        "suggestion.unit_unknown"
    ).run()


OF_DELEGATION = {"mover": "delegation", "delegation": "chancheng_delegation", "session": "16-6"}


def test_a_delegation_hands_in_by_its_head_during_the_session() -> None:
    opened().when(draft(**OF_DELEGATION), by=HEAD_OF_DELEGATION).when(
        SUBMIT, by=HEAD_OF_DELEGATION
    ).then_shown(mover="delegation", assign_due=None).run()


@pytest.mark.parametrize(
    ("change", "by", "refused"),
    [
        ({}, AN, "suggestion.delegation_head_only"),
        ({"session": ""}, HEAD_OF_DELEGATION, "suggestion.delegation_in_session_only"),
        ({"delegation": ""}, HEAD_OF_DELEGATION, "suggestion.delegation_missing"),
    ],
)
def test_a_delegation_cannot_otherwise(change: dict[str, str], by: Identity, refused: str) -> None:
    opened().when(draft(**{**OF_DELEGATION, **change}), by=by).then_refused(refused).run()


def test_a_head_does_not_hand_in_for_another_delegation() -> None:
    other = {**OF_DELEGATION, "delegation": "nanhai_delegation"}
    opened().when(draft(**other), by=HEAD_OF_DELEGATION).when(
        SUBMIT, by=HEAD_OF_DELEGATION
    ).then_refused("suggestion.another_delegation").run()


def test_an_unchanged_text_keeps_its_signatures() -> None:
    INVITED.when(SIGN, by=BO).when(draft(topic="roads"), by=AN).then(events=[e.DraftSaved]).run()
