"""Key items and the fast lane (NPC-27)."""

from datetime import date

import pytest

from actors.kernel.identity import Identity
from actors.systems.npc_motions.handling import commands as h
from actors.systems.npc_motions.suggestion import commands as c
from tests.systems.npc_motions.chamber import (
    AN,
    CHAIR,
    COMMITTEE,
    GOVERNMENT,
    LEAD,
    SECRETARY,
    SUGGESTION,
    WATER,
    WORK_BODY,
    accepted,
    assigned,
    clerk,
    contacted,
    drafted,
    handler,
    head,
    reply,
    sealed,
    submitted,
)
from tests.systems.npc_motions.reading import state_of

PROPOSE, DECIDE = c.ProposeKey(reason="群众反映集中"), c.DecideKey(decision="第十次主任会议")
KEY = contacted().on(SUGGESTION).when(PROPOSE, by=COMMITTEE).when(DECIDE, by=CHAIR)


@pytest.mark.feature("NPC-27")
def test_a_committee_proposes_a_key_item_and_the_chairpersons_meeting_decides() -> None:
    KEY.then_shown(key="decided").on(LEAD).then_shown(key=True).run()


@pytest.mark.feature("NPC-27")
@pytest.mark.parametrize(
    ("command", "by"),
    [(PROPOSE, CHAIR), (PROPOSE, WORK_BODY), (DECIDE, COMMITTEE), (DECIDE, GOVERNMENT)],
)
def test_nobody_else_proposes_or_decides(command: c.ProposeKey, by: Identity) -> None:
    assigned().when(command, by=by).then_refused("suggestion.forbidden").run()


@pytest.mark.feature("NPC-27")
def test_nothing_becomes_a_key_item_that_was_not_proposed_and_nothing_twice() -> None:
    assigned().when(DECIDE, by=CHAIR).then_refused("suggestion.key_not_proposed").when(
        PROPOSE, by=COMMITTEE
    ).when(PROPOSE, by=COMMITTEE).then_refused("suggestion.key_already").run()


@pytest.mark.feature("NPC-27")
def test_a_key_item_is_answered_by_the_head_of_the_unit() -> None:
    approved = KEY.on(LEAD).when(reply(), by=handler()).when(h.ApproveReply(), by=head())
    waiting = sealed(approved, reply())
    for by in (clerk(), handler()):
        waiting.when(h.SendReply(), by=by).then_refused("handling.forbidden").run()
    waiting.when(h.SendReply(), by=head()).then_shown(phase="replied").run()


FAST = c.TakeFastLane(unit=WATER, reason="堤防渗漏，汛期将至")


@pytest.mark.feature("NPC-27")
def test_the_fast_lane_leads_to_one_unit_directly_with_the_shorter_time_of_the_place() -> None:
    fast = submitted().when(FAST, by=WORK_BODY)

    fast.then_shown(phase="assigned", fast_lane=True).run()
    due = state_of(fast, LEAD).reply_due
    assert due is not None
    assert (due.question, due.effective) == ("fast_lane", date(2026, 3, 16))
    ordinary = state_of(assigned(), LEAD).reply_due
    assert ordinary is not None
    assert (ordinary.question, ordinary.effective) == ("reply", date(2026, 6, 2))


@pytest.mark.feature("NPC-27")
def test_what_was_accepted_can_still_take_the_fast_lane() -> None:
    accepted().when(FAST, by=WORK_BODY).then_shown(phase="assigned", fast_lane=True).run()


@pytest.mark.feature("NPC-27")
def test_a_place_without_a_fast_lane_refuses_it() -> None:
    by = Identity("staff:cen", ("work_body",), "shanghai_congress")

    submitted(congress="shanghai").when(FAST, by=by).then_refused("suggestion.no_fast_lane").run()


def test_a_reply_on_the_fast_lane_is_not_put_off() -> None:
    ask = h.AskExtension(until=date(2026, 4, 1), reason="需现场勘测")
    fast = submitted().when(FAST, by=WORK_BODY).on(LEAD).when(h.SignFor(), by=clerk())

    fast.when(ask, by=handler()).then_refused("handling.no_extension").run()


@pytest.mark.parametrize("by", [AN, CHAIR, COMMITTEE, GOVERNMENT])
def test_only_the_work_body_opens_the_fast_lane(by: Identity) -> None:
    submitted().when(FAST, by=by).then_refused("suggestion.forbidden").run()


@pytest.mark.parametrize(
    ("command", "refused", "field"),
    [
        (c.TakeFastLane(unit="nowhere", reason="x"), "suggestion.unit_unknown", "/unit"),
        (c.TakeFastLane(unit=WATER, reason=" "), "proposal.empty", "/reason"),
    ],
)
def test_what_is_wrong_with_it_is_named(command: c.TakeFastLane, refused: str, field: str) -> None:
    submitted().when(command, by=WORK_BODY).then_refused(refused, field=field).run()


def test_in_session_nothing_takes_the_fast_lane() -> None:
    handed_in = drafted(session="foshan-16-3").when(c.Submit(one_matter=True), by=AN)
    during = handed_in.when(c.Accept(), by=SECRETARY)

    during.when(FAST, by=WORK_BODY).then_refused("suggestion.fast_lane_between_sessions").run()
