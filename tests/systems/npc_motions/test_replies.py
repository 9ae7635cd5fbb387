"""No reply without what it rests on; no step from draft to letter can be left out."""

from datetime import date
from typing import Any

import pytest

from actors.kernel.identity import Identity
from actors.systems.npc_motions.handling import commands as h
from actors.systems.npc_motions.handling import events as e
from actors.systems.npc_motions.handling.state import Promise
from actors.testing import Scenario
from tests.systems.npc_motions.chamber import (
    ASSISTING,
    HOUSING,
    LEAD,
    PARTS,
    PROMISES,
    SUGGESTION,
    TRANSPORT,
    TWO,
    WATER,
    WORK_BODY,
    answered,
    clerk,
    contact,
    contacted,
    handler,
    hash_of,
    head,
    keeper,
    made,
    replied,
    reply,
    signed_for,
)
from tests.systems.npc_motions.reading import state_of, told

SEAL = h.SealReply(sha256=hash_of(reply()))
VIEW = h.GiveView(text="同意配合")
DRAFTED = contacted().when(reply(), by=handler())


def test_a_reply_goes_from_draft_to_letter_and_the_deputy_can_rate() -> None:
    replied().then_shown(phase="replied", round=1).on(LEAD).then_shown(
        phase="replied", letter=f"{1:064x}", sealed_by=keeper().id
    ).run()


@pytest.mark.feature("NPC-14")
def test_no_reply_without_a_contact_with_the_deputy() -> None:
    signed_for().when(reply(), by=handler()).then_refused("handling.contact_missing").run()


@pytest.mark.feature("NPC-29")
def test_a_contact_says_who_when_how_and_what() -> None:
    signed_for().when(contact(), by=handler()).then(events=[e.ContactRecorded]).when(
        contact("2026-03-03 09:00"), by=handler()
    ).then_refused("handling.contact_to_come").when(
        h.RecordContact(who="", at=contact().at, how="visit", what=""), by=handler()
    ).then_refused("proposal.empty", field="/who").run()


@pytest.mark.feature("NPC-14")
def test_no_reply_without_the_views_of_assisting_units() -> None:
    waiting = contacted(TWO)
    waiting.when(reply(), by=handler()).then_refused(
        "handling.view_missing", facts={"unit": HOUSING}
    ).run()
    given = waiting.on(ASSISTING).when(VIEW, by=handler(HOUSING)).on(LEAD)
    given.when(reply(), by=handler()).then_shown(phase="drafted").run()


@pytest.mark.feature("NPC-14")
def test_a_view_that_did_not_come_is_on_record_and_the_reply_goes_on() -> None:
    """上海: one month from receipt, 2 April 2026."""
    late = contacted(TWO).at("2026-04-03 00:00")

    assert [(v.unit, v.missing) for v in state_of(late, LEAD).views] == [(HOUSING, True)]
    late.when(reply(), by=handler()).then_shown(phase="drafted").run()
    contacted(TWO).at("2026-04-02 23:59").then_shown(views=()).run()


def test_a_place_that_gives_more_days_waits_for_them() -> None:
    """重庆: thirty working days, and five more for a view that is missing."""
    chongqing = contacted(TWO, congress="chongqing")
    ended = state_of(chongqing, ASSISTING).view_due.ends_at
    once = chongqing.at(ended)

    assert state_of(once, LEAD).views == ()
    again = state_of(once, ASSISTING)
    assert (again.missed, again.view_due.question) == (1, "assisting_extra")
    assert state_of(once.at(again.view_due.ends_at), LEAD).views[0].missing


def test_only_assisting_units_give_views_and_only_the_others_reply() -> None:
    contacted(TWO).when(VIEW, by=handler()).then_refused("handling.answering_only").run()
    signed_for(TWO).on(ASSISTING).when(reply(), by=handler(HOUSING)).then_refused(
        "handling.assisting_only"
    ).run()


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({"answers": {"1": "已完成。"}}, "handling.answer_missing"),
        ({"answers": {"1": "已完成。", "2": " "}}, "handling.answer_missing"),
        ({"text": ""}, "proposal.empty"),
        ({"contact": ""}, "proposal.empty"),
        ({"result": "B"}, "handling.promise_missing"),
        ({"result": "C"}, "handling.promise_missing"),
        ({"result": "A", "promises": PROMISES}, "handling.promise_out_of_class"),
        ({"result": "D"}, "handling.reasons_missing"),
        (
            {"result": "B", "promises": (Promise(text="x", due=date(2026, 3, 2)),)},
            "handling.promise_past",
        ),
        ({"result": "B", "promises": (Promise(text="", due=date(2026, 9, 2)),)}, "proposal.empty"),
    ],
)
@pytest.mark.feature("NPC-14")
def test_a_reply_with_a_gap_is_refused(change: dict[str, Any], refused: str) -> None:
    contacted().when(reply(**change), by=handler()).then_refused(refused).run()


def test_every_gap_is_told_at_once() -> None:
    signed_for().when(reply(answers={}), by=handler()).then_refused(
        "handling.contact_missing"
    ).when(reply(answers={}), by=handler()).then_refused("handling.answer_missing").run()


def test_nobody_approves_a_draft_of_their_own() -> None:
    contacted().when(reply(), by=head()).when(h.ApproveReply(), by=head()).then_refused(
        "handling.own_draft"
    ).run()


@pytest.mark.parametrize(
    ("scenario", "command", "by"),
    [
        (DRAFTED, SEAL, keeper()),
        (DRAFTED, h.SendReply(), clerk()),
        (DRAFTED.when(h.ApproveReply(), by=head()), h.SendReply(), clerk()),
        (contacted(), h.ApproveReply(), head()),
    ],
    ids=["seal before approval", "send before approval", "send before seal", "approve nothing"],
)
@pytest.mark.feature("NPC-14")
def test_no_step_is_left_out(scenario: Scenario, command: Any, by: Identity) -> None:
    scenario.when(command, by=by).then_refused("handling.not_now").run()


@pytest.mark.parametrize(
    ("scenario", "command", "by"),
    [
        (DRAFTED, h.ApproveReply(), handler()),
        (DRAFTED, h.ApproveReply(), head(HOUSING)),
        (DRAFTED.when(h.ApproveReply(), by=head()), SEAL, head()),
    ],
    ids=["handler approves", "another head approves", "head seals"],
)
@pytest.mark.feature("NPC-14")
def test_no_step_is_done_by_another(scenario: Scenario, command: Any, by: Identity) -> None:
    refused = "handling.forbidden" if by.unit == WATER else "handling.unknown"
    scenario.when(command, by=by).then_refused(refused).run()


@pytest.mark.feature("NPC-14")
def test_the_seal_is_put_under_the_text_that_was_approved() -> None:
    other = h.SealReply(sha256="0" * 64)
    DRAFTED.when(h.ApproveReply(), by=head()).when(other, by=keeper()).then_refused(
        "handling.another_text"
    ).run()


def test_a_draft_is_sent_back_from_every_step() -> None:
    back = h.SendBackDraft(reason="重写第二项")
    DRAFTED.when(back, by=head()).then_shown(phase="signed_for").run()
    sealing = DRAFTED.when(h.ApproveReply(), by=head()).when(SEAL, by=keeper())
    sealing.when(back, by=head()).then_shown(phase="signed_for").run()
    made(sealing).when(back, by=head()).then_shown(phase="signed_for").run()


def test_work_body_and_government_office_get_copies_and_each_signer_a_letter() -> None:
    sent = told(replied())

    assert ("person:an", "handling.replied") in sent
    assert ("unit~work_body~foshan_congress", "handling.replied") in sent
    assert ("unit~government_office~municipal_government", "handling.replied") in sent


@pytest.mark.feature("NPC-29")
def test_units_that_disagree_bring_it_before_the_assigner_and_nothing_is_answered() -> None:
    torn = contacted().when(h.ReportDisagreement(text="职责交叉"), by=handler())
    torn.when(reply(), by=handler()).then_refused("handling.disagreement_open").when(
        h.SettleDisagreement(decision="由水利局牵头"), by=handler()
    ).then_refused("handling.forbidden").when(
        h.SettleDisagreement(decision="由水利局牵头"), by=WORK_BODY
    ).when(reply(), by=handler()).then_shown(phase="drafted").run()
    contacted().when(h.SettleDisagreement(decision="x"), by=WORK_BODY).then_refused(
        "handling.no_disagreement"
    ).run()


@pytest.mark.feature("NPC-14")
def test_commitments_of_class_b_begin_with_the_reply() -> None:
    replied(result="B", promises=PROMISES).then_shown(open_commitments=(f"s1-1-{WATER}-1",)).on(
        f"commitment:s1-1-{WATER}-1"
    ).then_shown(phase="open", unit=WATER, due=date(2026, 12, 31)).run()


def test_the_suggestion_waits_for_every_unit_that_answers() -> None:
    first = contacted(PARTS)
    one = answered(first, answers={"1": "已完成。"})
    one.on(SUGGESTION).then_shown(phase="assigned").run()
    other = one.on(f"handling:s1-1-{TRANSPORT}").when(contact(), by=handler(TRANSPORT))
    answered(other, TRANSPORT, answers={"2": "已公布。"}).on(SUGGESTION).then_shown(
        phase="replied"
    ).run()
