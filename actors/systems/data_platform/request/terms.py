"""What is said of a data request (用数申请) and of the grant that comes of it (授权)."""

from datetime import date
from typing import Annotated, Literal, get_args

import msgspec

from actors.systems.data_platform.dataset.terms import Name

DATA_REQUEST = "data_request"
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
Note = Annotated[str, msgspec.Meta(max_length=500)]
Value = Annotated[str, msgspec.Meta(max_length=200)]
Compared = Literal["eq", "ne", "lt", "le", "gt", "ge", "one_of", "missing"]
"""等于, 不等于, 小于, 不大于, 大于, 不小于, 属于, 为空."""
Halt = Literal["", "frozen", "withdrawn", "stopped", "no_version", "level", "column"]
"""Why nothing is given out now: 已冻结, 已撤回, 已停止使用, 没有使用中的版本, 级别超出授权,
信息项已取消."""
HALTS: tuple[Halt, ...] = get_args(Halt)[1:]
SEVERAL = "|"
"""Between the values of "one_of"."""


class Condition(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A row belongs to a grant only if its `column` compares so with `value` (行条件). Those of
    "one_of" stand between bars; "missing" needs none."""

    column: Name
    compared: Compared = "eq"
    value: Value = ""


class Asked(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is asked for: which columns of which rows, what for (用途), by which law (依据), until
    which day; `unmasked` are the personal columns of them that are needed as they are."""

    purpose: Text
    basis: Text
    columns: Annotated[tuple[Name, ...], msgspec.Meta(min_length=1, max_length=200)]
    unmasked: Annotated[tuple[Name, ...], msgspec.Meta(max_length=200)] = ()
    rows: Annotated[tuple[Condition, ...], msgspec.Meta(max_length=20)] = ()
    until: date

    @property
    def read(self) -> tuple[str, ...]:
        """Every column that is read for it: those given out, and those that rows are chosen by."""
        return tuple(dict.fromkeys((*self.columns, *(each.column for each in self.rows))))


class OfferedColumn(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A column, the level that holds for it, and whether it is about persons."""

    name: str
    level: int = 1
    personal: bool = False


class Offered(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a dataset stands, as those hear who have asked for it. `unit` "": there is none."""

    unit: str = ""
    title: str = ""
    columns: tuple[OfferedColumn, ...] = ()
    level: int = 0
    halt: Halt = ""

    def level_of(self, names: tuple[str, ...]) -> int:
        """Return the level of some of its columns. What it was filtered, joined or grouped by
        counts for each of them: it shows where all of it is graver than any column."""
        every = max((each.level for each in self.columns), default=0)
        some = max((each.level for each in self.columns if each.name in names), default=0)
        return max(some, self.level if self.level > every else 0)
