"""What can be asked of a theme set, and what can happen to it."""

from datetime import date, datetime
from typing import Annotated

import msgspec

from actors.kernel.turn import Command, Event
from actors.systems.service_insight.schema_change import Weight
from actors.systems.service_insight.themes.theme import (
    Code,
    Columns,
    ContentAxis,
    Filled,
    Line,
    Name,
    ObjectAxis,
    Phase,
    Quota,
    SchemaVersion,
    Title,
    Unit,
    View,
)

Contents = Annotated[tuple[ContentAxis, ...], msgspec.Meta(min_length=1, max_length=3)]
Objects = Annotated[tuple[ObjectAxis, ...], msgspec.Meta(min_length=1, max_length=4)]
Why = Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
Names = Annotated[tuple[Name, ...], msgspec.Meta(min_length=1, max_length=60)]
Digest = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
Count = Annotated[int, msgspec.Meta(ge=0)]


class MakeTheme(Command, frozen=True, kw_only=True):
    """Make a theme set (新建专项数据集); its code is its name for ever."""

    code: Code
    title: Title
    contents: Contents
    objects: Objects
    columns: Columns


class ChangeColumns(Command, frozen=True, kw_only=True):
    """Say the columns anew (变更数据项). What breaks those who read needs `announced`: from which
    local day it is asked where no version is named, 30 days from now at least."""

    columns: Columns
    announced: date | None = None


class ReviewTheme(Command, frozen=True, kw_only=True):
    """Agree to a draft (审核通过)."""


class ReturnTheme(Command, frozen=True, kw_only=True):
    """Give a draft back (退回修改)."""

    reason: Why


class OpenTheme(Command, frozen=True, kw_only=True):
    """Put it in use (启用)."""


class RetireTheme(Command, frozen=True, kw_only=True):
    """Take it out of use for good (停用)."""

    reason: Why


class FillTheme(Command, frozen=True, kw_only=True):
    """Platform: rows of the version `number` were taken in."""

    number: Count
    digest: Digest
    rows: Count
    rejected: Count


class GrantView(Command, frozen=True, kw_only=True):
    """Let an application of a unit see part of it (授予应用视图); granted again, the last holds."""

    view: Code
    title: Title
    unit: Unit
    columns: Names
    rows_by: Annotated[str, msgspec.Meta(max_length=60)] = ""
    rows_are: Line = ""
    purpose: Title
    quota: Quota
    until: date


class EndView(Command, frozen=True, kw_only=True):
    """Take a view back (收回应用视图)."""

    view: Code


class AskView(Command, frozen=True, kw_only=True):
    """Have rows of some columns told (查询), `rows` at most: what is told is on record before."""

    view: Code
    columns: Names
    version: Count = 0
    rows: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 100


class ThemeMade(Event, frozen=True, kw_only=True):
    at: datetime
    code: str
    title: str
    unit: str
    contents: tuple[ContentAxis, ...]
    objects: tuple[ObjectAxis, ...]
    version: SchemaVersion


class ColumnsChanged(Event, frozen=True, kw_only=True):
    """The draft's own version, or one more; `until` is how long the one before can be asked."""

    at: datetime
    version: SchemaVersion
    weight: Weight
    until: date | None = None


class ThemeMoved(Event, frozen=True, kw_only=True):
    """It is `phase` now, by whom and why."""

    at: datetime
    by: str
    phase: Phase
    reason: str = ""


class ThemeFilled(Event, frozen=True, kw_only=True):
    at: datetime
    number: int
    filled: Filled


class ViewGranted(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    view: View


class ViewEnded(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    view: str


class ViewAsked(Event, frozen=True, kw_only=True):
    """Up to `rows` rows of `columns` are told to whom, on the local day `on`."""

    at: datetime
    by: str
    view: str
    columns: tuple[str, ...]
    on: date
    rows: int


ThemeEvent = (
    ThemeMade | ColumnsChanged | ThemeMoved | ThemeFilled | ViewGranted | ViewEnded | ViewAsked
)
