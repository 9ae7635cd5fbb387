"""Where entries of the registers (台账) have their facts from, and why they were changed."""

from typing import Annotated, Literal

import msgspec

Source = Literal["visit", "papers", "statement", "shared", "import"]
"""上门核实, 核对证件, 本人申报, 部门共享, 批量导入."""
Why = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Line = Annotated[str, msgspec.Meta(max_length=200)]
Code = Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9-]{0,40}$")]


class Sourced(msgspec.Struct, frozen=True, kw_only=True):
    """What comes with every change of an entry."""

    source: Source
    reason: Why
