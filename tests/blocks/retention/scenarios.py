"""How records whose time is over are destroyed, by two persons."""

from actors.blocks.cases.commands import Withdraw
from actors.blocks.cases.kind import case_kind
from actors.blocks.retention.destruction import (
    OFFICER,
    AgreeToDestruction,
    Destroyed,
    DestructionRejected,
    NoteParts,
    ProposeDestruction,
    RecordDestroyed,
    RejectDestruction,
)
from actors.blocks.retention.kind import destruction_kind
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.restricting import Restrict, Restricted
from actors.kernel.system import Installed
from actors.testing import Scenario
from actors.testing.expect import local
from tests import loaded
from tests.blocks.cases.city import LIBRARY, RESIDENT_A, application

RUAN = Identity("staff:archivist", (OFFICER,), "government_services")
KE = Identity("staff:archivist_2", (OFFICER,), "government_services")
CASE, DESTRUCTION = "case:1", "destruction:1"
WISH = ProposeDestruction(retention_class="short", subjects=(CASE,), reason="保管期限已满")
KIND = destruction_kind(loaded.library())

CLOSED = (
    Scenario.of(case_kind(LIBRARY), KIND)
    .on(CASE)
    .at("2026-03-02 10:00")
    .when(application(), by=RESIDENT_A)
    .when(Withdraw(), by=RESIDENT_A)
)
PROPOSED = CLOSED.at("2029-03-03 10:00").on(DESTRUCTION).when(WISH, by=RUAN)
AGREED = PROPOSED.when(AgreeToDestruction(), by=KE)
KEPT = loaded.library()[Installed].kept()
ENDING = tuple(sorted(name for name, each in KEPT.items() if each.goes))
BEFORE = local("2029-03-03 00:00")
SCENARIOS: dict[str, Scenario] = {
    "a destruction that two persons agree on": AGREED.then_shown(restricted=(CASE,))
    .on(DESTRUCTION)
    .when(NoteParts(parts=("watcher:1",)), by=PLATFORM)
    .then_shown(parts=("watcher:1",))
    .when(RecordDestroyed(by=KE.id), by=PLATFORM)
    .then(events=(Destroyed,))
    .on(CASE)
    .then_shown(restricted="1"),
    "a destruction that is rejected": PROPOSED.when(
        RejectDestruction(reason="尚有未结的诉讼"), by=KE
    )
    .then(events=(DestructionRejected,))
    .on(CASE)
    .then_shown(restricted=""),
    **{
        f"a {name} that goes with what is destroyed": Scenario.of(loaded.kinds()[name])
        .when(Restrict(basis="1", closed_before=BEFORE, part=True), by=PLATFORM)
        .then(events=(Restricted,))
        for name in ENDING
        if name not in ("account", "case")  # these are restricted in words of their own
    },
}
