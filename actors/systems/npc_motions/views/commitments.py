"""The view `commitments`: one row a commitment, across years and terms, with its card."""

from collections.abc import Mapping
from typing import Any

from actors.kernel.view import Index, Row, View
from actors.systems.npc_motions.views.watched import folding, rows_of, sources_of

_KEPT = ("suggestion", "number", "handling", "congress", "unit", "lead", "text", "due")


def _apply(row: Row, event: Mapping[str, Any]) -> None:
    match event["type"]:
        case "CommitmentBegun":
            row.update({name: event[name] for name in _KEPT}, state="open")
            row["year"] = int(event["due"][:4])
        case "ProgressReported":
            row["progress"] = [*row["progress"], {"at": event["at"], "text": event["text"]}]
        case "CommitmentBroken":
            row.update(state="broken", broken=True)
        case "BreachExplained":
            row["state"] = "explained"
        case "CommitmentFulfilled":
            row.update(state="kept", kept_at=event["at"])
        case _:
            pass


COMMITMENTS = View(
    name="commitments",
    purpose="commitments of units to deputies, with dates and cards",
    kinds=("commitment", "watcher"),
    rows=rows_of("commitment"),
    sources=sources_of("commitment"),
    fold=folding(
        {"state": "", "progress": [], "broken": False, "kept_at": None}, {"commitment": _apply}
    ),
    whole=True,
    searchable=("text",),
    indexes=(
        Index(fields=("due", "_id")),
        Index(fields=("unit", "due", "_id")),
        Index(fields=("state", "due", "_id")),
        Index(fields=("suggestion",)),
        Index(fields=("unit", "state", "due", "_id")),
        Index(fields=("congress", "state", "due", "_id")),
        Index(fields=("congress", "level_rank", "due", "_id")),
        Index(fields=("level", "due", "_id")),
        Index(fields=("congress", "year", "due", "_id")),
        Index(fields=("lead", "due", "_id")),
    ),
)
