"""A decision that something is no motion is reconsidered, once and in time (复议)."""

import pytest

from actors.systems.npc_motions import deputy_records as d
from actors.systems.npc_motions import motion_commands as c
from actors.systems.npc_motions import motion_events as e
from actors.testing import Scenario
from tests.systems.npc_motions.floor import (
    MOTION,
    PRESIDIUM,
    WORK_BODY,
    account,
    decided,
    deputy,
    on_deputy,
    seated,
)

ASK = c.AskReconsideration(text="本案事关全市，请求复议。")
ANSWER = c.AnswerReconsideration(outcome="on_agenda", present=21, in_favour=11, reason="理由充分。")


@pytest.mark.parametrize(("signers", "needed"), [(10, 10), (19, 10), (20, 11), (24, 13)])
def test_reconsideration_is_asked_for_by_more_than_half_of_the_signers_and_at_least_ten(
    signers: int, needed: int
) -> None:
    asking = decided("not_a_motion", signers=signers)
    for n in range(1, needed):
        asking = asking.when(ASK, by=deputy(n)).then_shown(phase="not_a_motion")

    asking.when(ASK, by=deputy(needed)).then_shown(
        phase="reconsidered", asking=tuple(map(account, range(1, needed + 1)))
    ).run()


def test_reconsideration_is_asked_for_four_hours_before_the_last_meeting() -> None:
    refused = decided("not_a_motion")

    refused.at("2026-03-06 11:00").when(ASK, by=deputy(1)).then(
        events=[e.ReconsiderationAsked]
    ).after(seconds=1).when(ASK, by=deputy(2)).then_refused(
        "motion.reconsideration_late", facts={"until": "2026-03-06 11:00"}
    ).run()


def test_reconsideration_is_asked_for_in_writing_once_by_a_signer_in_office() -> None:
    suspended = d.SuspendDeputy(ground="other", reason="另案处理")
    refused = seated(decided("not_a_motion"), 1, first=15).on(MOTION)

    refused.when(c.AskReconsideration(text=" "), by=deputy(1)).then_refused(
        "motion.text_missing"
    ).run()
    refused.when(ASK, by=deputy(1)).when(ASK, by=deputy(1)).then_refused(
        "motion.asked_already"
    ).run()
    refused.when(ASK, by=deputy(15)).then_refused("motion.forbidden").run()
    refused.on(on_deputy(3)).when(suspended, by=WORK_BODY).on(MOTION).when(
        ASK, by=deputy(3)
    ).then_refused("motion.not_a_signer").run()


def reconsidered() -> Scenario:
    asking = decided("not_a_motion")
    for n in range(1, 11):
        asking = asking.when(ASK, by=deputy(n))
    return asking


def test_reconsideration_is_answered_with_a_reason_and_by_the_presidium() -> None:
    no_reason = c.AnswerReconsideration(outcome="on_agenda", present=21, in_favour=11, reason="")
    too_few = c.AnswerReconsideration(
        outcome="on_agenda", present=21, in_favour=10, reason="理由充分。"
    )

    reconsidered().when(no_reason, by=PRESIDIUM).then_refused("motion.reason_missing").run()
    reconsidered().when(too_few, by=PRESIDIUM).then_refused("motion.presidium_majority").run()
    reconsidered().when(ANSWER, by=PRESIDIUM).then_shown(
        phase="on_agenda", outcome="on_agenda"
    ).run()


def test_there_is_no_second_reconsideration() -> None:
    again = c.AnswerReconsideration(
        outcome="not_a_motion", present=21, in_favour=11, reason="维持原决定。"
    )

    reconsidered().when(again, by=PRESIDIUM).then_shown(phase="not_a_motion").when(
        ASK, by=deputy(1)
    ).then_refused("motion.reconsidered_before").run()
