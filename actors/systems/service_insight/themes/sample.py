"""Theme sets of the sample city (示例): 企业情况综合 and 公共信用信息. Companies are invented."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from actors.blocks.jobs.content import Digest
from actors.blocks.organisation.units import Organisation
from actors.kernel.deadlines import local_day
from actors.kernel.identity import Identity
from actors.kernel.library import Library
from actors.kernel.system import Act
from actors.systems.service_insight.base.policy import policy
from actors.systems.service_insight.base.roles import STEWARD, THEME_OWNER
from actors.systems.service_insight.themes import records as r
from actors.systems.service_insight.themes.theme import THEME_SET, ThemeColumn

_UNIT = "market_supervision"
_BEGAN = timedelta(days=2)
_CODE = ThemeColumn(name="credit_code", title="统一社会信用代码")
_THEMES = (
    r.MakeTheme(
        code="enterprises",
        title="企业情况综合",
        contents=("approval", "supervision"),
        objects=("legal_person",),
        columns=(
            _CODE,
            ThemeColumn(name="name", title="企业名称"),
            ThemeColumn(name="capital", title="注册资本", type="int64", measure="万元"),
            ThemeColumn(name="status", title="登记状态", values=("存续", "注销", "吊销")),
            ThemeColumn(name="founded", title="成立日期", type="date"),
        ),
    ),
    r.MakeTheme(
        code="public_credit",
        title="公共信用信息",
        contents=("supervision", "service"),
        objects=("legal_person",),
        columns=(
            _CODE,
            ThemeColumn(name="name", title="企业名称"),
            ThemeColumn(name="kind", title="信息类别", values=("守信", "失信")),
            ThemeColumn(name="decided", title="认定日期", type="date", nullable=True),
        ),
    ),
)
_A, _B, _C = "91440600MA4UAB1C2L", "91440600MA4UCD3E46", "91440600MA4UEF5G6P"
_ROWS: Mapping[str, tuple[tuple[Any, ...], ...]] = {
    "enterprises": (
        (_A, "佛山市示例甲餐饮有限公司", 50, "存续", "2021-03-12"),
        (_B, "佛山市示例乙建材有限公司", 300, "存续", "2018-07-02"),
        (_C, "佛山市示例丙物流有限公司", 120, "注销", "2015-11-20"),
    ),
    "public_credit": (
        (_A, "佛山市示例甲餐饮管理有限公司", "守信", "2026-01-15"),  # called otherwise
        (_B, "佛山市示例乙建材有限公司", "失信", None),
    ),
}


def rows_of(code: str) -> list[dict[str, Any]]:
    """Return the rows of a set of the sample city."""
    theme = next(each for each in _THEMES if each.code == code)
    names = [each.name for each in theme.columns]
    return [dict(zip(names, row, strict=True)) for row in _ROWS[code]]


def columns_of(code: str) -> tuple[ThemeColumn, ...]:
    """Return the columns of a set of the sample city."""
    return next(each.columns for each in _THEMES if each.code == code)


def digest_of(code: str) -> str:
    """Return the digest of the table of a set."""
    digest = Digest()
    digest.add(rows_of(code))
    return digest.value


CODES = tuple(_ROWS)


def lived(library: Library, now: datetime) -> Iterator[tuple[datetime, Act]]:
    """Yield what was made, reviewed, filled and granted before `now`."""
    organisation = library[Organisation]
    owner = _holder(organisation, THEME_OWNER, _UNIT)
    steward = _holder(organisation, STEWARD, policy().steward_unit)
    if owner is None or steward is None:
        return
    at, until = now - _BEGAN, local_day(now) + timedelta(days=365)
    for theme in _THEMES:
        key, rows = f"{THEME_SET}:{theme.code}", rows_of(theme.code)
        fill = r.FillTheme(number=1, digest=digest_of(theme.code), rows=len(rows), rejected=0)
        view = r.GrantView(
            view="licensing",
            title="审批核验",
            unit="health",
            columns=("credit_code", "name"),
            purpose="核验申请人的登记情况",
            quota=1000,
            until=until,
        )
        for command, by in (
            (theme, owner),
            (r.ReviewTheme(), steward),
            (fill, owner),
            (r.OpenTheme(), owner),
            (view, owner),
        ):
            yield at, Act(key=key, command=command, by=by)


def _holder(organisation: Organisation, role: str, unit: str) -> Identity | None:
    return next(
        (
            Identity(f"staff:{member.account}", member.roles, member.unit)
            for member in organisation.staff.values()
            if member.unit == unit and role in member.roles
        ),
        None,
    )
