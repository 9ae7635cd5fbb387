"""A consent holds until its last day or until it is withdrawn, and for what it names alone."""

from datetime import date

import pytest

from actors.kernel.identity import PLATFORM, Identity
from actors.systems.service_insight.consents.consent import (
    DATA_CONSENT,
    GiveConsent,
    UseConsent,
    WithdrawConsent,
)
from actors.systems.service_insight.consents.kind import data_consent_kind
from actors.testing import Scenario
from tests.systems.service_insight.base.kit import LIBRARY, PERSON

GIVE = GiveConsent(purpose="prefill", attributes=("address",), until=date(2026, 6, 30))


def given() -> Scenario:
    """Somebody lets the address be used until the end of June."""
    at = Scenario.of(data_consent_kind(LIBRARY)).on(f"{DATA_CONSENT}:c1").at("2026-04-24 09:00")
    return at.when(GIVE, by=PERSON)


def used(before: Scenario, *attributes: str) -> Scenario:
    """It is used for an application."""
    names = attributes or ("address",)
    wish = UseConsent(case="case1", item="JZZ-01", attributes=names)  # type: ignore[arg-type]
    return before.when(wish, by=PLATFORM)


@pytest.mark.feature("SDB-02")
def test_what_is_withdrawn_or_over_or_not_named_is_not_used() -> None:
    used(given()).then_shown(phase="used", times=1).run()
    used(given(), "mobile").then_refused("data_consent.not_covered").run()
    gone = given().when(WithdrawConsent(), by=PERSON)
    used(gone).then_refused("data_consent.not_now").run()
    over = given().at("2026-07-01 00:01")
    used(over).then_refused("data_consent.not_now").run()


def test_nobody_consents_for_somebody_else_or_for_ever() -> None:
    start = Scenario.of(data_consent_kind(LIBRARY)).on(f"{DATA_CONSENT}:c1").at("2026-04-24 09:00")
    agent = Identity("person:an", ("resident",), acting_for="he_yuexian")
    start.when(GIVE, by=agent).then_refused("data_consent.forbidden").run()
    late = GiveConsent(purpose="prefill", attributes=("address",), until=date(2036, 1, 1))
    start.when(late, by=PERSON).then_refused("data_consent.until").run()
    other = Identity("person:an", ("resident",))
    given().when(WithdrawConsent(), by=other).then_refused("data_consent.unknown").run()
