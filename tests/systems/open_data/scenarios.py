"""What is done with datasets: every command of them."""

from datetime import UTC, datetime

from msgspec.structs import replace

from actors.kernel.identity import PLATFORM
from actors.systems.open_data.dataset import commands as c
from actors.testing import Scenario
from tests.systems.open_data.demands import DEMANDS
from tests.systems.open_data.following import FOLLOWING
from tests.systems.open_data.keys import KEYS
from tests.systems.open_data.opening import (
    FILES,
    HEAD,
    REVIEWER,
    STEWARD,
    WORDING,
    handed_in,
    live,
    said,
    second,
)
from tests.systems.open_data.uses import USE

NINE = datetime(2026, 10, 8, 1, tzinfo=UTC)
RENDERED = c.NoteRendered(number=2, files=FILES)

SCENARIOS: dict[str, Scenario] = {
    **FOLLOWING,
    **KEYS,
    **DEMANDS,
    **USE,
    "a second version is live at its time": second()
    .when(c.ApproveVersion(release_at=NINE), by=REVIEWER)
    .when(RENDERED, by=PLATFORM)
    .at("2026-10-08 09:00")
    .then_shown(phase="live"),
    "what is live is withdrawn": live()
    .when(c.WithdrawDataset(reason="来源数据有误"), by=REVIEWER)
    .then_shown(phase="withdrawn"),
    "a version goes back to its steward": handed_in()
    .when(c.HandOver(), by=STEWARD)
    .when(c.ReturnVersion(reason="请补充说明"), by=HEAD)
    .then_shown(phase="openable", reason="请补充说明"),
    "a description is changed": live()
    .when(c.ChangeDataset(**said(replace(WORDING, title="公交站"))), by=STEWARD)
    .then_shown(phase="received", title="公交站"),
    "it is frozen by its source, and what comes due meanwhile is live when it is thawed": second()
    .when(c.FreezeDataset(cause="stops", unit="health"), by=PLATFORM)
    .then_shown(frozen=())
    .when(c.FreezeDataset(cause="stops", unit="civil_affairs"), by=PLATFORM)
    .then_shown(frozen=("stops",))
    .when(c.ApproveVersion(release_at=NINE), by=REVIEWER)
    .when(RENDERED, by=PLATFORM)
    .at("2026-10-08 09:00")
    .then_shown(phase="approved")
    .when(c.ThawDataset(cause="others", unit="civil_affairs"), by=PLATFORM)
    .then_shown(frozen=("stops",))
    .when(c.FreezeDataset(cause="lines", unit="civil_affairs"), by=PLATFORM)
    .when(c.ThawDataset(cause="stops", unit="civil_affairs"), by=PLATFORM)
    .then_shown(phase="approved", frozen=("lines",))
    .when(c.ThawDataset(cause="lines", unit="civil_affairs"), by=PLATFORM)
    .then_shown(phase="live", frozen=()),
    "another file is handed in": second()
    .when(c.ReturnVersion(reason="请补充说明"), by=REVIEWER)
    .when(c.HandInTable(source="1" * 64), by=STEWARD)
    .then_shown(phase="received"),
}
