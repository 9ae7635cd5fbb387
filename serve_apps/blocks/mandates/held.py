"""What is held of whoever gave or got a mandate. Of the other side: the name with its mask, as the
page of mandates shows it, and the account that was typed in."""

from collections.abc import Mapping
from typing import Any

from actors.blocks.mandates.kind import MANDATES
from serve_apps.front.holding import Holding, Telling


def _given(row: Mapping[str, Any], state: None, how: Telling) -> Mapping[str, Any]:
    return {"to": row["to"], "name": row.get("name", ""), **_limits(row)}


def _received(row: Mapping[str, Any], state: None, how: Telling) -> Mapping[str, Any]:
    return _limits(row)


def _limits(row: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        "number": row["n"] or None,
        "by_law": row["by_law"],
        "services": list(row["items"]),
        "since": row["since"],
        "until": row["until"],
        "ended_at": row["ended_at"],
    }


HELD = (
    Holding(
        name="mandates_given", of=(MANDATES,), collection="mandates", field="owner", told=_given
    ),
    Holding(name="mandates_received", collection="mandates", field="to", told=_received),
)
