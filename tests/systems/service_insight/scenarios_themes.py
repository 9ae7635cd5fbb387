"""What is done with theme sets: every command of them."""

from actors.systems.service_insight.themes import records as r
from actors.testing import Scenario
from tests.systems.service_insight.base.kit import STEWARD
from tests.systems.service_insight.themes.kit import COLUMNS, OWNER, USER, asking, in_use, made

SCENARIOS: dict[str, Scenario] = {
    "a set is asked, changed and retired": in_use()
    .when(asking("code"), by=USER)
    .when(r.ChangeColumns(columns=COLUMNS[::-1]), by=OWNER)
    .when(r.EndView(view="licensing"), by=OWNER)
    .when(r.RetireTheme(reason="由新数据集替代"), by=OWNER)
    .then_shown(phase="retired", views=()),
    "a set is given back": made()
    .when(r.ReviewTheme(), by=STEWARD)
    .when(r.ReturnTheme(reason="请补充"), by=STEWARD)
    .then_shown(phase="draft"),
}
