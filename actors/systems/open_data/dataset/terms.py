"""What a steward says of a dataset (数据集): its description, and of each column what it is, how
grave it is, and whether it is opened at all."""

from typing import Annotated, Literal, get_args

import msgspec

from actors.blocks.tables.values import ColumnType
from actors.systems.open_data.measures.masking import Way

OPEN_DATASET = "open_dataset"
Licence = Literal["CC-BY-4.0", "CC0-1.0"]
LICENCES: tuple[Licence, ...] = get_args(Licence)
Cycle = Literal["daily", "weekly", "monthly", "quarterly", "yearly", "irregular"]
CYCLE_DAYS: dict[Cycle, int] = {
    "daily": 1, "weekly": 7, "monthly": 31, "quarterly": 92, "yearly": 366,
}  # fmt: skip
"""How long after an update the next is in time; what is irregular never comes late."""
Theme = Literal[
    "macro_control", "market_supervision", "social_governance", "public_services", "credit",
    "departmental", "knowledge",
]  # fmt: skip
"""宏观调控, 市场监管, 社会治理, 公共服务, 信用信息, 部门业务数据, 知识信息."""
THEMES: tuple[Theme, ...] = get_args(Theme)
Said = Literal["auto", "text", "integer", "number", "date"]
Part = Literal["none", "quasi", "sensitive"]
"""What a column is to who would name people: 无, 准标识符, 敏感属性."""
SLUG = "^[a-z][a-z0-9_-]{1,79}$"
Slug = Annotated[str, msgspec.Meta(pattern=SLUG)]
Line = Annotated[str, msgspec.Meta(max_length=120)]
Title = Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=2_000)]
Notes = Annotated[str, msgspec.Meta(max_length=2_000)]
Head = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
Level = Annotated[int, msgspec.Meta(ge=1, le=6)]
Target = Annotated[int, msgspec.Meta(ge=0, le=6)]
Size = Annotated[int, msgspec.Meta(ge=0, le=100_000)]


class Column(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One column of the dictionary (数据字典). `name` is its head in the file; its `type` "auto"
    follows from the whole file. It is closed unless it is `allowed` (OPEN-14). `level` is that of
    its values, 1 to 6; once they are masked by `way`, `size` being its size, it is `target`, where
    that is not 0. A `required` one is empty in no row."""

    name: Head
    title: Title
    title_en: Line = ""
    type: Said = "auto"
    level: Level = 1
    allowed: bool = False
    part: Part = "none"
    way: Way = "none"
    size: Size = 0
    target: Target = 0
    required: bool = False

    @property
    def opened_level(self) -> int:
        """The level of what is opened of it."""
        return self.target if self.way != "none" and self.target else self.level


Columns = Annotated[tuple[Column, ...], msgspec.Meta(min_length=1, max_length=100)]
Tag = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
Tags = Annotated[tuple[Tag, ...], msgspec.Meta(max_length=20)]


class Wording(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of a dataset. `temporal` and `spatial` say of which time and place it is. With a
    `condition` (有条件开放) its unit grants who may use it, else all may."""

    title: Title
    title_en: Line = ""
    notes: Text
    notes_en: Notes = ""
    licence: Licence
    cycle: Cycle
    theme: Theme
    tags: Tags = ()
    temporal: Line = ""
    spatial: Line = ""
    condition: Notes = ""
    columns: Columns

    @property
    def opened(self) -> tuple[Column, ...]:
        """The columns that are opened."""
        return tuple(each for each in self.columns if each.allowed)

    @property
    def level(self) -> int:
        """The level of what is opened: the highest of its columns, 0 where there are none."""
        return max((each.opened_level for each in self.opened), default=0)


def column_type(said: Said, found: ColumnType) -> ColumnType:
    """Return the type of a column that is `said` to be so, and was `found` to be so."""
    return found if said == "auto" else said
