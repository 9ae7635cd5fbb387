"""What a committee, the standing committee and a unit do with a motion after the session."""

from actors.systems.npc_motions import congress_session_records as s
from actors.systems.npc_motions import motion_commands as c
from tests.systems.npc_motions.floor import (
    CHAIRPERSONS,
    COMMITTEE,
    HANDLER,
    MOTION,
    ON_SESSION,
    OTHER_COMMITTEE,
    OTHER_HANDLER,
    SECRETARY,
    WORK_BODY,
    assigned,
    at,
    convened,
    cosigned,
    decided,
    deputy,
    drafted,
    reported,
    seated,
    submitted,
)
from tests.systems.npc_motions.terms import due


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
    later.when(c.InviteLead(meeting=at("2026-03-02 09:00")), by=COMMITTEE).then_refused(
        "motion.meeting_over"
    ).run()
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
