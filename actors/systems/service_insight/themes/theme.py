"""A theme set (专项数据集): what it holds, for which services and objects, and who may use what of
it."""

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec

from actors.systems.service_insight.schema_change import Column, Weight

THEME_SET = "theme_set"
Phase = Literal["", "draft", "reviewed", "in_use", "retired"]
"""草拟, 已审核, 使用中, 已停用."""
PHASES: tuple[Phase, ...] = ("draft", "reviewed", "in_use", "retired")
ContentAxis = Literal["approval", "supervision", "service"]
"""服务内容轴: 行政审批, 监督管理, 政府服务."""
ObjectAxis = Literal["person", "legal_person", "item", "place"]
"""服务对象轴: 自然人, 法人, 事项, 地点."""
CONTENTS: tuple[ContentAxis, ...] = ("approval", "supervision", "service")
OBJECTS: tuple[ObjectAxis, ...] = ("person", "legal_person", "item", "place")
Type = Literal["text", "int32", "int64", "float64", "date"]
NOTICE_DAYS = 30  # before a breaking version takes the place of the one before (SDB-08)

Code = Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9_]{1,39}$")]
Name = Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9_]{0,59}$")]
Title = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
Line = Annotated[str, msgspec.Meta(max_length=200)]
Unit = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
Quota = Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
Values = Annotated[tuple[Title, ...], msgspec.Meta(max_length=100)]


class ThemeColumn(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A column: `measure` is the unit that it is measured in, `values` are all that it may have,
    none meaning any of its type; `personal` tells that it is of a natural person."""

    name: Name
    title: Title
    type: Type = "text"
    nullable: bool = False
    measure: Annotated[str, msgspec.Meta(max_length=20)] = ""
    values: Values = ()
    personal: bool = False

    @property
    def judged(self) -> Column:
        """What a change of it is judged by."""
        return Column(
            name=self.name,
            type=self.type,
            nullable=self.nullable,
            unit=self.measure,
            description=self.title,
            values=self.values,
        )


Columns = Annotated[tuple[ThemeColumn, ...], msgspec.Meta(min_length=1, max_length=60)]


class Filled(msgspec.Struct, frozen=True, kw_only=True):
    """Rows that were taken in: the digest of the table, how many there are, and how many of the
    file were not in order."""

    digest: str
    rows: int
    rejected: int
    at: datetime


class SchemaVersion(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Version `number` of the columns, which `weight` says what it meant for those who read the one
    before. It is what is asked from the local day `from_day` on; `until`, where it is followed by
    one that breaks it, is the last local day on which it can be asked beside that."""

    number: int
    columns: tuple[ThemeColumn, ...]
    weight: Weight = "compatible"
    at: datetime
    from_day: date
    until: date | None = None
    filled: Filled | None = None

    def column(self, name: str) -> ThemeColumn | None:
        """Return the column `name`, None if there is none."""
        return next((each for each in self.columns if each.name == name), None)


class View(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an application (应用) may see: `columns`; of the rows those whose `rows_by` is
    `rows_are`, all where that is ""; for `purpose`, `quota` rows a day at most, up to the local
    day `until`. It is asked by members of `unit`. `used` rows were told on the local day
    `used_on`."""

    code: str
    title: str
    unit: str
    columns: tuple[str, ...]
    rows_by: str = ""
    rows_are: str = ""
    purpose: str
    quota: int
    until: date
    used_on: date | None = None
    used: int = 0
    asked: int = 0


class ThemeSet(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A theme set of `unit`, which provides and maintains it. `versions` by their numbers; `views`
    by their codes."""

    phase: Phase = ""
    code: str = ""
    title: str = ""
    unit: str = ""
    contents: tuple[ContentAxis, ...] = ()
    objects: tuple[ObjectAxis, ...] = ()
    versions: tuple[SchemaVersion, ...] = ()
    views: tuple[View, ...] = ()
    since: datetime | None = None
    reviewed_by: str = ""
    reason: str = ""

    @property
    def latest(self) -> SchemaVersion | None:
        """The version that was saved last."""
        return self.versions[-1] if self.versions else None

    def version(self, number: int) -> SchemaVersion | None:
        """Return the version with that number, None if there is none."""
        return next((each for each in self.versions if each.number == number), None)

    def in_force(self, on: date) -> SchemaVersion | None:
        """Return the version that is asked on `on` where none is named: the latest that has begun
        by then."""
        begun = [each for each in self.versions if each.from_day <= on]
        return begun[-1] if begun else self.latest

    def view(self, code: str) -> View | None:
        """Return the application view `code`, None if there is none."""
        return next((each for each in self.views if each.code == code), None)


def view_fault(view: View, version: SchemaVersion, asked: tuple[str, ...], on: date) -> str:
    """Return why `asked` columns of `version` are not told to `view` on the local day `on`: a code
    of `refusals.theme_set`, "" if they are (SDB-09)."""
    if on > view.until:
        return "theme_set.view_over"
    if any(name not in view.columns for name in asked):
        return "theme_set.not_in_view"
    needed = (*asked, view.rows_by) if view.rows_by else asked
    if any(version.column(name) is None for name in needed):
        return "theme_set.no_column"
    if any(column.personal for name in needed if (column := version.column(name))):
        return "theme_set.personal"
    return ""


class Link(msgspec.Struct, frozen=True):
    """One of the five links (五个环节): the unit that answers for it, whether it stands, and how
    many there are of what it is about."""

    name: Literal["provide", "maintain", "share", "trace", "evaluate"]
    unit: str
    stands: bool
    count: int


def links(state: ThemeSet, steward_unit: str, on: date) -> tuple[Link, ...]:
    """Return the five links of a set on the local day `on` (SDB-23): rows that are provided,
    versions that are maintained, views that share it, questions on record, and the review."""
    version = state.in_force(on)
    rows = version.filled.rows if version and version.filled else 0
    views = [each for each in state.views if each.until >= on]
    asked = sum(each.asked for each in state.views)
    open_ = state.phase == "in_use"
    return (
        Link("provide", state.unit, rows > 0, rows),
        Link("maintain", state.unit, state.phase in ("reviewed", "in_use"), len(state.versions)),
        Link("share", state.unit, open_ and bool(views), len(views)),
        Link("trace", steward_unit, open_, asked),
        Link("evaluate", steward_unit, bool(state.reviewed_by), int(bool(state.reviewed_by))),
    )


def left(view: View, on: date) -> int:
    """Return how many rows may still be told to `view` on the local day `on`."""
    return view.quota - (view.used if view.used_on == on else 0)
