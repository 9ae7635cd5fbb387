"""The lead deputy alone rates, attitude and result apart; silence is left out."""

from typing import Any

import pytest

from actors.kernel.identity import Identity
from actors.systems.npc_motions.handling import commands as h
from actors.systems.npc_motions.suggestion import commands as c
from actors.systems.npc_motions.suggestion import events as e
from actors.testing import Scenario
from tests.systems.npc_motions.chamber import (
    AN,
    BO,
    PARTS,
    PROMISES,
    SUGGESTION,
    TRANSPORT,
    WATER,
    WORK_BODY,
    answered,
    at,
    clerk,
    contact,
    draft,
    handler,
    head,
    of,
    rating,
    replied,
    signed_for,
)
from tests.systems.npc_motions.reading import state_of, told

AGAIN = c.OrderRedo(reason="代表不满意")
UNHAPPY = replied().when(rating("dissatisfied"), by=AN)
NINE = at("2026-03-02 09:00")
SECOND = f"handling:s1-2-{WATER}"


def test_a_satisfied_deputy_closes_it() -> None:
    replied().when(rating(), by=AN).then(events=[e.Rated, e.Closed, e.Notified]).then_shown(
        phase="closed"
    ).run()


def test_attitude_and_result_are_kept_apart() -> None:
    mixed = rating("basically_satisfied", attitude="dissatisfied", text="态度生硬")
    state = state_of(replied().when(mixed, by=AN), SUGGESTION)

    assert (state.phase, state.ratings[0].attitude, state.ratings[0].result) == (
        "closed",
        "dissatisfied",
        "basically_satisfied",
    )


@pytest.mark.parametrize(
    "more", [{"result": "dissatisfied"}, {"attitude": "dissatisfied", "result": "satisfied"}]
)
def test_whoever_is_dissatisfied_says_why(more: dict[str, Any]) -> None:
    replied().when(rating(**{**more, "text": " "}), by=AN).then_refused("proposal.empty").run()


@pytest.mark.parametrize("by", [BO, WORK_BODY, handler(), head()])
def test_nobody_else_rates(by: Identity) -> None:
    replied().when(rating(), by=by).then_refused("suggestion.forbidden").run()


def test_nothing_is_rated_before_there_is_a_reply() -> None:
    signed_for().on(SUGGESTION).when(rating(), by=AN).then_refused("suggestion.not_now").run()


def test_a_reply_is_rated_once() -> None:
    both = two_replies().when(rating(), by=AN)
    both.when(rating(), by=AN).then_refused("suggestion.nothing_to_rate").run()


def two_replies() -> Scenario:
    scenario = signed_for(PARTS)
    for unit, answers in ((WATER, {"1": "已完成。"}), (TRANSPORT, {"2": "已公布。"})):
        scenario = scenario.on(f"handling:s1-1-{unit}").when(contact(), by=handler(unit))
        scenario = answered(scenario, unit, answers=answers)
    return scenario.on(SUGGESTION)


def test_replies_of_several_units_are_rated_apart() -> None:
    first = two_replies().when(rating(), by=AN).then_shown(phase="replied")
    first.when(rating(handling=f"s1-1-{TRANSPORT}"), by=AN).then_shown(phase="closed").run()


def test_only_the_unit_that_failed_handles_it_again() -> None:
    rated = two_replies().when(rating(), by=AN)
    rated = rated.when(rating("dissatisfied", handling=f"s1-1-{TRANSPORT}"), by=AN)
    state = state_of(rated.when(AGAIN, by=WORK_BODY), SUGGESTION)

    assert [each.given.unit for each in state.at_work] == [TRANSPORT]


def test_the_window_of_the_place_is_kept_to_the_second() -> None:
    """河南: ten working days. The reply came on 2 March 2026."""
    henan = replied(congress="henan")
    last = state_of(henan, SUGGESTION).rate_due

    assert last.effective.isoformat() == "2026-03-16"
    henan.at("2026-03-16 23:59:59").when(rating(), by=AN).then_shown(phase="closed").run()
    henan.at("2026-03-17 00:00").when(rating(), by=AN).then_refused("suggestion.not_now").run()


def test_silence_is_reminded_and_then_left_out() -> None:
    silent = replied(congress="henan").at("2026-03-17 00:00")
    state = state_of(silent, SUGGESTION)

    assert (state.phase, state.ratings, state.unrated) == ("closed", (), (f"s1-1-{WATER}",))
    assert state.reminded == 1
    assert told(silent).count(("person:an", "suggestion.please_rate")) == 2


def test_without_a_window_the_work_body_closes_only_after_a_reminder() -> None:
    replied().when(c.CloseUnrated(), by=WORK_BODY).then_refused("suggestion.not_reminded").at(
        "2026-03-17 09:00"
    ).when(c.CloseUnrated(), by=WORK_BODY).then_shown(phase="closed").run()
    replied(congress="henan").when(c.CloseUnrated(), by=of("henan", WORK_BODY)).then_refused(
        "suggestion.window_runs"
    ).run()


def test_redo_is_a_second_round_that_keeps_the_first() -> None:
    """上海: one month. Asked on 2 March 2026: 2 April."""
    redone = UNHAPPY.then_shown(phase="dissatisfied").when(AGAIN, by=WORK_BODY)
    state = state_of(redone, SUGGESTION)

    assert (state.phase, state.round) == ("assigned", 2)
    assert [reply.round for reply in state.replies] == [1]
    assert [each.round for each in state.ratings] == [1]
    second = state_of(redone, SECOND)
    assert (second.redo, second.reply_due.effective.isoformat()) == (True, "2026-04-02")
    signed = redone.on(SECOND).when(h.SignFor(), by=clerk())
    assert state_of(signed, SECOND).reply_due == second.reply_due


def test_the_work_body_orders_it_with_a_reason_and_only_when_the_deputy_is_dissatisfied() -> None:
    UNHAPPY.when(AGAIN, by=AN).then_refused("suggestion.forbidden").when(
        c.OrderRedo(reason=""), by=WORK_BODY
    ).then_refused("proposal.empty").run()
    replied().when(AGAIN, by=WORK_BODY).then_refused("suggestion.not_now").run()


def second_round(congress: str = "foshan") -> Scenario:
    unhappy = replied(congress=congress).when(rating("dissatisfied"), by=AN)
    redone = unhappy.when(AGAIN, by=of(congress, WORK_BODY)).on(SECOND)
    signed = redone.when(h.SignFor(), by=clerk()).when(contact(), by=handler())
    return answered(signed).on(SUGGESTION)


def test_a_second_reply_can_satisfy() -> None:
    second_round().when(rating(handling=f"s1-2-{WATER}"), by=AN).then_shown(phase="closed").run()


def test_the_first_round_is_not_rated_again() -> None:
    second_round().when(rating(), by=AN).then_refused("suggestion.nothing_to_rate").run()


@pytest.mark.parametrize(
    ("congress", "then"),
    [("foshan", ""), ("henan", "expert_review"), ("chongqing", "study_meeting")],
)
def test_a_second_dissatisfaction_escalates_as_the_place_has_it(congress: str, then: str) -> None:
    failed = rating("dissatisfied", handling=f"s1-2-{WATER}")
    escalated = second_round(congress).when(failed, by=AN)

    escalated.then(
        events=[e.Rated, e.Dissatisfied, e.Escalated(at=NINE, round=2, then=then), e.Notified]
    ).then_shown(phase="escalated").when(
        c.SettleEscalation(record="已召开研究会"), by=of(congress, WORK_BODY)
    ).then_shown(phase="closed").when(c.Archive(), by=of(congress, WORK_BODY)).then_shown(
        phase="archived"
    ).run()


def test_with_open_commitments_it_is_followed() -> None:
    replied(result="B", promises=PROMISES).when(rating(), by=AN).then_shown(phase="tracking").when(
        c.Archive(), by=WORK_BODY
    ).then_refused("suggestion.not_now").run()


def test_merged_items_get_the_reply_and_are_rated_apart() -> None:
    both = signed_for().on("suggestion:s2").when(draft(), by=AN)
    both = both.when(c.Submit(one_matter=True), by=AN)
    both = both.when(c.Merge(into="s1", reason="内容相同"), by=WORK_BODY)
    both = answered(both.on(f"handling:s1-1-{WATER}").when(contact(), by=handler()))

    both = both.on(SUGGESTION).then_shown(phase="replied").when(rating(), by=AN)
    both.then_shown(phase="closed").on("suggestion:s2").then_shown(phase="replied").when(
        rating("dissatisfied"), by=AN
    ).then_shown(phase="dissatisfied").run()
