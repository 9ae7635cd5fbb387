"""One example of every command of a deputy, a session, a report and a conversation."""

from datetime import UTC, date, datetime

from actors.systems.npc_motions import congress_session_records as r
from actors.systems.npc_motions import conversation_records as t
from actors.systems.npc_motions import deputy_records as d
from actors.systems.npc_motions import handling_report_records as h
from actors.systems.npc_motions.congress_session_facts import AgendaItem, Delegation
from actors.systems.npc_motions.examples import DIGEST

DEPUTY = (
    d.RegisterDeputy(
        account="deputy_01",
        name="麦勇毅",
        congress="foshan",
        term=16,
        delegation="chancheng_delegation",
        since=date(2022, 1, 10),
        committee_member=True,
    ),
    d.RestoreDeputy(reason="案件已经撤销"),
    d.EndMandate(ground="moved_away", reason="已调离本行政区域"),
    d.ChangeDelegation(delegation="nanhai_delegation"),
    d.SetCommitteeMembership(member=False),
    d.Describe(portrait=d.Portrait(gender="female", occupation="教师", constituency="南庄镇")),
    d.RecordDuty(
        entry="2026-03-12-visit",
        duty="visit",
        on=date(2026, 3, 12),
        subject="走访南庄镇企业",
        place="南庄镇",
    ),
    d.PostDuty(entry="2026-03-12-visit"),
)
SESSION = (
    r.PrepareSession(
        congress="foshan",
        level="city",
        place="foshan",
        term=16,
        number=4,
        title="佛山市第十六届人民代表大会第四次会议",
        opens_on=date(2027, 1, 18),
        closes_on=date(2027, 1, 22),
        motion_deadline=datetime(2027, 1, 20, 4, 0, tzinfo=UTC),
        members=60,
        delegations={
            "chancheng_delegation": Delegation(title="禅城代表团", head="deputy_01", deputies=30),
            "nanhai_delegation": Delegation(title="南海代表团", head="deputy_16", deputies=30),
        },
    ),
    r.SetMotionDeadline(at=datetime(2027, 1, 20, 10, 0, tzinfo=UTC)),
    r.SetPresidium(members=30, last_meeting=datetime(2027, 1, 22, 1, 0, tzinfo=UTC)),
    r.SetAgenda(
        items=(
            AgendaItem(id="1", title="听取和审查政府工作报告", speaker="市长"),
            AgendaItem(id="2", title="选举"),
        )
    ),
    r.ScheduleSitting(
        sitting="opening",
        title="第一次全体会议",
        begins_at=datetime(2027, 1, 18, 1, 0, tzinfo=UTC),
        ends_at=datetime(2027, 1, 18, 4, 0, tzinfo=UTC),
        room="示例大道 90 号礼堂",
        items=("1",),
    ),
    r.AssignSeats(sitting="opening", seats={"deputy_01": "1-1", "deputy_02": "1-2"}),
    r.CheckIn(sitting="opening", account="deputy_01"),
    r.AddDocument(
        document="work-report",
        title="政府工作报告",
        sha256=DIGEST,
        media_type="application/pdf",
        size=481_204,
        release_at=datetime(2027, 1, 18, 1, 0, tzinfo=UTC),
        withdraw_at=datetime(2027, 1, 22, 9, 0, tzinfo=UTC),
    ),
    r.WithdrawDocument(document="work-report", reason="报告有修改"),
    r.RecordDecision(
        vote="work-report",
        sitting="opening",
        subject="关于政府工作报告的决议",
        in_favour=55,
        against=2,
        abstained=1,
    ),
    r.PostPlan(year=2027, title="2027 年代表工作计划", text="组织代表集中视察两次，专题调研四次。"),
)
REPORT = (
    h.CallForReports(
        year=2026,
        half="mid_year",
        units=("water_bureau", "transport_bureau"),
        due=date(2026, 7, 31),
    ),
    h.ReportWork(text="上半年承办建议两件，已办结一件。"),
    h.WriteOverallReport(text="上半年共交办建议九件，已办结三件。"),
    h.TakeBackReport(reason="数据有误"),
)
CONVERSATION = (
    t.WriteToDeputy(
        deputy="foshan-16-deputy_01", subject="绿景路积水", text="请关注绿景路积水问题。"
    ),
    t.WriteBack(text="已到现场查看，正在督促整治。"),
    t.ReleaseMessage(number=1),
    t.RefuseMessage(number=1, reason="含有他人电话"),
)
