"""What is done with shared datasets and their sources: every command of them."""

from msgspec.structs import replace

from actors.kernel.identity import PLATFORM
from actors.systems.data_platform.dataset import commands as c
from actors.systems.data_platform.request import commands as rc
from actors.systems.data_platform.service import records as sr
from actors.systems.data_platform.service.meter import METER, CountUse
from actors.systems.data_platform.source import commands as s
from actors.systems.data_platform.source.terms import Rule
from actors.testing import Scenario
from tests.systems.data_platform import collecting
from tests.systems.data_platform import requesting as r
from tests.systems.data_platform.sharing import (
    APPROVER,
    CODE,
    REVIEWER,
    SOURCE,
    STEWARD,
    USER,
    VERSION,
    frozen,
    live,
    on,
    registered,
)


def service(start: Scenario) -> Scenario:
    """Rows of the dataset are served."""
    draft = sr.DraftService(code="check", title="核对", dataset=r.TABLE)
    drafted = start.on("data_service:check").when(draft, by=STEWARD)
    return drafted.when(sr.ApproveService(), by=APPROVER).then_shown(phase="active")


_AGAIN = c.ReportCheck(number=1, column="age_band", name="k", passed=True)

SCENARIOS: dict[str, Scenario] = {
    "a version is used once its sources were heard of": registered()
    .when(VERSION, by=STEWARD)
    .then_shown(phase="live", live=1, level=2),
    "a failed check freezes it, and two people release it": frozen()
    .then_shown(because="level", cause=CODE)
    .when(_AGAIN, by=STEWARD)
    .when(c.AskRelease(evidence="已重新检验"), by=REVIEWER)
    .when(c.ReleaseDataset(), by=APPROVER)
    .then_shown(phase="live", because=""),
    "what is stopped is frozen, with what is made of it, and cleared": on(
        CODE, on(SOURCE, live()).when(c.StopUse(reason="当事人已撤回授权"), by=STEWARD)
    )
    .then_shown(phase="frozen", because="stopped", cause=SOURCE)
    .on(f"shared_dataset:{SOURCE}")
    .when(c.ResumeUse(reason="已删除"), by=REVIEWER)
    .then_shown(phase="frozen", stopped=""),
    "a level that is declared higher freezes it": live()
    .when(c.DeclareLevel(column="county", level=3, reason="可识别个人"), by=REVIEWER)
    .then_shown(phase="frozen", because="level"),
    "it says as what it is opened": live()
    .when(c.NameRelease(opened_as="low-income-figures"), by=STEWARD)
    .then_shown(opened_as="low-income-figures"),
    "it is taken out, and its source has no reader any more": on(
        SOURCE, live().when(c.TakeOutDataset(reason="来源停止"), by=APPROVER)
    ).then_shown(phase="live", readers=()),
    "data are asked for, sent back, agreed to, granted and revoked": r.asked()
    .when(rc.ReturnRequest(reason="请写明条款"), by=STEWARD)
    .when(rc.SendAgain(asked=replace(r.ASKED, columns=("illness",), unmasked=())), by=USER)
    .when(rc.AgreeToRequest(reason="用途相符"), by=REVIEWER)
    .when(rc.GrantRequest(level=4), by=STEWARD)
    .when(rc.SetKey(digest="5" * 64), by=USER)
    .then_shown(phase="granted", key="5" * 64)
    .when(rc.RevokeGrant(reason="用途已完成"), by=STEWARD)
    .then_shown(phase="revoked", key=""),
    "data are refused": r.asked()
    .when(rc.RefuseRequest(reason="用途无关"), by=STEWARD)
    .then_shown(phase="refused"),
    "a grant ends with its last day": r.granted()
    .at("2027-01-01 00:01")
    .then_shown(phase="expired"),
    "a service is drafted, approved, suspended, resumed and retired": service(
        r.on(r.ID, r.granted())
    )
    .when(sr.SuspendService(reason="维护"), by=STEWARD)
    .when(sr.ResumeService(), by=STEWARD)
    .when(sr.RetireService(reason="由新的取代"), by=STEWARD)
    .then_shown(phase="active")
    .after(days=31)
    .then_shown(phase="retired"),
    "answers are counted": Scenario.of(METER)
    .at("2026-10-12 09:00")
    .on("data_meter:1")
    .when(CountUse(service="check", rows=2, bytes=80, per_day=2, per_minute=9), by=PLATFORM)
    .then_shown(calls=1),
}
SCENARIOS |= {
    "what a run brings is a version of its dataset": collecting.collected(collecting.GOOD)
    .then_shown(phase="active", sha256="1" * 64)
    .on(f"shared_dataset:{collecting.DATASET}")
    .then_shown(phase="live", live=1),
    "a source is tried again, fails, and is active again by itself": collecting.collected(
        collecting.GOOD, 2, collecting.failing().then_shown(phase="failing")
    ).then_shown(phase="active", due=None),
    "what is doubted waits for a waiver, which is refused, and granted": collecting.collected(
        collecting.BAD
    )
    .then_shown(phase="registered", is_quarantined=True)
    .when(s.AskWaiver(reason="今年起不再登记"), by=STEWARD)
    .when(s.RefuseWaiver(reason="请补齐"), by=REVIEWER)
    .when(s.AskWaiver(reason="确已不再登记"), by=STEWARD)
    .when(collecting.WAIVE, by=REVIEWER)
    .then_shown(phase="active", sha256="2" * 64),
    "a source takes files, is changed and closed": collecting.registered()
    .when(s.SetRules(rules=(Rule(column="编号", check="unique"),)), by=STEWARD)
    .when(s.ChangeSource(title="台账", dataset=collecting.DATASET, sort="file"), by=STEWARD)
    .when(s.HandInFile(upload="c" * 64, file_name="points.csv"), by=STEWARD)
    .then_shown(is_collecting=True)
    .when(s.CloseSource(reason="停用"), by=STEWARD)
    .then_shown(phase="closed"),
    "a source collects by its schedule": collecting.registered()
    .at("2026-10-13 05:00")
    .then_shown(is_collecting=True, numbers=1),
}
