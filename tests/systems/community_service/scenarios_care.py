"""What is done with care visits: every command of them."""

from datetime import date

from msgspec.structs import replace

from actors.kernel.identity import PLATFORM
from actors.systems.community_service.care import records as c
from actors.systems.community_service.register import resident_records as r
from actors.testing import Scenario
from tests.systems.community_service.care import ENTRY, PLAN, VISITS, WELL, planned
from tests.systems.community_service.station import AGENT
from tests.systems.community_service.voices import HEAD

SCENARIOS: dict[str, Scenario] = {
    "somebody is visited, handed over, missed, put off, and visits end": planned()
    .when(WELL, by=AGENT)
    .then_shown(due=date(2026, 5, 25), visited=1)
    .when(c.HandOverVisits(visitor="zhenan_agent_2"), by=AGENT)
    .at("2026-05-26 09:00")
    .then_shown(phase="missed", missed=1)
    .when(c.PutVisitOff(due=date(2026, 5, 29), reason="走访人请假"), by=HEAD)
    .when(c.EndVisits(reason="子女返乡"), by=HEAD)
    .then(alarms={})
    .then_shown(phase="ended")
    .on(ENTRY)
    .then_shown(cared=False),
    "visits end with the mark, and the resident is told of by the account": planned()
    .on(ENTRY)
    .then_shown(cared=True)
    .when(r.IndexResident(person="e" * 20), by=PLATFORM)
    .when(r.ClaimResident(account="he_yuexian", person="e" * 20), by=PLATFORM)
    .on(PLAN)
    .then_shown(account="he_yuexian")
    .on(ENTRY)
    .when(r.LiftMark(care="elder_alone", reason="子女返乡"), by=AGENT)
    .then_shown(cared=False)
    .on(PLAN)
    .then(alarms={})
    .then_shown(phase="ended", reason=""),
    "one visit ends by itself, and others are planned": planned()
    .when(c.EndVisits(reason="改为一次"), by=AGENT)
    .when(replace(VISITS, every="once"), by=AGENT)
    .when(WELL, by=AGENT)
    .then(alarms={})
    .then_shown(phase="ended", visited=1),
}
