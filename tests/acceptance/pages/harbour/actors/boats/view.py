"""The view `boats`."""

from actors.kernel.view import Commit, Index, Row, View, entity_id

_KEPT = ("title", "sort", "unit", "crew", "fee_fen", "registered_on")


def _fold(row: Row | None, id: str, commit: Commit) -> Row:
    made: Row = dict(row or {"_id": id})
    made["updated_at"] = commit["at"]
    for event in commit["ev"]:
        if event["type"] == "Registered":
            made |= {name: event[name] for name in _KEPT if name in event}
            made["state"] = "moored"
        elif event["type"] == "Retired":
            made["state"] = "retired"
    return made


BOATS = View(
    name="boats",
    purpose="boats of the harbour",
    kinds=("boat",),
    rows=lambda commit: (entity_id(commit),),
    fold=_fold,
    whole=True,
    indexes=tuple(
        Index(fields=(*narrowed, order, "_id"))
        for order in ("updated_at", "title")
        for narrowed in ((), ("state",), ("sort",), ("unit",), ("registered_on",))
    ),
    searchable=("title",),
)
