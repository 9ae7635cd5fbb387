"""Requests for data in these tests: the households of `sharing.py`, asked for by another unit."""

from datetime import date

from actors.systems.data_platform.dataset import commands as dc
from actors.systems.data_platform.dataset.terms import Column
from actors.systems.data_platform.request import commands as c
from actors.systems.data_platform.request.kind import request_kind
from actors.systems.data_platform.request.terms import DATA_REQUEST, Asked, Condition
from actors.systems.data_platform.service.kind import service_kind
from actors.testing import Scenario
from tests.systems.data_platform import sharing as s

REQUESTS = request_kind(s.LIBRARY)
SERVICES = service_kind(s.LIBRARY)
ID = "0" * 32
TABLE = "households-table"
ASKED = Asked(
    purpose="核对公租房申请家庭",
    basis="《社会救助暂行办法》",
    columns=("name", "town"),
    unmasked=("name",),
    rows=(Condition(column="income", compared="lt", value="3000"),),
    until=date(2026, 12, 31),
)
ASK = c.AskForData(dataset=TABLE, asked=ASKED)
REGISTER = dc.RegisterDataset(
    code=TABLE,
    title="低保家庭",
    sharing="internal",
    columns=(
        Column(name="name", level=2, personal=True),
        Column(name="town"),
        Column(name="income", level=2),
        Column(name="illness", level=4, personal=True),
    ),
)


def on(id: str, start: Scenario) -> Scenario:
    """Go on with a request."""
    return start.on(f"{DATA_REQUEST}:{id}")


def shared() -> Scenario:
    """There is a dataset, and a version of it is used."""
    start = s.on(TABLE, Scenario.of(s.KIND, REQUESTS, SERVICES).at("2026-10-12 09:00"))
    return start.when(REGISTER, by=s.STEWARD).when(s.FIRST, by=s.STEWARD)


def asked(wish: c.AskForData = ASK) -> Scenario:
    """Another unit has asked for rows of it."""
    return on(ID, shared()).when(wish, by=s.USER)


def granted() -> Scenario:
    """It has been granted, up to level 2."""
    grant = c.GrantRequest(level=2, unmasked=("name",))
    return asked().when(grant, by=s.STEWARD).then_shown(phase="granted", level=2)
