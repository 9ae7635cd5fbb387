"""From the number to the decision, and what follows from each (transitions of NPC-26)."""

import pytest

from actors.systems.npc_motions import congress_session_records as s
from actors.systems.npc_motions import deputy_records as d
from actors.systems.npc_motions import motion_commands as c
from actors.systems.npc_motions import motion_events as e
from actors.systems.npc_motions.congress_session_state import Vote
from actors.testing import Scenario
from tests.systems.npc_motions.floor import (
    CHAIRPERSONS,
    COMMITTEE,
    HANDLER,
    MOTION,
    ON_SESSION,
    OTHER_COMMITTEE,
    OTHER_HANDLER,
    PRESIDIUM,
    SECRETARY,
    WORK_BODY,
    account,
    assigned,
    at,
    convened,
    cosigned,
    decide,
    decided,
    deputy,
    drafted,
    examined,
    on_deputy,
    reported,
    seated,
    submitted,
)
from tests.systems.npc_motions.reading import told

NOW = at("2026-03-02 09:00")


class Days(dict[str, str]):
    """Equals the terms that run if these are their effective days, by name."""

    def __eq__(self, other: object) -> bool:
        assert isinstance(other, dict)
        return dict(self) == {name: term.effective.isoformat() for name, term in other.items()}

    __hash__ = None  # type: ignore[assignment]


def due(scenario: Scenario, **dates: str) -> Scenario:
    """Expect exactly these effective days of the terms that run."""
    return scenario.then_shown(dues=Days(dates))


@pytest.mark.parametrize("text", ["", "  "])
def test_a_motion_is_returned_with_a_text_and_after_its_deputies_were_heard(text: str) -> None:
    returned = c.ReturnMotion(ground="duplicate", text=text, heard_at=NOW)
    unheard = c.ReturnMotion(ground="duplicate", text="已有同类议案。", heard_at=at("2026-03-01"))
    future = c.ReturnMotion(ground="duplicate", text="已有同类议案。", heard_at=at("2026-03-03"))

    submitted().when(returned, by=SECRETARY).then_refused("motion.text_missing").run()
    submitted().when(unheard, by=SECRETARY).then_refused("motion.not_heard").run()
    submitted().when(future, by=SECRETARY).then_refused("motion.not_heard").run()


def test_a_returned_motion_keeps_its_history_and_tells_its_signers() -> None:
    returned = c.ReturnMotion(ground="duplicate", text="已有同类议案。", heard_at=NOW)
    everybody = tuple(f"person:{account(n)}" for n in range(1, 11))

    (
        submitted()
        .when(returned, by=WORK_BODY)
        .then(
            events=[
                e.MotionReturned(at=NOW, ground="duplicate", text="已有同类议案。", heard_at=NOW),
                e.Notified(
                    at=NOW,
                    to=everybody,
                    template="returned",
                    facts={"number": "J20260001"},
                ),
            ]
        )
        .then_shown(phase="returned", number="J20260001")
        .run()
    )


def test_what_is_no_motion_can_become_a_suggestion_when_its_deputies_were_heard() -> None:
    turned = c.TurnIntoSuggestion(text="宜作为建议办理。", heard_at=NOW)

    submitted().when(turned, by=WORK_BODY).then_shown(phase="suggestion").run()
    for by, other in ((WORK_BODY, "session_secretariat"), (SECRETARY, "work_body")):
        notices = told(submitted().when(turned, by=by))
        people = [to for to, template in notices if template == "motion.is_suggestion"]
        signers = [f"person:{account(n)}" for n in range(1, 11)]
        assert people == [*signers, f"unit~{other}~foshan_congress"]
    submitted().when(
        c.TurnIntoSuggestion(text="宜作为建议办理。", heard_at=at("2026-01-01")), by=WORK_BODY
    ).then_refused("motion.not_heard").run()


def test_a_committee_gives_its_opinion_on_what_was_forwarded_to_it_and_no_other() -> None:
    opinion = c.GiveOpinion(recommends="on_agenda", text="建议列入议程。")

    submitted().when(opinion, by=COMMITTEE).then_refused("motion.forbidden").run()
    forwarded = submitted().when(c.ForwardToCommittee(committee="urban_committee"), by=WORK_BODY)
    forwarded.when(opinion, by=OTHER_COMMITTEE).then_refused("motion.forbidden").run()
    forwarded.when(c.GiveOpinion(recommends="on_agenda", text=""), by=COMMITTEE).then_refused(
        "motion.text_missing"
    ).run()
    forwarded.when(opinion, by=COMMITTEE).then_shown(phase="opinion", recommended="on_agenda").run()


def test_a_motion_is_forwarded_to_some_committee() -> None:
    submitted().when(c.ForwardToCommittee(committee=""), by=WORK_BODY).then_refused(
        "motion.committee_missing"
    ).run()


def test_between_sessions_it_is_forwarded_in_15_days_and_the_opinion_given_in_30() -> None:
    prepared = (
        Scenario.of(*convened().kinds.values())
        .on(ON_SESSION)
        .when(convened().steps[0].command, by=SECRETARY)  # type: ignore[union-attr]
        .when(s.SetMotionDeadline(at=at("2027-01-20 12:00")), by=SECRETARY)
        .at("2026-08-03 09:00")
    )
    received = cosigned(drafted(seated(prepared, 10)), 10).when(c.SubmitMotion(), by=deputy(1))
    forwarded = (
        due(received.then_shown(between_sessions=True), motion_forward="2026-08-18")
        .at("2026-08-18 10:00")
        .when(c.ForwardToCommittee(committee="urban_committee"), by=WORK_BODY)
    )
    opinion = c.GiveOpinion(recommends="committee_later", text="建议会后审议。")

    due(due(forwarded, motion_opinion="2026-09-17").when(opinion, by=COMMITTEE)).run()


@pytest.mark.parametrize(
    ("present", "in_favour", "code"),
    [
        (21, 10, "motion.presidium_majority"),
        (21, 22, "motion.more_votes_than_people"),
        (22, 11, "motion.more_votes_than_people"),
        (10, 11, "motion.more_votes_than_people"),
        (21, -1, "motion.more_votes_than_people"),
    ],
)
def test_the_presidium_decides_with_more_than_half_of_all_its_members(
    present: int, in_favour: int, code: str
) -> None:
    examined().when(
        decide("on_agenda", present=present, in_favour=in_favour), by=PRESIDIUM
    ).then_refused(code).run()
    examined().when(decide("on_agenda", present=14, in_favour=11), by=PRESIDIUM).then_shown(
        phase="on_agenda"
    ).run()


def test_in_guangdong_two_thirds_of_the_presidium_are_there() -> None:
    there = examined(level="guangdong")

    there.when(decide("on_agenda", present=13, in_favour=13), by=PRESIDIUM).then_refused(
        "motion.presidium_not_quorate"
    ).run()
    there.when(decide("on_agenda", present=14, in_favour=11), by=PRESIDIUM).then_shown(
        phase="on_agenda"
    ).run()


def test_that_something_is_no_motion_has_a_written_reason() -> None:
    examined().when(decide("not_a_motion"), by=PRESIDIUM).then_refused(
        "motion.reason_missing"
    ).run()


def test_all_deputies_are_told_what_was_decided() -> None:
    examined().when(decide("committee_later"), by=PRESIDIUM).then(
        events=[
            e.MotionDecided(
                at=NOW, outcome="committee_later", present=21, in_favour=11, members=21
            ),
            e.Notified(
                at=NOW,
                to=("deputy@chancheng_delegation", "deputy@nanhai_delegation"),
                template="decided",
                facts={"number": "J20260001", "outcome": "committee_later"},
            ),
        ]
    ).run()


def test_the_presidium_alone_decides() -> None:
    for by in (SECRETARY, WORK_BODY, COMMITTEE, deputy(1)):
        examined().when(decide("on_agenda"), by=by).then_refused("motion.forbidden").run()


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


LEAVE = c.AskToWithdraw(reason="情况已有变化。")
CONSENT = c.ConsentToWithdrawal(present=21, in_favour=11)


def test_a_motion_is_withdrawn_when_all_signers_stand_back_and_the_presidium_consents() -> None:
    leaving = decided("on_agenda")
    for n in range(1, 11):
        leaving = leaving.when(LEAVE, by=deputy(n)).then_shown(phase="on_agenda")

    leaving.when(CONSENT, by=PRESIDIUM).then_shown(phase="withdrawn").run()


def test_a_motion_is_terminated_when_fewer_than_ten_are_left() -> None:
    (
        decided("on_agenda")
        .when(LEAVE, by=deputy(10))
        .when(CONSENT, by=PRESIDIUM)
        .then(events=[e.SignersStoodBack, e.MotionTerminated(at=NOW, left=9), e.Notified])
        .then_shown(phase="terminated")
        .run()
    )


def test_a_motion_goes_on_while_ten_are_left() -> None:
    (
        decided("on_agenda", signers=11)
        .when(LEAVE, by=deputy(11))
        .when(CONSENT, by=PRESIDIUM)
        .then_shown(phase="on_agenda", gone=("d11",), leaving=())
        .when(LEAVE, by=deputy(11))
        .then_refused("motion.not_a_signer")
        .run()
    )


def test_nobody_stands_back_without_the_presidium_or_without_a_reason() -> None:
    asked = decided("on_agenda").when(LEAVE, by=deputy(10))

    asked.when(c.ConsentToWithdrawal(present=21, in_favour=10), by=PRESIDIUM).then_refused(
        "motion.presidium_majority"
    ).run()
    asked.when(LEAVE, by=deputy(10)).then_refused("motion.asked_already").run()
    decided("on_agenda").when(CONSENT, by=PRESIDIUM).then_refused("motion.nobody_asked").run()
    decided("on_agenda").when(c.AskToWithdraw(reason=""), by=deputy(1)).then_refused(
        "motion.reason_missing"
    ).run()


def vote(in_favour: int, present: int, against: int = 0, abstained: int = 0) -> c.RecordVote:
    return c.RecordVote(present=present, in_favour=in_favour, against=against, abstained=abstained)


def one_delegation(members: int) -> dict[str, s.Delegation]:
    return {"chancheng_delegation": s.Delegation(title="禅城代表团", head="d01", deputies=members)}


@pytest.mark.parametrize(("members", "needed"), [(295, 148), (300, 151), (301, 151)])
def test_a_motion_is_adopted_by_more_than_half_of_all_deputies_whoever_is_there(
    members: int, needed: int
) -> None:
    there = decided("on_agenda", members=members, delegations=one_delegation(members))

    there.when(vote(needed, present=250), by=SECRETARY).then_shown(phase="adopted").run()
    there.when(vote(needed - 1, present=250), by=SECRETARY).then_shown(phase="rejected").run()


@pytest.mark.parametrize(
    ("counted", "code"),
    [
        (vote(26, present=26), "motion.not_quorate"),
        (vote(28, present=27), "motion.more_votes_than_people"),
        (vote(20, present=41), "motion.more_votes_than_people"),
        (vote(20, present=40, against=-1), "motion.more_votes_than_people"),
    ],
)
def test_a_vote_needs_two_thirds_of_the_deputies_and_no_more_votes_than_people(
    counted: c.RecordVote, code: str
) -> None:
    decided("on_agenda").when(counted, by=SECRETARY).then_refused(code).run()


def test_in_guangdong_a_vote_is_valid_if_more_than_half_take_part() -> None:
    there = decided("on_agenda", level="guangdong")

    there.when(vote(15, present=30, against=5), by=SECRETARY).then_refused(
        "motion.vote_invalid"
    ).run()
    there.when(vote(15, present=30, against=6), by=SECRETARY).then_shown(phase="rejected").run()


@pytest.mark.feature("NPC-20")
def test_the_session_keeps_the_vote_on_a_motion() -> None:
    (
        decided("on_agenda")
        .when(vote(21, present=30, against=4, abstained=5), by=SECRETARY)
        .then_shown(phase="adopted")
        .on(ON_SESSION)
        .then_shown(
            votes={
                "1": Vote(
                    subject="关于加强城市内河治理的议案",
                    in_favour=21,
                    against=4,
                    abstained=5,
                    adopted=True,
                    at=NOW,
                )
            }
        )
        .on(MOTION)
        .when(LEAVE, by=deputy(1))
        .then_refused("motion.not_now")
        .run()
    )


def test_there_is_no_vote_once_the_session_is_closed() -> None:
    (
        decided("on_agenda")
        .on(ON_SESSION)
        .when(s.CloseSession(), by=SECRETARY)
        .on(MOTION)
        .when(vote(40, present=40), by=SECRETARY)
        .then_refused("motion.session_not_open")
        .run()
    )


def test_after_the_session_consulting_views_and_report_have_their_terms() -> None:
    closes = {"motion_deadline": at("2026-03-04 12:00"), "closes_on": at("2026-03-07").date()}
    later = decided("committee_later", **closes).at("2026-03-07 17:00").on(ON_SESSION)
    closed = later.when(s.CloseSession(), by=SECRETARY).on(MOTION)

    due(
        closed,
        motion_consult="2026-03-23",  # the 22nd is a Sunday
        motion_views="2026-04-07",  # the 6th is the Tomb Sweeping holiday
        motion_report="2026-06-08",  # the 7th is a Sunday
    ).run()


def test_a_committee_reports_after_a_deliberation_to_which_the_lead_was_invited() -> None:
    later = decided("committee_later")
    report = c.ReportMotion(text="建议交政府办理。")

    later.when(report, by=COMMITTEE).then_refused("motion.lead_not_invited").run()
    later.when(c.InviteLead(meeting=NOW), by=COMMITTEE).then_refused("motion.meeting_over").run()
    invited = later.when(c.InviteLead(meeting=at("2026-04-08 09:00")), by=COMMITTEE)
    invited.when(report, by=COMMITTEE).then_refused("motion.lead_not_invited").run()
    held = invited.at("2026-04-08 10:00")
    held.when(c.ReportMotion(text=""), by=COMMITTEE).then_refused("motion.text_missing").run()
    held.when(report, by=OTHER_COMMITTEE).then_refused("motion.forbidden").run()
    due(held.when(report, by=COMMITTEE).then_shown(phase="reported")).run()


def test_bodies_that_were_asked_give_their_view_once_and_no_others_do() -> None:
    view = c.GiveView(text="原则同意。")
    asked = decided("committee_later").when(c.ConsultBodies(bodies=("water",)), by=COMMITTEE)

    asked.when(view, by=OTHER_HANDLER).then_refused("motion.forbidden").run()
    asked.when(c.GiveView(text=""), by=HANDLER).then_refused("motion.text_missing").run()
    asked.when(c.ConsultBodies(bodies=("water",)), by=COMMITTEE).then_refused(
        "motion.nobody_new"
    ).run()
    asked.when(view, by=HANDLER).then_shown(views={"water": "原则同意。"}).when(
        view, by=HANDLER
    ).then_refused("motion.view_given").run()


def test_what_was_reported_is_assigned_for_three_months_and_redone_in_one() -> None:
    handled = due(assigned(), motion_handling="2026-07-20").at("2026-07-20 10:00")
    reports = c.ReportHandling(text="已完成清淤。")
    first = due(handled.when(reports, by=HANDLER))
    again = due(
        first.when(c.RedoHandling(text="未见成效。"), by=CHAIRPERSONS).then_shown(
            phase="redo", handled=("已完成清淤。", "")
        ),
        motion_redo="2026-08-20",
    )
    second = again.when(c.ReportHandling(text="水质达标。"), by=HANDLER)

    second.when(c.AcceptHandling(), by=CHAIRPERSONS).then_shown(
        phase="accepted", handled=("已完成清淤。", "水质达标。")
    ).run()


def test_nothing_is_accepted_or_redone_that_was_not_reported() -> None:
    for wish in (c.AcceptHandling(), c.RedoHandling(text="未见成效。")):
        assigned().when(wish, by=CHAIRPERSONS).then_refused("motion.handling_not_reported").run()
    done = assigned().when(c.ReportHandling(text="已完成清淤。"), by=HANDLER)
    done.when(c.ReportHandling(text="又一份。"), by=HANDLER).then_refused(
        "motion.handling_reported"
    ).run()
    done.when(c.RedoHandling(text=" "), by=CHAIRPERSONS).then_refused("motion.text_missing").run()


def test_a_motion_is_assigned_to_a_unit_by_the_standing_committee() -> None:
    reported().when(c.AssignMotion(unit="", requirement=""), by=CHAIRPERSONS).then_refused(
        "motion.unit_missing"
    ).run()
    reported().when(c.AssignMotion(unit="water", requirement=""), by=SECRETARY).then_refused(
        "motion.forbidden"
    ).run()
    assigned().when(c.ReportHandling(text="代报。"), by=OTHER_HANDLER).then_refused(
        "motion.forbidden"
    ).run()


def test_a_text_is_published_if_its_lead_agrees_and_taken_back_for_a_reason() -> None:
    publish = c.SetPublished(published=True)

    submitted().when(publish, by=WORK_BODY).then_shown(published=True).when(
        publish, by=WORK_BODY
    ).then_refused("motion.published_already").when(
        c.SetPublished(published=False), by=WORK_BODY
    ).then_refused("motion.reason_missing").when(
        c.SetPublished(published=False, reason="涉及个人信息"), by=WORK_BODY
    ).then_shown(published=False).run()
    private = cosigned(drafted(seated(convened(), 10), publishable=False), 10)
    private.when(c.SubmitMotion(), by=deputy(1)).when(publish, by=WORK_BODY).then_refused(
        "motion.not_publishable"
    ).run()
