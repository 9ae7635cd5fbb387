"""Scenarios that carry out every command of motions, sessions, deputies and interpellations."""

from actors.blocks.numbers.register import Unnumbered
from actors.kernel.identity import PLATFORM
from actors.systems.npc_motions import congress_session_records as s
from actors.systems.npc_motions import deputy_records as d
from actors.systems.npc_motions import interpellation_records as i
from actors.systems.npc_motions import motion_commands as c
from actors.systems.npc_motions.attachments import AttachFile, RemoveFile
from actors.testing import Scenario
from tests.systems.npc_motions.floor import (
    CHAIRPERSONS,
    COMMITTEE,
    HANDLER,
    HEAD_OF_WATER,
    PARTS,
    PRESIDIUM,
    SECRETARY,
    WORK_BODY,
    assigned,
    at,
    decided,
    deputy,
    submitted,
)
from tests.systems.npc_motions.test_congress_session import there, vote
from tests.systems.npc_motions.test_deputy import DUTY, END, RESTORE, SUSPEND, registered
from tests.systems.npc_motions.test_interpellation import ANSWER, NO, answered, signed
from tests.systems.npc_motions.test_motion_deadline import next_opens, queued
from tests.systems.npc_motions.test_motion_reconsideration import ANSWER as RECONSIDERED
from tests.systems.npc_motions.test_motion_reconsideration import reconsidered
from tests.systems.npc_motions.test_motion_signing import ready
from tests.systems.npc_motions.test_motion_vote import vote as vote_on
from tests.systems.npc_motions.test_motion_withdrawal import CONSENT, LEAVE
from tests.systems.npc_motions.test_session_documents import document

FILE = AttachFile(name="调研报告", sha256="e" * 64, media_type="application/pdf", size=1_024)
NOW = at("2026-03-02 09:00")


def withdrawn() -> Scenario:
    """Return a motion whose signers all stood back."""
    leaving = decided("on_agenda")
    for n in range(1, 11):
        leaving = leaving.when(LEAVE, by=deputy(n))
    return leaving.when(CONSENT, by=PRESIDIUM)


def asked_again() -> Scenario:
    """Return an interpellation with two answers that is closed."""
    judged = answered()
    for n in range(1, 6):
        judged = judged.when(NO, by=deputy(n))
    return judged.when(ANSWER, by=HEAD_OF_WATER).when(i.CloseInterpellation(), by=PRESIDIUM)


SCENARIOS: dict[str, Scenario] = {
    "a motion that is edited, left and given up": ready(3)
    .when(c.EditMotion(**PARTS, one_matter=True), by=deputy(1))
    .when(c.WithdrawSignature(), by=deputy(2))
    .when(FILE, by=deputy(1))
    .when(RemoveFile(file=FILE.sha256), by=deputy(1))
    .when(c.AbandonMotion(), by=deputy(1)),
    "a motion that waits for the next session": queued(),
    "a motion that waited for the next session": next_opens(queued()),
    "a motion for which no number was left": ready().when(
        Unnumbered(series="motion", register="motion-foshan-2026"), by=PLATFORM
    ),
    "a motion that is returned": submitted().when(
        c.ReturnMotion(ground="duplicate", text="已有同类议案。", heard_at=NOW), by=WORK_BODY
    ),
    "a motion that becomes a suggestion": submitted().when(
        c.TurnIntoSuggestion(text="宜作为建议办理。", heard_at=NOW), by=WORK_BODY
    ),
    "a motion that is reconsidered": reconsidered().when(RECONSIDERED, by=PRESIDIUM),
    "a motion that its signers withdraw": withdrawn(),
    "a motion that is adopted": decided("on_agenda").when(vote_on(21, present=40), by=SECRETARY),
    "a motion that is handled twice and published": assigned()
    .when(c.ReportHandling(text="已完成清淤。"), by=HANDLER)
    .when(c.RedoHandling(text="未见成效。"), by=CHAIRPERSONS)
    .when(c.ReportHandling(text="水质达标。"), by=HANDLER)
    .when(c.AcceptHandling(), by=CHAIRPERSONS)
    .when(c.SetPublished(published=True), by=WORK_BODY),
    "a motion on which bodies are consulted": decided("committee_later")
    .when(c.ConsultBodies(bodies=("water",)), by=COMMITTEE)
    .when(c.GiveView(text="原则同意。"), by=HANDLER),
    "a deputy who is suspended, restored and resigns": registered()
    .when(d.Describe(portrait=d.Portrait(occupation="教师")), by=deputy(1))
    .when(d.ChangeDelegation(delegation="nanhai_delegation"), by=WORK_BODY)
    .when(d.SetCommitteeMembership(member=True), by=WORK_BODY)
    .when(DUTY, by=deputy(1))
    .when(d.PostDuty(entry="v1"), by=WORK_BODY)
    .when(SUSPEND, by=WORK_BODY)
    .when(RESTORE, by=WORK_BODY)
    .when(END, by=WORK_BODY),
    "a deputy whose term is over": registered().at("2027-02-01 00:00"),
    "a session with documents, a vote and a plan": there(27)
    .when(document(), by=SECRETARY)
    .when(document(document="p1", withdraw_at=at("2026-03-03 09:00")), by=SECRETARY)
    .when(vote(21), by=SECRETARY)
    .when(s.SetMotionDeadline(at=at("2026-03-05 12:00")), by=SECRETARY)
    .when(s.PostPlan(year=2026, title="年度计划", text="一、组织视察"), by=WORK_BODY)
    .at("2026-03-03 09:00")
    .when(s.WithdrawDocument(document="r1", reason="有误"), by=SECRETARY)
    .when(s.CloseSession(), by=SECRETARY),
    "an interpellation that is answered twice": asked_again(),
    "an interpellation that is withdrawn": signed(11)
    .when(i.LeaveInterpellation(), by=deputy(11))
    .when(i.SubmitInterpellation(), by=deputy(1))
    .when(i.WithdrawInterpellation(reason="问题已解决"), by=deputy(1)),
}
