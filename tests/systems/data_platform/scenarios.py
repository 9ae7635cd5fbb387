"""What is done with shared datasets: every command of them."""

from actors.systems.data_platform.dataset import commands as c
from actors.testing import Scenario
from tests.systems.data_platform.sharing import (
    APPROVER,
    CODE,
    REVIEWER,
    SOURCE,
    STEWARD,
    VERSION,
    frozen,
    live,
    on,
    registered,
)

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
}
