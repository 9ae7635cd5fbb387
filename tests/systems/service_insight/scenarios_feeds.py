"""What is done with channels and their days: every command of them."""

from actors.systems.service_insight.feeds.feed import ChangeFeed
from actors.testing import Scenario
from tests.systems.service_insight.base.kit import STEWARD
from tests.systems.service_insight.feeds.kit import (
    FEED,
    MARKET,
    OF_DAY,
    case,
    declared,
    declaring,
    record,
)

SCENARIOS: dict[str, Scenario] = {
    "a day has a gap, and what lacks comes": declared()
    .on(record("c1"))
    .when(case("c1"), by=MARKET)
    .on(OF_DAY)
    .when(declaring("c1", "c2"), by=MARKET)
    .at("2026-10-13 07:00")
    .then_shown(phase="gap", gap=("c2",))
    .on(record("c2"))
    .when(case("c2"), by=MARKET)
    .on(OF_DAY)
    .then_shown(phase="reconciled", gap=()),
    "a channel falls behind under another agreement": declared()
    .when(ChangeFeed(contract=2, cycle=2), by=STEWARD)
    .on(FEED)
    .at("2026-10-20 09:00")
    .then_shown(phase="failing", contract=2),
}
