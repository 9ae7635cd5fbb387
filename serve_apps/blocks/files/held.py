"""What is held of whoever handed files in: that he did, and when."""

from collections.abc import Mapping
from typing import Any

from serve_apps.front.holding import Holding, Telling


def _told(row: Mapping[str, Any], state: None, how: Telling) -> Mapping[str, Any]:
    return {"sha256": row["sha256"], "at": row["at"]}


HELD = Holding(
    name="uploads",
    collection="uploads",
    field="by",
    named=lambda account: f"person:{account}",
    told=_told,
)
