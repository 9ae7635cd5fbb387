"""One example of every command of a proposal, from the sample city: for the API and for tests."""

from datetime import UTC, date, datetime

from actors.systems.npc_motions import commitment_records
from actors.systems.npc_motions import interpellation_records as i
from actors.systems.npc_motions import motion_commands as m
from actors.systems.npc_motions.attachments import AttachFile, RemoveFile
from actors.systems.npc_motions.handling import commands as h
from actors.systems.npc_motions.handling.state import Answer, Promise
from actors.systems.npc_motions.suggestion import commands as s
from actors.systems.npc_motions.suggestion.state import UnitGiven

DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
HANDLING = "sample-flooding-1-water_bureau"
FILE = AttachFile(name="绿景路积水照片", sha256=DIGEST, media_type="image/jpeg", size=204_800)
HEARD_AT = datetime(2026, 2, 5, 2, 0, tzinfo=UTC)

SUGGESTION = (
    s.SaveDraft(
        congress="foshan",
        term=16,
        topic="water",
        title="关于整治城区内涝点的建议",
        matter="城区若干路段逢大雨内涝，积水久不退，群众出行不便。",
        requests=("整治绿景路内涝点", "公布年度整治计划"),
        proposed_units=("water_bureau",),
        public_allowed=True,
    ),
    FILE,
    RemoveFile(file=DIGEST),
    s.InviteCosigners(accounts=("deputy_02", "deputy_03")),
    s.Sign(sha256=DIGEST),
    s.Submit(one_matter=True),
    s.Withdraw(reason="所反映的问题已经解决"),
    s.Decline(outcome="letter", ground="personal", text="属于个人诉求，作为来信处理。"),
    s.Merge(into="sample-flooding", reason="两件建议内容相同"),
    s.Assign(
        units=(
            UnitGiven(unit="water_bureau", requests=(1, 2)),
            UnitGiven(unit="housing_construction", role="assisting"),
        )
    ),
    s.TakeFastLane(unit="water_bureau", reason="堤防渗漏，汛期将至"),
    s.Rate(handling=HANDLING, attitude="satisfied", result="basically_satisfied"),
    s.OrderRedo(reason="整治计划尚未公布"),
    s.SettleEscalation(record="专题研究会议要求年底前完成整治"),
    s.ProposeKey(reason="涉及群众出行安全"),
    s.DecideKey(decision="列为年度重点督办建议"),
    s.HideIdentity(why="request"),
    s.AllowPublication(allowed=True),
    s.Publish(
        title="关于整治城区内涝点的建议",
        matter="城区若干路段逢大雨内涝。",
        reply="绿景路排水管已改造完成。",
    ),
    s.Unpublish(reason="公开的文本有误"),
)
HANDLING_OF_A_UNIT = (
    h.RecordContact(who="水利局排水科", at=HEARD_AT, how="visit", what="现场查看绿景路内涝点"),
    h.AskReturn(reason="不属于本单位职责"),
    h.UpholdReturn(reason="属于贵单位职责，请继续办理"),
    h.Reassign(unit="housing_construction", reason="职责已经调整"),
    h.AskExtension(until=date(2026, 8, 31), reason="工程跨汛期施工"),
    h.DecideExtension(granted=True, reason="情况属实"),
    h.GiveView(text="已配合完成道路恢复。"),
    h.ReportDisagreement(text="与会办单位对道路恢复责任意见不一致"),
    h.SettleDisagreement(decision="由主办单位统一组织道路恢复"),
    h.DraftReply(
        text="您提出的建议已办理完毕，现答复如下。",
        answers=(Answer(request=1, text="绿景路排水管正在改造。"),),
        result="B",
        promises=(Promise(text="完成绿景路排水管改造", due=date(2026, 12, 31)),),
        contact="排水科",
        telephone="0757-55500097",
    ),
    h.SendBackDraft(reason="请补充完成时间"),
    h.SealReply(sha256=DIGEST),
)
COMMITMENT = (
    commitment_records.ReportProgress(text="排水管已铺设八成"),
    commitment_records.KeepCommitment(text="排水管改造完成并通水", letter=DIGEST),
    commitment_records.ExplainBreach(text="汛期停工，预计次年三月完成", signature=DIGEST),
)
MOTION = (
    m.EditMotion(
        title="关于加强城市内河治理的议案",
        subject="城市内河治理",
        grounds="部分内河水质尚未达标。",
        plan="制定内河治理条例，明确河长责任。",
        one_matter=True,
    ),
    FILE,
    RemoveFile(file=DIGEST),
    m.InviteCosigners(accounts=("deputy_02", "deputy_03")),
    m.SignMotion(text_hash=DIGEST, read_to_end=True),
    m.WithdrawSignature(reason="对方案有不同意见"),
    m.ForwardToCommittee(committee="foshan_congress"),
    m.ReturnMotion(ground="several_matters", text="请一事一案分别提出。", heard_at=HEARD_AT),
    m.TurnIntoSuggestion(text="属于政府日常工作，作为建议办理。", heard_at=HEARD_AT),
    m.GiveOpinion(recommends="on_agenda", text="建议列入本次会议议程。"),
    m.DecideMotion(outcome="on_agenda", present=30, in_favour=28),
    m.AskReconsideration(text="内河治理需要立法，请主席团复议。"),
    m.AnswerReconsideration(
        outcome="committee_later", present=30, in_favour=25, reason="交委员会会后审议"
    ),
    m.AskToWithdraw(reason="有关条例已列入立法计划"),
    m.ConsentToWithdrawal(present=30, in_favour=29),
    m.RecordVote(present=58, in_favour=50, against=3, abstained=5),
    m.ConsultBodies(bodies=("water_bureau", "housing_construction")),
    m.GiveView(text="同意制定条例。"),
    m.InviteLead(meeting=datetime(2026, 4, 10, 1, 0, tzinfo=UTC)),
    m.ReportMotion(text="建议由市政府组织起草条例。"),
    m.AssignMotion(unit="water_bureau", requirement="年内提出条例草案"),
    m.ReportHandling(text="条例草案已经完成并征求意见。"),
    m.AcceptHandling(text="同意办理情况报告"),
    m.RedoHandling(text="请补充河长责任的内容"),
    m.SetPublished(published=True),
)
INTERPELLATION = (
    i.DraftInterpellation(
        session="foshan-16-3",
        target="water_bureau",
        question="内河治理经费的使用",
        content="近两年内河治理经费如何使用，为何水质仍未达标？",
    ),
    i.InviteInterpellants(accounts=("deputy_02", "deputy_03")),
    i.SignInterpellation(text_hash=DIGEST, read_to_end=True),
    i.WithdrawInterpellation(reason="有关单位已经说明情况"),
    i.DeliverInterpellation(
        manner="written",
        answer_by=datetime(2026, 2, 8, 9, 0, tzinfo=UTC),
        present=30,
        in_favour=26,
    ),
    i.AnswerInterpellation(text="经费使用情况说明如下。", answered_by="水利局局长"),
    i.JudgeAnswer(satisfied=False, text="没有说明水质未达标的原因。"),
    i.CloseInterpellation(text="答复已经本次会议听取"),
)
