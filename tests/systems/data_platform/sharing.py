"""Shared datasets in these tests: who sees to them, what they hold."""

from actors.kernel.identity import Identity
from actors.library import load_library
from actors.systems.data_platform.dataset import commands as c
from actors.systems.data_platform.dataset.kind import dataset_kind
from actors.systems.data_platform.dataset.terms import (
    SHARED_DATASET,
    Check,
    Column,
    Edge,
    Source,
)
from actors.testing import Scenario

LIBRARY = load_library()
KIND = dataset_kind(LIBRARY)
STEWARD = Identity("staff:data_steward", ("data_steward",), "civil_affairs")
REVIEWER = Identity("staff:level_reviewer", ("level_reviewer",), "government_services")
USER = Identity("staff:data_user", ("data_user",), "housing_construction")
APPROVER = Identity("staff:data_approver", ("data_approver",), "government_services")
CODE, SOURCE = "households", "register"
METHODS = {"pid": "keyed_hash", "age_band": "bucket", "income_band": "bucket", "county": ""}
OF = {"pid": "id_no", "age_band": "birth", "income_band": "income", "county": "town"}
EDGES = tuple(
    Edge(dataset=SOURCE, version=1, column=OF[to], to=to, method=METHODS[to]) for to in OF
)
CHECKS = (
    Check(column="pid", name="rescan", passed=True),
    Check(column="age_band", name="k", passed=True),
    Check(column="income_band", name="k", passed=True),
)
INCOME = Source(dataset=SOURCE, version=1, column="income")
LEVELS = {"id_no": 4, "birth": 3, "town": 1, "income": 3}
REGISTER_SOURCE = c.RegisterDataset(
    code=SOURCE,
    title="低保对象登记",
    sharing="internal",
    columns=tuple(Column(name=name, level=level) for name, level in LEVELS.items()),
)
REGISTER = c.RegisterDataset(
    code=CODE,
    title="低保家庭",
    sharing="conditional",
    columns=tuple(Column(name=name) for name in OF),
)
FIRST = c.ReportVersion(sha256="1" * 64, rows=10)
VERSION = c.ReportVersion(sha256="2" * 64, rows=10, inputs=EDGES, checks=CHECKS)


def on(code: str, start: Scenario) -> Scenario:
    """Go on with the dataset `code`."""
    return start.on(f"{SHARED_DATASET}:{code}")


def registered() -> Scenario:
    """There is a register that is used; the steward has registered what is to be made of it."""
    start = on(SOURCE, Scenario.of(KIND).at("2026-10-05 09:00"))
    source = start.when(REGISTER_SOURCE, by=STEWARD).when(FIRST, by=STEWARD)
    return on(CODE, source).when(REGISTER, by=STEWARD)


def live() -> Scenario:
    """Its first version is used."""
    return registered().when(VERSION, by=STEWARD).then_shown(phase="live", live=1)


def graver(column: str, level: int, before: Scenario | None = None) -> Scenario:
    """A column of the register is declared to be of another level."""
    command = c.DeclareLevel(column=column, level=level, reason="重新定级")
    return on(CODE, on(SOURCE, before or live()).when(command, by=REVIEWER))


def frozen() -> Scenario:
    """A check of it has failed."""
    failed = c.ReportCheck(number=1, column="age_band", name="k", passed=False)
    return live().when(failed, by=STEWARD).then_shown(phase="frozen")
