"""Sources in these tests: what they collect, and how far they are."""

from datetime import date
from typing import Any

from msgspec.structs import replace

from actors.kernel.identity import PLATFORM, Identity
from actors.systems.data_platform.dataset.commands import RegisterDataset
from actors.systems.data_platform.dataset.terms import Column
from actors.systems.data_platform.source import commands as c
from actors.systems.data_platform.source.kind import source_kind
from actors.systems.data_platform.source.terms import Because, Field, Result
from actors.testing import Scenario
from tests.systems.data_platform.sharing import KIND as DATASETS
from tests.systems.data_platform.sharing import LIBRARY, STEWARD, on

KIND = source_kind(LIBRARY)
WAIVES = Identity("staff:level_reviewer", ("level_reviewer",), "government_services")
CODE, DATASET = "points-feed", "points"
REGISTER_DATASET = RegisterDataset(
    code=DATASET,
    title="服务设施",
    sharing="open",
    columns=tuple(Column(name=name) for name in ("编号", "名称")),
)
SAID: dict[str, Any] = {
    "title": "服务设施库",
    "dataset": DATASET,
    "sort": "postgresql",
    "connection": "community",
    "table": "points",
    "every": 1,
}
REGISTER = c.RegisterSource(code=CODE, **SAID)
FIELDS = (Field(name="编号", type="integer"), Field(name="名称", type="text"))
GOOD = Result(
    raw="a" * 64, read=3, accepted=2, rejected=1, sha256="1" * 64, rows=2, fields=FIELDS,
    rejects="b" * 64,
)  # fmt: skip
RULE = Because(doubt="rule", column="名称", check="required", rows=2)
BAD = replace(GOOD, sha256="2" * 64, because=(RULE,))
WAIVE = c.GrantWaiver(until=date(2026, 10, 30), reason="已核对")


def registered() -> Scenario:
    """The steward has registered a dataset and from where it is collected, on a Monday."""
    start = on(DATASET, Scenario.of(DATASETS, KIND).at("2026-10-12 09:00"))
    return on_source(start.when(REGISTER_DATASET, by=STEWARD)).when(REGISTER, by=STEWARD)


def on_source(start: Scenario) -> Scenario:
    """Go on with the source."""
    return start.on(f"data_source:{CODE}")


def collected(result: Result, number: int = 1, before: Scenario | None = None) -> Scenario:
    """A run was asked for, and has brought `result`."""
    asked = (before or registered()).when(c.CollectNow(), by=STEWARD)
    return asked.when(c.NoteCollected(number=number, tries=0, result=result), by=PLATFORM)


def failed(before: Scenario, number: int = 1, tries: int = 0) -> Scenario:
    """A run has brought nothing."""
    told = c.NoteFailure(number=number, tries=tries, fault="away", about="ConnectError")
    return before.when(told, by=PLATFORM)


def failing() -> Scenario:
    """A run has brought nothing, however often it was tried."""
    first = failed(registered().when(c.CollectNow(), by=STEWARD))
    return failed(failed(first.after(minutes=5), tries=1).after(minutes=30), tries=2)
