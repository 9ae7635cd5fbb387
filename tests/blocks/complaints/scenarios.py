"""How questions and complaints are answered."""

from datetime import date

from actors.blocks.complaints.kind import complaint_kind
from actors.blocks.complaints.records import Answer, Answered, Ask, Assign, Close, Reopen
from actors.kernel.identity import Identity
from actors.testing import Scenario
from tests import loaded

ASKER = Identity("person:a1", ("resident",))
HEAD = Identity("staff:market_approver", ("approver",), "market_supervision")
DESK = Identity("staff:hall_clerk", ("window_clerk",), "government_services")
SUPERVISOR = Identity("staff:s", ("supervisor",), "discipline_inspection")
COMPLAINED = Ask(
    matter="complaint", title="等候过久", text="等了两个小时", unit="market_supervision"
)
NOTHING = Scenario.of(complaint_kind(loaded.library()))
ASKED = NOTHING.when(COMPLAINED, by=ASKER)
ANSWERED = ASKED.when(Answer(text="已增开窗口"), by=HEAD)
SCENARIOS: dict[str, Scenario] = {
    "a complaint that is answered and closed": ANSWERED.then(events=(Answered,))
    .when(Close(), by=ASKER)
    .then(alarms={})
    .then_shown(phase="closed", content=True),
    "a question that nobody knew where to put": NOTHING.when(
        Ask(matter="consultation", title="时间", text="周六办理吗？"), by=ASKER
    )
    .then_shown(phase="received", due=date(2026, 3, 9))
    .when(Assign(unit="market_supervision"), by=DESK)
    .then_shown(phase="assigned", unit="market_supervision"),
    "a complaint that is taken up once more": ANSWERED.when(Reopen(text="仍然很慢"), by=ASKER)
    .then_shown(phase="reopened", due=date(2026, 3, 16))
    .when(Answer(text="已调整"), by=HEAD)
    .when(Reopen(text="还是慢"), by=ASKER)
    .then_refused("complaint.reopened_once"),
    "an answer of which nothing is heard": ANSWERED.after(days=40).then_shown(
        phase="closed", content=False
    ),
}
