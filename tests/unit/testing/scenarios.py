"""Scenarios of the ledger that hold, in memory as on a real engine."""

from datetime import UTC, datetime

from actors.kernel.identity import Identity
from actors.testing import Scenario
from tests.integration.kinds import (
    Added,
    Cancel,
    Put,
    PutLater,
    PutTo,
    Repeat,
    Scheduled,
    TickLater,
    ledger,
)

ME = Identity("person:tester")
MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
NOTHING_YET = Scenario.of(ledger()).at("2026-03-02 09:00")
RICH = NOTHING_YET.given(Added(100, "at first"))

HOLDING: dict[str, Scenario] = {
    "what was given": RICH.then_shown(total=100, notes=("at first",)),
    "a command": RICH.when(Put(7), by=ME)
    .then(events=[Added(7)], alarms={}, messages=[], reply=107)
    .then_shown(total=107),
    "a refusal": RICH.when(Put(-101), by=ME)
    .then_refused("ledger.overdrawn", "/amount")
    .then_shown(total=100),
    "a message": RICH.when(PutTo("ledger:2", 30), by=ME)
    .then(events=[Added(-30)], messages=[("ledger:2", Put(30))])
    .then_shown(total=70)
    .on("ledger:2")
    .then(events=[Added(30)], messages=[])
    .then_shown(total=30),
    "an alarm in time": NOTHING_YET.when(PutLater(7, seconds=3600), by=ME)
    .then(events=[Scheduled], alarms={"later": "2026-03-02 10:00"})
    .after(minutes=59)
    .then(events=[])
    .after(minutes=1)
    .then(events=[Added(7, "alarm")], alarms={}),
    "an alarm that was cancelled": NOTHING_YET.when(PutLater(7, seconds=3600), by=ME)
    .when(Cancel(), by=ME)
    .after(days=1)
    .then(events=[])
    .then_shown(total=0),
    "an alarm at nine on working days": NOTHING_YET.when(Repeat(0, "0 9 * * 1-5"), by=ME)
    .at("2026-03-09 08:00")
    .then(events=[Scheduled] * 5, alarms={"repeat": "2026-03-09 09:00"}),
    "an outage made up for once": NOTHING_YET.when(Repeat(60, 60), by=ME)
    .outage(minutes=5, seconds=30)
    .then(events=[Scheduled], alarms={"repeat": "2026-03-02 09:06"}),
    "an outage made up for in full": NOTHING_YET.when(Repeat(60, 60, "each"), by=ME)
    .outage(minutes=5, seconds=30)
    .then(events=[Scheduled] * 5, alarms={"repeat": "2026-03-02 09:06"}),
    "an outage passed over": NOTHING_YET.when(TickLater(60), by=ME)
    .outage(hours=1)
    .then(events=[], alarms={}),
    "a firing that is refused": NOTHING_YET.when(Repeat(60, 60, brings="refusal"), by=ME)
    .after(minutes=2)
    .then(events=[], alarms={"repeat": "2026-03-02 09:03"}),
}
