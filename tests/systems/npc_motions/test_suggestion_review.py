"""A suggestion is accepted, handed back, merged or withdrawn, by the rules of its place."""

from typing import Any

import pytest

from actors.kernel.identity import Identity
from actors.systems.npc_motions.suggestion import commands as c
from actors.systems.npc_motions.suggestion import events as e
from actors.testing import Scenario
from tests.systems.npc_motions.chamber import (
    AN,
    BO,
    GOVERNMENT,
    HASH,
    RESIDENT,
    SECRETARY,
    SUGGESTION,
    WATER,
    WORK_BODY,
    accepted,
    assigned,
    draft,
    drafted,
    of,
    opened,
    submitted,
)

SIGN = c.Sign(sha256=HASH)
SUBMIT = c.Submit(one_matter=True)
BACK = c.Decline(outcome="returned", ground="personal", text="属个人问题")
IN_SESSION = opened().when(draft(session="16-6"), by=AN).when(SUBMIT, by=AN)
WITHDRAW = c.Withdraw(reason="已解决")


def test_the_work_body_accepts_between_sessions_and_the_deputies_are_told() -> None:
    submitted().when(c.Accept(), by=WORK_BODY).then(events=[e.Accepted, e.Notified]).then_shown(
        phase="accepted"
    ).run()


def test_the_secretariat_accepts_in_session_and_the_work_body_does_not() -> None:
    IN_SESSION.when(c.Accept(), by=WORK_BODY).then_refused("suggestion.forbidden").when(
        c.Accept(), by=SECRETARY
    ).then_shown(phase="accepted").run()


@pytest.mark.parametrize("by", [AN, GOVERNMENT, of("shanghai", WORK_BODY)])
def test_nobody_else_reviews(by: Identity) -> None:
    submitted().when(c.Accept(), by=by).then_refused("suggestion.forbidden").run()


def test_a_return_has_a_ground_of_the_place_and_a_text_and_keeps_the_history() -> None:
    submitted().when(BACK, by=WORK_BODY).then(events=[e.Declined, e.Notified]).then_shown(
        phase="returned", ground="personal", number="20260001"
    ).run()


def test_it_may_be_treated_as_a_letter() -> None:
    letter = c.Decline(outcome="letter", ground="forwarded_letter", text="代转他人信件")
    submitted().when(letter, by=WORK_BODY).then_shown(phase="letter").run()


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({"ground": "weather"}, "suggestion.ground_unknown"),
        ({"text": " "}, "proposal.empty"),
    ],
)
def test_no_return_otherwise(change: dict[str, str], refused: str) -> None:
    given: dict[str, Any] = {"outcome": "returned", "ground": "personal", "text": "x", **change}
    submitted().when(c.Decline(**given), by=WORK_BODY).then_refused(refused).run()


def test_what_was_accepted_is_not_handed_back() -> None:
    accepted().when(BACK, by=WORK_BODY).then_refused("suggestion.not_now").run()


def test_a_merged_item_waits_for_the_replies_of_the_other() -> None:
    scenario = submitted().on("suggestion:s2").when(draft(), by=AN).when(SUBMIT, by=AN)
    merge = c.Merge(into="s1", reason="内容相同")

    scenario.when(merge, by=WORK_BODY).then_shown(phase="merged", into="s1").on(
        SUGGESTION
    ).then_shown(merged=("s2",)).run()


def test_nothing_is_merged_into_itself() -> None:
    submitted().when(c.Merge(into="s1", reason="x"), by=WORK_BODY).then_refused(
        "suggestion.merged_into_itself"
    ).run()


def signed_by_two(congress: str = "foshan") -> Scenario:
    return (
        drafted(congress=congress)
        .when(c.InviteCosigners(accounts=("bo",)), by=AN)
        .when(SIGN, by=BO)
        .when(SUBMIT, by=AN)
    )


def test_where_all_signers_must_agree_one_is_not_enough() -> None:
    scenario = signed_by_two().when(WITHDRAW, by=AN)

    scenario.then(events=[e.WithdrawalAsked, e.Notified]).then_shown(phase="submitted").when(
        WITHDRAW, by=BO
    ).then_shown(phase="withdrawn").run()


def test_where_it_is_withdrawn_before_assignment_only_it_stays_assigned() -> None:
    assigned(congress="beijing").when(WITHDRAW, by=AN).then_refused(
        "suggestion.assigned_already"
    ).run()


def test_where_writing_suffices_the_lead_withdraws() -> None:
    beijing = signed_by_two("beijing")
    beijing.when(WITHDRAW, by=BO).then_refused("suggestion.lead_withdraws").when(
        WITHDRAW, by=AN
    ).then_shown(phase="withdrawn").run()


def test_it_is_withdrawn_in_writing() -> None:
    submitted().when(c.Withdraw(reason=""), by=AN).then_refused("proposal.empty").run()


def test_units_stop_when_it_is_withdrawn() -> None:
    assigned().when(WITHDRAW, by=AN).then_shown(phase="withdrawn").on(
        f"handling:s1-1-{WATER}"
    ).then_shown(phase="ended").run()


def test_strangers_do_not_withdraw() -> None:
    submitted().when(WITHDRAW, by=RESIDENT).then_refused("suggestion.forbidden").run()
