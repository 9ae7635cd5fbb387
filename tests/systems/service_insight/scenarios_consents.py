"""What is done with consents: every command of them."""

from actors.systems.service_insight.consents.consent import WithdrawConsent
from actors.testing import Scenario
from tests.systems.service_insight.base.kit import PERSON
from tests.systems.service_insight.consents.test_consents import given, used

SCENARIOS: dict[str, Scenario] = {
    "a consent is used and withdrawn": used(given())
    .when(WithdrawConsent(), by=PERSON)
    .then_shown(phase="withdrawn", times=1),
    "a consent expires": given().at("2026-07-01 00:01").then_shown(phase="expired"),
}
