"""What becomes of licences."""

from datetime import date

from actors.blocks.licences.kind import licence_kind
from actors.blocks.licences.licence import (
    ClaimLicence,
    ConsentToUse,
    Holder,
    LicenceClaimed,
    LicenceExpired,
    LicenceReplaced,
    LicenceRevoked,
    LicenceUsed,
    RegisterLicence,
    ReplaceLicence,
    RevokeLicence,
    UseLicence,
)
from actors.blocks.verification.verification import code_of
from actors.kernel.identity import PLATFORM, Identity
from actors.testing import Scenario
from tests import loaded

CODE, NEXT = code_of("licence"), code_of("next")
AN = Identity("person:an", ("resident",))
BO = Identity("person:bo", ("resident",))
CLERK = Identity("staff:hall_clerk", ("window_clerk",), "government_services")
HEAD = Identity("staff:market_approver", ("approver",), "market_supervision")
HOLDER = Holder(name="安某", id_type="resident_id", id_number="x", account="an")
REGISTER = RegisterLicence(
    kind="business_licence",
    title="营业执照",
    number="佛市监〔2026〕1号",
    organ="market_supervision",
    holder=HOLDER,
    since=date(2026, 3, 2),
    until=date(2026, 3, 31),
    file="a" * 64,
    size=1_000,
    basis="case:1",
)
USE = UseLicence(case="0" * 32, item="SPJY-01", material="business_licence")
KIND = licence_kind(loaded.library())
HELD = Scenario.of(KIND).on(f"licence:{CODE}").when(REGISTER, by=PLATFORM)
UNCLAIMED = (
    Scenario.of(KIND)
    .on(f"licence:{CODE}")
    .when(
        RegisterLicence(
            kind="permit",
            title="许可证",
            number="1",
            organ="health",
            holder=Holder(name="安某", id_type="resident_id", id_number="x", person="digest"),
            since=date(2026, 3, 2),
        ),
        by=PLATFORM,
    )
)
SCENARIOS: dict[str, Scenario] = {
    "a licence that is taken and runs out": HELD.when(USE, by=AN)
    .then(events=(LicenceUsed,))
    .at("2026-04-01 00:00")
    .then(events=(LicenceExpired,), alarms={}),
    "a licence that is revoked": HELD.when(RevokeLicence(reason="欺骗"), by=HEAD).then(
        events=(LicenceRevoked,), alarms={}
    ),
    "a licence that is replaced": HELD.when(ReplaceLicence(by=NEXT), by=PLATFORM).then(
        events=(LicenceReplaced,), alarms={}
    ),
    "a licence whose holder gets an account": UNCLAIMED.when(
        ClaimLicence(account="an", person="digest"), by=PLATFORM
    ).then(events=(LicenceClaimed,)),
    "a licence that a window takes by consent": HELD.when(ConsentToUse(item="SPJY-01"), by=AN)
    .when(USE, by=CLERK)
    .then(events=(LicenceUsed,)),
}
