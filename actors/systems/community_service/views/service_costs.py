"""The view `service_costs`: what items cost, by organisation, year and window."""

from actors.kernel.view import Commit, Index, Row, View, entity_id
from actors.systems.community_service.service_cost import SERVICE_COST, per_case

_RECORDED = ("unit", "year", "window", "item", "amount_fen", "cases")
NONE = "–"


def _fold(row: Row | None, id: str, commit: Commit) -> Row:
    row = {"_id": id, "state": "recorded", "updated_at": commit["at"]}
    for event in commit["ev"]:
        row |= {name: event[name] for name in _RECORDED}
        fen = per_case(event["amount_fen"], event["cases"])
        row["per_case"] = NONE if fen is None else f"{fen / 100:,.2f}"
    return row


SERVICE_COSTS = View(
    name="service_costs",
    purpose="what a case of an item costs at a window, by organisation and year",
    kinds=(SERVICE_COST,),
    rows=lambda commit: (entity_id(commit),),
    fold=_fold,
    whole=True,
    indexes=(
        Index(fields=("updated_at", "_id")),
        Index(fields=("unit", "updated_at", "_id")),
    ),
)
