"""What is said of a shared dataset (共享数据集) and of the versions of it."""

from typing import Annotated, Literal, get_args

import msgspec

SHARED_DATASET = "shared_dataset"
GRAVE = 5  # 重要 and 核心: their very existence is for few
CODE = "^[a-z][a-z0-9_-]{1,79}$"
Code = Annotated[str, msgspec.Meta(pattern=CODE)]
Title = Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
Label = Annotated[str, msgspec.Meta(max_length=60)]
Level = Annotated[int, msgspec.Meta(ge=1, le=6)]
Number = Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
Rows = Annotated[int, msgspec.Meta(ge=0, le=10**12)]
Sha256 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
Sharing = Literal["open", "conditional", "internal"]
"""无条件开放, 有条件开放, 内部共享."""
SHARINGS: tuple[Sharing, ...] = get_args(Sharing)


class Column(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A column, what it is `about`, and the level that a person has declared (声明级别), 1 to 6.
    One that is `personal` (个人信息) is masked for whoever gets rows, unless a grant says
    otherwise."""

    name: Name
    about: Label = ""
    level: Level = 1
    personal: bool = False


class Graded(msgspec.Struct, frozen=True, kw_only=True):
    """The level of a column of a version, as it follows (推导级别)."""

    name: str
    level: int


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A `column` of one version of another dataset."""

    dataset: Code
    version: Number
    column: Name


class Edge(Source, frozen=True, kw_only=True, omit_defaults=True):
    """The column `to` of a version is made of a column of another dataset (直接来源), by a `method`
    of masking or, "", as it is."""

    to: Name
    method: Label = ""


class Check(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Whether a column of a version has passed a check (检验) of the method that masks it."""

    column: Name
    name: Name
    passed: bool = False


Columns = Annotated[tuple[Column, ...], msgspec.Meta(min_length=1, max_length=200)]
Edges = Annotated[tuple[Edge, ...], msgspec.Meta(max_length=400)]
Sources = Annotated[tuple[Source, ...], msgspec.Meta(max_length=100)]
Checks = Annotated[tuple[Check, ...], msgspec.Meta(max_length=400)]
