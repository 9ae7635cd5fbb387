"""What befalls a case, and the watcher beside it: every command of both in some scenario."""

import dataclasses
from datetime import date

from msgspec.structs import replace

from actors.blocks.accounts.putting_right import PutRight, RecordPutRight
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.commands import (
    Accept,
    ClaimTask,
    Correct,
    Decide,
    Decline,
    Deliver,
    Extend,
    GiveOpinion,
    Issue,
    PauseClock,
    ProposeVoid,
    PutFileRight,
    Rate,
    RateByProof,
    RecogniseApplicant,
    RecomputeDues,
    RejectVoid,
    ReleaseTask,
    RequestCorrection,
    ResumeClock,
    SaveDraft,
    SupplyMaterials,
    TakePaper,
    Void,
    Withdraw,
)
from actors.blocks.cases.events import (
    Delivered,
    FilePutRight,
    PaperKept,
    PaperMissed,
    Rated,
    ResultNotNumbered,
)
from actors.blocks.cases.items import Result
from actors.blocks.cases.joint_commands import (
    AddNote,
    ApproveProposal,
    ArrangeVisit,
    AskForCorrection,
    CancelVisit,
    ChooseVisitTime,
    DropCorrection,
    ProposeExtension,
    ProposePause,
    RecordFinding,
    RejectProposal,
    SendCorrection,
)
from actors.blocks.cases.joint_events import FindingRecorded, VisitEnded
from actors.blocks.cases.kind import case_kind
from actors.blocks.cases.later_commands import (
    Archive,
    AskForRenewal,
    CorrectResult,
    Forward,
    RefuseRenewal,
    Renew,
    Reopen,
    Return,
    Revoke,
    Unseal,
)
from actors.blocks.cases.serving import PaperServed, ServePaper
from actors.blocks.cases.state import Fault, Material
from actors.blocks.cases.taken_back import ServiceTakenBack, TakeBackService
from actors.blocks.clocks.kind import watcher_kind
from actors.blocks.documents.paper import PaperFailed, PaperMade
from actors.blocks.issuing.records import NoteHandedOver
from actors.blocks.numbers.register import Numbered, Unnumbered
from actors.blocks.organisation.succession import TakenOver, TakeOver
from actors.blocks.ratings.records import Said
from actors.blocks.tasks.records import DeputiseTask, HandOverTask
from actors.kernel.calendar import CalendarYear
from actors.kernel.identity import PLATFORM
from actors.testing import Scenario
from tests.blocks.cases.city import (
    ANSWERS,
    APPROVER_BOTH,
    APPROVER_LEAD,
    FILES,
    FIRE,
    FIRE_2,
    HALL,
    HEALTH,
    LIBRARY,
    PERMIT,
    PERSON,
    PLAN,
    RESIDENT_A,
    REVIEWER_LEAD,
    SUPERVISOR_1,
    SUPERVISOR_2,
    YEAR_2026,
    application,
)
from tests.blocks.cases.kit import at

DRAFT = SaveDraft(
    item=PERMIT.code, item_version=2, channel="web", applicant=PERSON, form={"area": "many"}
)
FUNDS = Material(name="funds", source="promise")
PROMISED = (FILES[0], Material(name="funds", source="promise"), FILES[2])
UNTIL = date(2026, 3, 6)
NUMBERED = Numbered(
    series="result", number="SGXK-01-2026-00001", n=1, register="result-SGXK-01-2026"
)
MADE = PaperMade(template="certificate", n=1, document="2", sha256="ab" * 32, bytes=1000, pages=1)
LATE_HOLIDAY: CalendarYear = replace(YEAR_2026, version=2, closed=(date(2026, 3, 4),))

LASTING_PERMIT = replace(PERMIT, result=Result(kind="permit", title=PERMIT.title, valid_years=1))
OF_LASTING = LIBRARY.having(
    dataclasses.replace(
        LIBRARY[Catalogue], items={(LASTING_PERMIT.code, LASTING_PERMIT.version): LASTING_PERMIT}
    )
)
NOTHING_YET = Scenario.of(case_kind(LIBRARY), watcher_kind(LIBRARY)).at("2026-03-02 10:00")
SUBMITTED = NOTHING_YET.when(application(), by=RESIDENT_A)
ACCEPTED = SUBMITTED.at("2026-03-03 10:00").when(Accept(), by=HALL)
REVIEWED = (
    ACCEPTED.when(ClaimTask(task="joint/fire"), by=FIRE)
    .when(GiveOpinion(task="joint/fire", opinion="agree"), by=FIRE_2)
    .then_refused("task.claimed")
    .when(HandOverTask(task="joint/fire", to="staff:fire2"), by=FIRE)
    .when(DeputiseTask(task="joint/fire", to="staff:fire", until=UNTIL), by=FIRE_2)
    .when(ReleaseTask(task="joint/fire"), by=FIRE_2)
    .when(GiveOpinion(task="joint/fire", opinion="agree"), by=FIRE)
    .when(GiveOpinion(task="joint/plan", opinion="agree"), by=PLAN)
    .when(GiveOpinion(task="joint/health", opinion="agree"), by=HEALTH)
    .when(GiveOpinion(task="summary", opinion="agree"), by=REVIEWER_LEAD)
)
ASKED = SUBMITTED.at("2026-03-03 10:00").when(
    RequestCorrection(faults=(Fault("/form/area", "不一致"),)), by=HALL
)
OWING = (
    NOTHING_YET.when(application(materials=PROMISED), by=RESIDENT_A)
    .at("2026-03-03 10:00")
    .when(Accept(promised=("funds",)), by=HALL)
)

WISH = AskForCorrection(task="joint/fire", faults=(Fault("/form/area", "不一致"),))
HEARING = ProposePause(procedure="hearing", days=3, reason="听证")
VISIT = ArrangeVisit(
    tasks=("joint/fire",),
    place="示例路1号",
    time=at("2026-03-09 10:00"),
    second_time=at("2026-03-10 10:00"),
)
LASTING = (
    Scenario.of(case_kind(OF_LASTING), watcher_kind(OF_LASTING))
    .at("2026-03-02 10:00")
    .when(application(), by=RESIDENT_A)
    .when(Accept(), by=HALL)
    .when(GiveOpinion(task="joint/fire", opinion="agree"), by=FIRE)
    .when(GiveOpinion(task="joint/plan", opinion="agree"), by=PLAN)
    .when(GiveOpinion(task="joint/health", opinion="agree"), by=HEALTH)
    .when(GiveOpinion(task="summary", opinion="agree"), by=REVIEWER_LEAD)
    .at("2026-03-09 10:00")
    .when(Decide(outcome="granted"), by=APPROVER_LEAD)
    .when(Issue(fields={"valid_until": "2027-03-08"}), by=HALL)
    .when(NUMBERED, by=PLATFORM)
    .when(Deliver(method="electronic"), by=HALL)
)

RECEIPT = PaperMade(
    template="case_receipt", n=1, document="3", sha256="cd" * 32, bytes=1000, pages=1
)
LEFT = ServePaper(
    paper="3",
    method="left",
    served_on=date(2026, 3, 4),
    receiver="张小妹",
    relation="family",
    witness="居委会王五",
    refused_because="称与申请人不和",
)

CASES: dict[str, Scenario] = {
    "a case from its application to its rating": REVIEWED.at("2026-03-09 10:00")
    .when(Decide(outcome="granted"), by=APPROVER_LEAD)
    .when(Issue(document="佛建 2026-17"), by=HALL)
    .when(Deliver(method="electronic"), by=HALL)
    .when(Rate(stars=5), by=RESIDENT_A)
    .then_shown(phase="delivered"),
    "a result that the desk handed over": REVIEWED.at("2026-03-09 10:00")
    .when(Decide(outcome="granted"), by=APPROVER_LEAD)
    .when(Issue(document="佛建 2026-17"), by=HALL)
    .when(NoteHandedOver(method="window"), by=PLATFORM)
    .then(events=(Delivered,))
    .when(NoteHandedOver(method="window"), by=PLATFORM)
    .then(events=()),
    "a service that is rated by its link": REVIEWED.at("2026-03-09 10:00")
    .when(Decide(outcome="denied", reason="不符合条件"), by=APPROVER_LEAD)
    .when(RateByProof(said=Said(stars=1)), by=PLATFORM)
    .then(events=(Rated,)),
    "a result that is numbered and made": REVIEWED.at("2026-03-09 10:00")
    .when(Decide(outcome="granted"), by=APPROVER_LEAD)
    .when(Issue(), by=HALL)
    .when(Unnumbered(series="result", register="result-SGXK-01-2026"), by=PLATFORM)
    .then(events=(ResultNotNumbered,))
    .when(NUMBERED, by=PLATFORM)
    .then_shown(phase="issued", document="SGXK-01-2026-00001")
    .when(PaperFailed(template="certificate", n=1, document="2", code="broken"), by=PLATFORM)
    .then(events=(PaperMissed,))
    .when(MADE, by=PLATFORM)
    .then(events=(PaperKept,))
    .when(MADE, by=PLATFORM)
    .then(events=()),
    "a paper that is left where it was refused": ACCEPTED.when(RECEIPT, by=PLATFORM)
    .at("2026-03-04 15:00")
    .when(LEFT, by=HALL)
    .then(events=(PaperServed,))
    .when(LEFT, by=FIRE)
    .then_refused("serving.none_left"),
    "a service that was entered by mistake": ACCEPTED.when(RECEIPT, by=PLATFORM)
    .at("2026-03-04 15:00")
    .when(LEFT, by=HALL)
    .when(TakeBackService(paper="3", reason="误选了文书"), by=FIRE)
    .then(events=(ServiceTakenBack,))
    .when(LEFT, by=HALL)
    .then(events=(PaperServed,)),
    "a draft that is sent, corrected and declined": NOTHING_YET.when(DRAFT, by=RESIDENT_A)
    .when(application(), by=RESIDENT_A)
    .at("2026-03-03 10:00")
    .when(RequestCorrection(faults=(Fault("/form/area", "不一致"),)), by=HALL)
    .when(Correct(form=ANSWERS), by=RESIDENT_A)
    .when(Decline(reason="不属于本机关职权范围"), by=HALL)
    .then_shown(phase="declined"),
    "a correction that is not awaited": ASKED.when(Withdraw(), by=RESIDENT_A)
    .after(days=60)
    .then_shown(phase="withdrawn"),
    "a correction that does not come": ASKED.at("2026-03-25 00:00").then_shown(phase="withdrawn"),
    "an application that nobody answers": SUBMITTED.at("2026-03-10 00:00").then_shown(
        phase="accepted", deemed=True
    ),
    "materials that follow": OWING.when(SupplyMaterials(materials=(FILES[1],)), by=RESIDENT_A)
    .at("2026-03-13 00:00")
    .then_shown(phase="accepted"),
    "materials that do not follow": OWING.at("2026-03-13 00:00").then_shown(phase="withdrawn"),
    "a case that is paused, prolonged, late and made void": ACCEPTED.when(
        PauseClock(procedure="hearing", days=3, reason="利害关系人申请听证"), by=APPROVER_LEAD
    )
    .at("2026-03-04 09:00")
    .when(ResumeClock(result="听证笔录"), by=APPROVER_LEAD)
    .when(Extend(days=10, reason="案情复杂"), by=APPROVER_LEAD)
    .at("2026-05-06 10:00")
    .when(ProposeVoid(reason="材料存疑"), by=SUPERVISOR_1)
    .when(RejectVoid(reason="材料属实"), by=SUPERVISOR_2)
    .when(ProposeVoid(reason="重复申报"), by=SUPERVISOR_1)
    .when(Void(), by=SUPERVISOR_2)
    .then_shown(phase="voided"),
    "a case whose unit is merged into another": ACCEPTED.when(
        TakeOver(unit="fire_rescue", successor="health"), by=PLATFORM
    ).then(events=(TakenOver,)),
    "an application at a window whose applicant has an account": NOTHING_YET.when(
        application(
            channel="window", applicant=replace(PERSON, identified="card", person="d" * 32)
        ),
        by=HALL,
    )
    .when(RecogniseApplicant(account="a1", person="d" * 32), by=PLATFORM)
    .when(Withdraw(), by=RESIDENT_A)
    .then_shown(phase="withdrawn"),
    "an application that waits for the paper of another": NOTHING_YET.when(
        application(materials=(Material(name="plan", source="made", case="2"), FILES[2], FUNDS)),
        by=RESIDENT_A,
    )
    .when(TakePaper(paper=replace(FILES[0], source="made", case="2")), by=PLATFORM)
    .then_shown(phase="submitted"),
    "an answer that is put right": SUBMITTED.when(
        PutRight(
            part="/applicant/name",
            says=PERSON.name,
            should_be="张叁",
            account="a1",
            unit=PERMIT.unit,
            basis="1",
        ),
        by=PLATFORM,
    ).then(events=(RecordPutRight,)),
    "a file that is put right": SUBMITTED.when(Decline(reason="不属于本机关职权范围"), by=HALL)
    .when(
        PutFileRight(
            part="/materials/plan/1",
            was=FILES[0].sha256,
            file=replace(FILES[0], name="right_file", sha256="cd" * 32),
            account="a1",
            unit=PERMIT.unit,
            basis="1",
        ),
        by=PLATFORM,
    )
    .then(events=(FilePutRight,)),
    "departments that ask for a correction together": ACCEPTED.when(WISH, by=FIRE)
    .when(DropCorrection(task="joint/fire"), by=FIRE)
    .when(WISH, by=FIRE)
    .when(GiveOpinion(task="joint/plan", opinion="agree"), by=PLAN)
    .when(GiveOpinion(task="joint/health", opinion="agree"), by=HEALTH)
    .when(SendCorrection(), by=REVIEWER_LEAD)
    .then_shown(phase="correction_requested", review_corrections=1)
    .at("2026-03-25 00:00")
    .then_shown(phase="accepted"),
    "a clock that is moved with approval": ACCEPTED.when(HEARING, by=FIRE)
    .when(RejectProposal(reason="材料已足"), by=APPROVER_LEAD)
    .when(ProposeExtension(days=5, reason="案情复杂"), by=FIRE)
    .when(ApproveProposal(), by=APPROVER_LEAD)
    .when(AddNote(text="已电话告知"), by=FIRE)
    .then_shown(extended_days=5),
    "a visit to the site": ACCEPTED.when(VISIT, by=FIRE)
    .when(CancelVisit(reason="台风"), by=FIRE)
    .when(VISIT, by=FIRE)
    .when(ChooseVisitTime(choice="1"), by=RESIDENT_A)
    .at("2026-03-09 11:00")
    .when(RecordFinding(task="joint/fire", finding="passed", text="符合"), by=FIRE)
    .then(events=(FindingRecorded, VisitEnded)),
    "a case that is returned, archived and unsealed": ACCEPTED.when(
        Return(reason="不属于职权"), by=APPROVER_LEAD
    )
    .when(Archive(), by=APPROVER_LEAD)
    .when(Unseal(reason="更正"), by=SUPERVISOR_1)
    .then_shown(phase="returned"),
    "a case that another organ decides": ACCEPTED.when(
        Forward(organ="广东省住房和城乡建设厅", reason="属于省级权限"), by=APPROVER_LEAD
    ).then_shown(phase="forwarded"),
    "a denial that is corrected and taken up again": REVIEWED.at("2026-03-09 10:00")
    .when(Decide(outcome="denied", reason="不符全条件"), by=APPROVER_LEAD)
    .when(CorrectResult(field="/reason", should_be="不符合条件", reason="笔误"), by=APPROVER_LEAD)
    .when(Reopen(reason="行政复议决定"), by=APPROVER_BOTH)
    .then_shown(phase="accepted", reopened=1),
    "a result that is renewed, and revoked": LASTING.when(AskForRenewal(), by=RESIDENT_A)
    .when(RefuseRenewal(reason="材料不全"), by=APPROVER_LEAD)
    .when(AskForRenewal(), by=RESIDENT_A)
    .when(Renew(), by=APPROVER_LEAD)
    .when(Revoke(reason="欺骗取得"), by=APPROVER_LEAD)
    .then_shown(phase="revoked"),
    "a renewal that nobody answers": LASTING.when(AskForRenewal(), by=RESIDENT_A)
    .at("2027-03-09 00:00")
    .then_shown(phase="delivered", editions=1),
    "a holiday that is published late": SUBMITTED.at("2026-03-03 08:00")
    .when(
        RecomputeDues(
            calendars=(LATE_HOLIDAY,), version="2026.2", effective_at=at("2026-03-03 00:00")
        ),
        by=PLATFORM,
    )
    .then(alarms={"notice": "2026-03-11 00:00"}),
}
