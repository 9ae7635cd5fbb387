"""What befalls a case, and the watcher beside it: every command of both in some scenario."""

from datetime import date

from msgspec.structs import replace

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
    Rate,
    RecomputeDues,
    RejectVoid,
    ReleaseTask,
    RequestCorrection,
    ResumeClock,
    SaveDraft,
    SupplyMaterials,
    Void,
    Withdraw,
)
from actors.blocks.cases.kind import case_kind
from actors.blocks.cases.state import Fault, Material
from actors.blocks.clocks.kind import watcher_kind
from actors.blocks.tasks.records import DeputiseTask, HandOverTask
from actors.kernel.calendar import CalendarYear
from actors.kernel.identity import PLATFORM
from actors.testing import Scenario
from tests.blocks.cases.city import (
    ANSWERS,
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
PROMISED = (FILES[0], Material(name="funds", source="promise"), FILES[2])
UNTIL = date(2026, 3, 6)
LATE_HOLIDAY: CalendarYear = replace(YEAR_2026, version=2, closed=(date(2026, 3, 4),))

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

CASES: dict[str, Scenario] = {
    "a case from its application to its rating": REVIEWED.at("2026-03-09 10:00")
    .when(Decide(outcome="granted"), by=APPROVER_LEAD)
    .when(Issue(document="佛建 2026-17"), by=HALL)
    .when(Deliver(method="window"), by=HALL)
    .when(Rate(stars=5), by=RESIDENT_A)
    .then_shown(phase="delivered", stars=5),
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
    "a holiday that is published late": SUBMITTED.at("2026-03-03 08:00")
    .when(
        RecomputeDues(
            calendars=(LATE_HOLIDAY,), version="2026.2", effective_at=at("2026-03-03 00:00")
        ),
        by=PLATFORM,
    )
    .then(alarms={"notice": "2026-03-11 00:00"}),
}
