"""Care visits in the tests of these services: who is visited, and how far it is."""

from datetime import date

from actors.systems.community_service.care import records as c
from actors.systems.community_service.care.kind import care_plan_kind
from actors.systems.community_service.register.resident import resident_kind
from actors.testing import Scenario
from tests.systems.community_service.registers import ENTER, MARK
from tests.systems.community_service.station import AGENT, LIBRARY

ENTRY, PLAN = "resident:an", "care_plan:an"
VISITS = c.PlanVisits(
    visitor="zhenan_agent", first=date(2026, 4, 30), every="monthly", party="何**"
)
WELL = c.RecordVisit(on=date(2026, 4, 24), way="home", outcome="well", found="身体平稳")


def marked() -> Scenario:
    """A resident of the village is looked after, since Friday 24 April."""
    found = Scenario.of(resident_kind(LIBRARY), care_plan_kind(LIBRARY)).at("2026-04-24 09:00")
    return found.on(ENTRY).when(ENTER, by=AGENT).when(MARK, by=AGENT)


def planned() -> Scenario:
    """A clerk has the resident visited every month, first by the thirtieth."""
    return marked().on(PLAN).when(VISITS, by=AGENT)
