"""What is said of a source of data (来源) and of what it brings."""

from typing import Annotated, Literal, get_args

import msgspec

from actors.blocks.tables.lines import LineFault, Unfit
from actors.blocks.tables.values import ColumnType
from actors.systems.data_platform.dataset.terms import Code, Label, Name, Sha256

DATA_SOURCE = "data_source"
Sort = Literal["file", "postgresql", "http"]
"""文件, PostgreSQL 数据库, 网址."""
SORTS: tuple[Sort, ...] = get_args(Sort)
Origin = Literal["government", "social"]
"""政务数据, 社会数据."""
Mode = Literal["full", "incremental"]
"""全量, 增量."""
Check = Literal["required", "type", "range", "pattern", "allowed", "unique"]
"""必填, 类型, 取值范围, 格式, 可取值, 唯一."""
Reason = LineFault | Literal["too_long", "missing", "type", "range", "pattern", "allowed", "unique"]
"""Why a row is rejected."""
Fault = (
    Unfit
    | Literal["no_file", "away", "refused", "host", "connection", "no_table", "no_dataset"]
    | Literal["no_cursor", "broken"]
)
"""Why a run brings nothing."""
Doubt = Literal["gone", "retyped", "shrunk", "no_rows", "rule"]
"""Why what a run brings is looked at first: a column is gone or of another type, rows have become
far fewer, no row is in order, a blocking rule has failed."""
OptionalText = Annotated[str, msgspec.Meta(max_length=200)]
Connection = Annotated[str, msgspec.Meta(pattern="^([a-z][a-z0-9_]{0,39})?$")]
TableName = Annotated[str, msgspec.Meta(pattern=r"^([^\s.\"]{1,63}(\.[^\s.\"]{1,63})?)?$")]
Address = Annotated[str, msgspec.Meta(max_length=500)]
Every = Annotated[int, msgspec.Meta(ge=0, le=60)]
Percent = Annotated[int, msgspec.Meta(ge=0, le=100)]
Bound = Annotated[str, msgspec.Meta(max_length=40)]
Pattern = Annotated[str, msgspec.Meta(max_length=200)]
Allowed = Annotated[tuple[Label, ...], msgspec.Meta(max_length=200)]


class Rule(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A quality rule (质量规则): what `column` must be. A row that fails it is rejected; where it
    is `blocking`, and more than `share` per cent of the rows fail it, people look at the run first.

    Attributes:
        type: of "type".
        least, most: of "range": numbers, or days; "" is no bound.
        pattern: of "pattern": what all of the cell fits, as RE2 reads it.
        allowed: of "allowed".
    """

    column: Name
    check: Check
    type: ColumnType = "text"
    least: Bound = ""
    most: Bound = ""
    pattern: Pattern = ""
    allowed: Allowed = ()
    blocking: bool = False
    share: Percent = 0


Rules = Annotated[tuple[Rule, ...], msgspec.Meta(max_length=400)]


class Wording(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is said of a source: it collects for `dataset`, from a file that is handed in, from the
    `table` of the `connection` that operators have named, or from the web `address`; rows after the
    last value of `cursor` alone where it is incremental; every so many working days, 0 for never
    by itself."""

    title: Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
    dataset: Code
    origin: Origin = "government"
    sort: Sort
    connection: Connection = ""
    table: TableName = ""
    address: Address = ""
    mode: Mode = "full"
    cursor: Label = ""
    every: Every = 0


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """A column of what was collected, and its type."""

    name: str
    type: ColumnType


class Counted(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How many `rows` were rejected for `reason`, in `column` unless that is ""."""

    reason: Reason
    column: str = ""
    rows: int


class Because(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A doubt about a run: of `column`, of its `check`, by so many `rows`."""

    doubt: Doubt
    column: str = ""
    check: Check | Literal[""] = ""
    rows: int = 0

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it the same doubt in another run."""
        return self.doubt, self.column, self.check


class Result(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a run brings.

    Attributes:
        raw: the digest of what was read.
        read, accepted, rejected: rows of it.
        counted: those that were rejected, by reason and column.
        rejects: the digest of their list, "" if there are none.
        sha256, rows: the digest of the whole table as it would be used, and how many rows it has.
        fields: its columns.
        left_out: columns that the dataset does not have, so that nothing of them is kept.
        cursor: the last value up to which it has read, where it is incremental.
        declared: the types that the database has declared of columns.
        because: what is doubted.
    """

    raw: Sha256
    read: int = 0
    accepted: int = 0
    rejected: int = 0
    counted: tuple[Counted, ...] = ()
    rejects: str = ""
    sha256: str = ""
    rows: int = 0
    fields: tuple[Field, ...] = ()
    left_out: tuple[str, ...] = ()
    cursor: str = ""
    declared: dict[str, str] = {}
    because: tuple[Because, ...] = ()
