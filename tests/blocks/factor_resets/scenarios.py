"""How lost factors are reset at a window."""

from actors.blocks.accounts.commands import OpenSession, Register
from actors.blocks.accounts.kind import account_kind
from actors.blocks.accounts.state import Person
from actors.blocks.cases.roles import WINDOW_CLERK
from actors.blocks.factor_resets.kind import factor_reset_kind
from actors.blocks.factor_resets.reset import (
    AgreeToReset,
    IssueResetCode,
    ProposeReset,
    RejectReset,
    ResetLapsed,
    ResetRejected,
)
from actors.kernel.identity import PLATFORM, Identity
from actors.testing import Scenario
from tests import loaded
from tests.blocks.cases.kit import at

FIRST = Identity("staff:wen", (WINDOW_CLERK,), "government_services")
SECOND = Identity("staff:mo", (WINDOW_CLERK,), "government_services")
ACCOUNT, RESET = "account:an", "factor_reset:1"
WISH = ProposeReset(account="an", identified="card")
KIND = factor_reset_kind(loaded.library())
AN = Person(name="安宁", id_number="440604199003070017", phone="13800000000")

REGISTERED = (
    Scenario.of(account_kind(loaded.library()), KIND)
    .at("2026-03-02 10:00")
    .on(ACCOUNT)
    .when(Register(kind="resident", display="安*", person=AN, password_hash="lost"), by=PLATFORM)
    .when(OpenSession(session="s1", credential=1, at=at("2026-03-02 09:00")), by=PLATFORM)
    .on(RESET)
)
PROPOSED = REGISTERED.when(WISH, by=FIRST)
AGREED = PROPOSED.when(AgreeToReset(), by=SECOND)
ISSUED = AGREED.when(IssueResetCode(code_hash="code"), by=FIRST)
SCENARIOS: dict[str, Scenario] = {
    "a reset that two clerks see to": ISSUED.then_shown(phase="issued")
    .on(ACCOUNT)
    .then_shown(sessions=(), password_hash="lost"),
    "a reset that the second clerk rejects": PROPOSED.when(
        RejectReset(reason="证件照片与本人不符"), by=SECOND
    )
    .then(events=(ResetRejected,))
    .on(ACCOUNT)
    .then_shown(activation=None),
    "a reset that nobody goes on with": AGREED.at("2026-03-02 12:00")
    .then(events=(ResetLapsed,))
    .then_shown(phase="lapsed"),
}
