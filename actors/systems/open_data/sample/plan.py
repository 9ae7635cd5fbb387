"""What people of the sample city have opened: two datasets, and one more that is under way; and
what somebody would have opened."""

from collections.abc import Callable, Iterable

from actors.blocks.organisation.units import Organisation
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.library import Library
from actors.kernel.system import Act
from actors.systems.open_data.dataset import commands as c
from actors.systems.open_data.dataset.terms import OPEN_DATASET, Column, Wording
from actors.systems.open_data.demand.records import DEMAND, PostDemand, ShowDemand
from actors.systems.open_data.intake.preparing import prepare
from actors.systems.open_data.sample import tables

DIVISIONS = Wording(
    title="行政区划代码",
    title_en="Division codes",
    notes="本市各区、镇（街道）和村（社区）的区划代码与名称。",
    notes_en="Codes and names of the districts, towns and villages of the city.",
    licence="CC0-1.0",
    cycle="yearly",
    theme="knowledge",
    tags=("区划", "代码"),
    temporal="2026",
    spatial="440600",
    columns=(
        Column(name="代码", title="区划代码", title_en="Code", type="text", allowed=True),
        Column(name="名称", title="区划名称", title_en="Name", type="text", allowed=True),
        Column(name="英文名称", title="英文名称", title_en="Name in English", allowed=True),
        Column(name="级别", title="区划级别", title_en="Level", allowed=True),
        Column(name="上级代码", title="上级区划", title_en="Superior", type="text", allowed=True),
    ),
)
HOLIDAYS = Wording(
    title="节假日安排",
    title_en="Public holidays",
    notes="国务院办公厅历年通知中的放假日期和调休上班日期。",
    notes_en="Days off, and days worked in their place, by the notices of the State Council.",
    licence="CC0-1.0",
    cycle="yearly",
    theme="public_services",
    tags=("节假日", "工作日"),
    temporal="2007/2026",
    spatial="100000",
    columns=(
        Column(name="日期", title="日期", title_en="Day", type="date", allowed=True),
        Column(name="年份", title="通知年份", title_en="Year of the notice", allowed=True),
        Column(name="安排", title="放假或者上班", title_en="Off or worked", allowed=True),
    ),
)
UNITS = Wording(
    title="政务机构名录",
    title_en="Directory of units",
    notes="本市各单位的名称、办公地址和咨询电话（示例数据）。",
    notes_en="Names, addresses and telephone numbers of units (sample data).",
    licence="CC-BY-4.0",
    cycle="monthly",
    theme="departmental",
    tags=("机构", "电话"),
    temporal="2026",
    spatial="440600",
    columns=(
        Column(name="机构编码", title="机构编码", title_en="Code", allowed=True),
        Column(name="机构名称", title="机构名称", title_en="Name", allowed=True),
        Column(name="地址", title="办公地址", title_en="Address", allowed=True),
        Column(name="电话", title="咨询电话", title_en="Telephone", type="text", allowed=True),
    ),
)


_DEMAND = f"{DEMAND}:5d1c7be2f0a94c3e8b6d2f4a7c9e1b30"
_PARKING = PostDemand(
    title="公共停车场的位置和车位数",
    text="想做一个帮老人找停车位的小程序，需要每个停车场的位置和车位。",
)


def plan(library: Library) -> Iterable[Act]:
    """Yield what was done, in order."""
    yield from _opened(library, "division-codes", DIVISIONS, tables.divisions, steps=3)
    yield from _opened(library, "public-holidays", HOLIDAYS, tables.holidays, steps=3)
    yield from _opened(library, "directory-of-units", UNITS, tables.units, steps=1)
    resident = Identity("person:chen_jiahui", ("resident",))
    yield Act(key=_DEMAND, command=_PARKING, by=resident)
    shown = ShowDemand(unit="civil_affairs")
    yield Act(key=_DEMAND, command=shown, by=_by(library, "open_reviewer"))


def _opened(
    library: Library,
    slug: str,
    wording: Wording,
    table: Callable[[Library], bytes],
    *,
    steps: int,
) -> Iterable[Act]:
    key, content = f"{OPEN_DATASET}:{slug}", table(library)
    said = {name: getattr(wording, name) for name in Wording.__struct_fields__}
    measured = prepare(content, wording, b"").measured
    steward = _by(library, "open_steward")
    source = tables.digest_of(content)
    yield Act(key=key, command=c.AddDataset(slug=slug, **said), by=steward)
    handed = c.HandInTable(source=source, file_name=f"{slug}.csv")
    yield Act(key=key, command=handed, by=steward)
    yield Act(key=key, command=c.NotePrepared(number=1, attempt=1, measured=measured), by=PLATFORM)
    course = (
        Act(key=key, command=c.HandOver(), by=steward),
        Act(key=key, command=c.EndorseVersion(), by=_by(library, "open_head")),
        Act(key=key, command=c.ApproveVersion(), by=_by(library, "open_reviewer")),
    )
    yield from course[:steps]


def _by(library: Library, account: str) -> Identity:
    member = library[Organisation].staff[account]
    return Identity(f"staff:{account}", member.roles, member.unit)
