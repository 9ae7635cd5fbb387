"""PyArrow, whose types are of no use to who checks ours."""

from typing import Any, cast

import pyarrow  # pyright: ignore[reportMissingTypeStubs]
import pyarrow.parquet  # pyright: ignore[reportMissingTypeStubs]

pa = cast("Any", pyarrow)
pq = cast("Any", pyarrow.parquet)
ArrowTable = Any
"""A `pyarrow.Table`."""

ArrowType = Any
"""A `pyarrow.DataType`."""
