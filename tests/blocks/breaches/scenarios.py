"""How a breach of personal data is recorded and told."""

from datetime import UTC, datetime

from actors.blocks.breaches.kind import breach_kind
from actors.blocks.breaches.records import (
    OFFICER,
    AddMeasure,
    BreachClosed,
    CloseBreach,
    CountPersons,
    DeadlineMissed,
    DeadlineNear,
    NoteTold,
    RecordBreach,
)
from actors.kernel.identity import Identity
from actors.testing import Scenario
from tests import loaded

FU = Identity("staff:data_protection", (OFFICER,), "government_services")
NINE = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # when scenarios begin
WISH = RecordBreach(title="越权查看", discovered_at=NINE, happened="连续查看", kinds="姓名")
KIND = breach_kind(loaded.library())
RECORDED = Scenario.of(KIND).when(WISH, by=FU)
TOLD = RECORDED.after(minutes=30).when(
    NoteTold(whom="authority", told_at=NINE, how="书面报告"), by=FU
)
SCENARIOS: dict[str, Scenario] = {
    "a breach that is told in time": TOLD.when(AddMeasure(text="停用账号"), by=FU)
    .when(CountPersons(count=3, since=NINE, until=NINE), by=FU)
    .when(NoteTold(whom="persons", told_at=NINE, how="已采取措施，无需通知"), by=FU)
    .when(CloseBreach(lessons="缩小限额"), by=FU)
    .then(events=(BreachClosed,), alarms={}),
    "a breach that is not told in time": RECORDED.after(hours=3)
    .then(events=(DeadlineNear, DeadlineMissed))
    .then_shown(missed=True),
}
