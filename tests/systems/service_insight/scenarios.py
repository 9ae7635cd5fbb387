"""What is done with records and entries of the base library: every command of them."""

from actors.kernel.identity import PLATFORM
from actors.systems.service_insight.base.entry import dispute_records as x
from actors.systems.service_insight.base.entry import records as e
from actors.systems.service_insight.base.record import records as r
from actors.testing import Scenario
from tests.systems.service_insight.base.kit import (
    DISPUTE,
    PERSON,
    POLICE,
    SECOND,
    STEWARD,
    begun,
    candidate,
    claimed,
    entry,
    merged,
    record,
)

SCENARIOS: dict[str, Scenario] = {
    "a candidate is linked by a steward": candidate()
    .when(r.LinkRecord(entry="r1", reason="电话核实"), by=STEWARD)
    .then_shown(phase="linked", entry="r1"),
    "a candidate has an entry of its own": candidate()
    .when(r.SetApart(reason="两人"), by=STEWARD)
    .then_shown(phase="new", entry="s1"),
    "an entry is found and claimed": begun()
    .on(entry("r1"))
    .when(e.IndexEntry(blocks=("number",)), by=PLATFORM)
    .when(e.ClaimEntry(account="he_yuexian", person="number"), by=PLATFORM)
    .on(record("r1"))
    .then_shown(account="he_yuexian"),
    "a value is disputed and corrected": claimed()
    .when(DISPUTE, by=PERSON)
    .when(x.DecideDispute(outcome="corrected", answer="已核查"), by=POLICE)
    .then_shown(disputed=None),
    "entries are merged and that is taken back": merged("r2")
    .then_shown(phase="merged", into="r1")
    .when(e.ProposeUnmerge(reason="两人"), by=SECOND)
    .when(e.AgreeToProposal(), by=STEWARD)
    .then_shown(phase="active", into=""),
    "a merge is declined": begun("r1", "r2")
    .on(entry("r2"))
    .when(e.ProposeMerge(into="r1", reason="同一人"), by=STEWARD)
    .when(e.DeclineProposal(reason="证据不足"), by=SECOND)
    .then_shown(phase="active", proposal=None),
}
