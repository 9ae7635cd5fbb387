"""Theme sets in tests: who makes, reviews and asks one."""

from datetime import date

from actors.kernel.identity import Identity
from actors.systems.service_insight.themes import records as r
from actors.systems.service_insight.themes.kind import theme_set_kind
from actors.systems.service_insight.themes.theme import THEME_SET, ThemeColumn
from actors.testing import Scenario
from tests import loaded
from tests.systems.service_insight.base.kit import STEWARD

LIBRARY = loaded.library()
OWNER = Identity("staff:theme_owner", ("theme_owner",), "market_supervision")
USER = Identity("staff:data_user_health", ("data_application_owner",), "health")
COLUMNS = (
    ThemeColumn(name="code", title="代码"),
    ThemeColumn(name="capital", title="注册资本", type="int32", measure="万元"),
    ThemeColumn(name="status", title="状态", values=("存续", "注销")),
)
MAKE = r.MakeTheme(
    code="firms", title="企业", contents=("approval",), objects=("legal_person",), columns=COLUMNS
)
GRANT = r.GrantView(
    view="licensing",
    title="审批核验",
    unit="health",
    columns=("code", "status"),
    purpose="核验申请人",
    quota=150,
    until=date(2026, 12, 31),
)
ROWS = r.FillTheme(number=1, digest="0" * 64, rows=3, rejected=1)


def made() -> Scenario:
    """A draft, on a Friday."""
    start = Scenario.of(theme_set_kind(LIBRARY)).on(f"{THEME_SET}:firms").at("2026-04-24 09:00")
    return start.when(MAKE, by=OWNER)


def in_use() -> Scenario:
    """It is reviewed, filled, in use, and a unit has a view of it."""
    reviewed = made().when(r.ReviewTheme(), by=STEWARD).when(ROWS, by=OWNER)
    return reviewed.when(r.OpenTheme(), by=OWNER).when(GRANT, by=OWNER)


def asking(*columns: str, rows: int = 100, version: int = 0) -> r.AskView:
    """Return a question by the view."""
    return r.AskView(view="licensing", columns=columns, rows=rows, version=version)
