"""Every guard of the transitions of a motion, broken once (NPC-26). The keys say transition and
guard."""

from collections.abc import Mapping
from typing import Any

import pytest

from actors.systems.npc_motions import congress_session_records as s
from actors.systems.npc_motions import motion_commands as m
from actors.testing import Scenario
from tests.systems.npc_motions import floor
from tests.systems.npc_motions.broken import Broken
from tests.systems.npc_motions.floor import (
    CHAIRPERSONS,
    COMMITTEE,
    HANDLER,
    OTHER_COMMITTEE,
    PRESIDIUM,
    SECRETARY,
    account,
    at,
    deputy,
    ready,
)
from tests.systems.npc_motions.test_motion_movers import of_delegation
from tests.systems.npc_motions.test_motion_reconsideration import ASK, reconsidered
from tests.systems.npc_motions.test_motion_vote import vote
from tests.systems.npc_motions.test_motion_withdrawal import CONSENT, LEAVE

NOW = at("2026-03-02 09:00")


def begun(**more: Any) -> Scenario:
    return floor.drafted(floor.seated(floor.convened(), 2), **more)


INVITE = m.InviteCosigners(accounts=(account(2),))
RETURN = {"ground": "duplicate", "text": "已有同类议案。", "heard_at": NOW}
FORWARDED = floor.submitted().when(
    m.ForwardToCommittee(committee="urban_committee"), by=floor.WORK_BODY
)
WITHOUT_PRESIDIUM = (
    Scenario.of(*(floor.KINDS[name] for name in floor.NAMES))
    .on(floor.ON_SESSION)
    .when(floor.prepare(), by=SECRETARY)
    .when(s.OpenSession(), by=SECRETARY)
)


def examined_without_presidium() -> Scenario:
    seated = floor.seated(WITHOUT_PRESIDIUM, 10)
    handed_in = floor.cosigned(floor.drafted(seated), 10).when(m.SubmitMotion(), by=deputy(1))
    return handed_in.when(
        m.ForwardToCommittee(committee="urban_committee"), by=floor.WORK_BODY
    ).when(m.GiveOpinion(recommends="on_agenda", text="建议列入议程。"), by=COMMITTEE)


REASONED = {"present": 21, "in_favour": 11, "reason": "宜作为建议办理。"}

MOTIONS: Mapping[str, Broken] = {
    "draft to cosigning, by the lead": Broken(begun(), INVITE, deputy(2), "motion.unknown"),
    "draft to cosigning, subject": Broken(
        begun(subject=" "), INVITE, deputy(1), "motion.subject_missing"
    ),
    "draft to cosigning, grounds": Broken(
        begun(grounds=""), INVITE, deputy(1), "motion.grounds_missing"
    ),
    "draft to cosigning, plan": Broken(begun(plan=""), INVITE, deputy(1), "motion.plan_missing"),
    "draft to cosigning, one matter": Broken(
        begun(one_matter=False), INVITE, deputy(1), "motion.one_matter"
    ),
    "draft to cosigning, a bill has text or essentials": Broken(
        begun(form="bill"), INVITE, deputy(1), "motion.bill_text_missing"
    ),
    "cosigning, signed by the invited": Broken(ready(2), floor.sign(), deputy(9), "motion.unknown"),
    "cosigning, full text shown": Broken(
        ready(2).when(m.WithdrawSignature(), by=deputy(2)),
        m.SignMotion(text_hash=floor.HASH, read_to_end=False),
        deputy(2),
        "motion.not_read",
    ),
    "cosigning, an edit voids": Broken(
        ready(2).when(
            m.EditMotion(**{**floor.PARTS, "plan": "另定。"}, one_matter=True), by=deputy(1)
        ),
        floor.sign(),
        deputy(2),
        "motion.text_changed",
    ),
    "cosigning, edited by the lead": Broken(
        ready(2), m.EditMotion(**floor.PARTS, one_matter=True), deputy(2), "motion.forbidden"
    ),
    "submitted, by the lead": Broken(ready(), m.SubmitMotion(), deputy(2), "motion.forbidden"),
    "submitted, threshold of active signers": Broken(
        ready(9), m.SubmitMotion(), deputy(1), "motion.too_few"
    ),
    "submitted, more than half of a delegation": Broken(
        of_delegation("chancheng_delegation", 20), m.SubmitMotion(), deputy(1), "motion.too_few"
    ),
    "submitted, the presidium's deadline": Broken(
        ready().at("2026-03-04 12:01"), m.SubmitMotion(), deputy(1), "motion.late"
    ),
    "registered, once": Broken(floor.submitted(), m.SubmitMotion(), deputy(1), "motion.not_now"),
    "returned, by secretariat or work body": Broken(
        floor.submitted(), m.ReturnMotion(**RETURN), PRESIDIUM, "motion.forbidden"
    ),
    "returned, ground has a text": Broken(
        floor.submitted(),
        m.ReturnMotion(**{**RETURN, "text": ""}),
        SECRETARY,
        "motion.text_missing",
    ),
    "returned, deputies heard": Broken(
        floor.submitted(),
        m.ReturnMotion(**{**RETURN, "heard_at": at("2026-03-01 09:00")}),
        SECRETARY,
        "motion.not_heard",
    ),
    "suggestion, deputies heard": Broken(
        floor.submitted(),
        m.TurnIntoSuggestion(text="宜作为建议办理。", heard_at=at("2026-03-01 09:00")),
        SECRETARY,
        "motion.not_heard",
    ),
    "suggestion, by secretariat or work body": Broken(
        floor.submitted(),
        m.TurnIntoSuggestion(text="宜作为建议办理。", heard_at=NOW),
        PRESIDIUM,
        "motion.forbidden",
    ),
    "suggestion, with a text": Broken(
        floor.submitted(),
        m.TurnIntoSuggestion(text=" ", heard_at=NOW),
        SECRETARY,
        "motion.text_missing",
    ),
    "opinion, by the committee that it was forwarded to": Broken(
        FORWARDED,
        m.GiveOpinion(recommends="on_agenda", text="建议列入议程。"),
        OTHER_COMMITTEE,
        "motion.forbidden",
    ),
    "opinion, forwarded before": Broken(
        floor.submitted(),
        m.GiveOpinion(recommends="on_agenda", text="建议列入议程。"),
        COMMITTEE,
        "motion.forbidden",
    ),
    "decided, by the presidium": Broken(
        floor.examined(), floor.decide("on_agenda"), SECRETARY, "motion.forbidden"
    ),
    "decided, more than half of all members": Broken(
        floor.examined(),
        floor.decide("on_agenda", in_favour=10),
        PRESIDIUM,
        "motion.presidium_majority",
    ),
    "decided, there is a presidium": Broken(
        examined_without_presidium(), floor.decide("on_agenda"), PRESIDIUM, "motion.no_presidium"
    ),
    "decided, written reason if not a motion": Broken(
        floor.examined(), floor.decide("not_a_motion"), PRESIDIUM, "motion.reason_missing"
    ),
    "reconsidered, by signers": Broken(
        floor.decided("not_a_motion"), ASK, deputy(15), "motion.forbidden"
    ),
    "reconsidered, in writing": Broken(
        floor.decided("not_a_motion"),
        m.AskReconsideration(text=" "),
        deputy(1),
        "motion.text_missing",
    ),
    "reconsidered, four hours before the last meeting": Broken(
        floor.decided("not_a_motion").at("2026-03-06 11:00:01"),
        ASK,
        deputy(1),
        "motion.reconsideration_late",
    ),
    "reconsidered, once": Broken(
        reconsidered().when(
            m.AnswerReconsideration(outcome="not_a_motion", **REASONED), by=PRESIDIUM
        ),
        ASK,
        deputy(1),
        "motion.reconsidered_before",
    ),
    "reconsidered, where the place knows it": Broken(
        floor.decided("not_a_motion", place="henan"), ASK, deputy(1), "motion.no_reconsideration"
    ),
    "withdrawn, before the vote": Broken(
        floor.decided("on_agenda").when(vote(40, present=40), by=SECRETARY),
        LEAVE,
        deputy(1),
        "motion.not_now",
    ),
    "withdrawn, the presidium consents": Broken(
        floor.decided("on_agenda").when(LEAVE, by=deputy(1)),
        m.ConsentToWithdrawal(present=21, in_favour=10),
        PRESIDIUM,
        "motion.presidium_majority",
    ),
    "withdrawn, somebody asked": Broken(
        floor.decided("on_agenda"), CONSENT, PRESIDIUM, "motion.nobody_asked"
    ),
    "voted, in session": Broken(
        floor.decided("on_agenda")
        .on(floor.ON_SESSION)
        .when(s.CloseSession(), by=SECRETARY)
        .on(floor.MOTION),
        vote(40, present=40),
        SECRETARY,
        "motion.session_not_open",
    ),
    "voted, two thirds are there": Broken(
        floor.decided("on_agenda"), vote(21, present=26), SECRETARY, "motion.not_quorate"
    ),
    "reported, lead invited": Broken(
        floor.decided("committee_later"),
        m.ReportMotion(text="建议交政府办理。"),
        COMMITTEE,
        "motion.lead_not_invited",
    ),
    "assigned, by the standing committee": Broken(
        floor.reported(),
        m.AssignMotion(unit="water", requirement=""),
        SECRETARY,
        "motion.forbidden",
    ),
    "accepted, after a report": Broken(
        floor.assigned(), m.AcceptHandling(), CHAIRPERSONS, "motion.handling_not_reported"
    ),
    "redone, with a text": Broken(
        floor.assigned().when(m.ReportHandling(text="已办。"), by=HANDLER),
        m.RedoHandling(text=" "),
        CHAIRPERSONS,
        "motion.text_missing",
    ),
}


@pytest.mark.feature("NPC-26")
@pytest.mark.parametrize("broken", MOTIONS.values(), ids=MOTIONS.keys())
def test_no_guard_of_a_motion_lets_through_what_it_guards_against(broken: Broken) -> None:
    broken.scenario.when(broken.command, by=broken.by).then_refused(broken.refused).run()
