"""The view `clues`: one row a clue, without who told it."""

from collections.abc import Mapping
from typing import Any

from actors.kernel.deadlines import local_day
from actors.kernel.view import Index, Row, View, entity_id
from actors.systems.npc_motions.views.watched import folding

_KEPT = ("channel", "told_at", "region", "topic", "text", "account")


def _apply(row: Row, event: Mapping[str, Any]) -> None:
    match event["type"]:
        case "ClueReceived":
            row.update({name: event.get(name, "") for name in _KEPT}, state="received")
            year, week, _ = local_day(event["told_at"]).isocalendar()
            row["week"] = f"{year}-W{week:02}"
        case "ClueClustered":
            row["cluster"] = event["cluster"]
        case "ClueSetAside":
            row["state"] = "set_aside"
        case "ClueCited":
            row["uses"] = [*row["uses"], _use(event)]
        case "ClueUsePublished":
            others = [each for each in row["uses"] if each["suggestion"] != event["suggestion"]]
            row["uses"] = [*others, _use(event)]
        case _:
            pass


def _use(event: Mapping[str, Any]) -> Row:
    """Return a use as its row has it; that of a suggestion is not said to be one."""
    use = {"suggestion": event["suggestion"], "number": event.get("number", "")}
    kind = event.get("kind", "suggestion")
    return use if kind == "suggestion" else {**use, "kind": kind}


CLUES = View(
    name="clues",
    purpose="clues by channel, topic, region and week, and what they were used in",
    kinds=("clue",),
    rows=lambda commit: (entity_id(commit),),
    fold=folding({"state": "", "cluster": "", "uses": []}, {"clue": _apply}),
    whole=True,
    hidden=("text",),
    searchable=("topic",),
    indexes=(
        Index(fields=("uses.suggestion",)),
        Index(fields=("told_at", "_id")),
        Index(fields=("state", "told_at", "_id")),
        Index(fields=("channel", "told_at", "_id")),
        Index(fields=("topic", "told_at", "_id")),
        Index(fields=("region", "week")),
        Index(fields=("cluster", "told_at", "_id")),
        Index(fields=("account", "told_at", "_id")),
    ),
)
