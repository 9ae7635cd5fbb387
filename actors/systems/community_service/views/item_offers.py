"""The view `item_offers`: one row for each item that an organisation offers, or once did."""

from typing import Any

from actors.kernel.view import Commit, Index, Row, View, entity_id
from actors.systems.community_service.item_offer_records import ITEM_OFFER

_TERMS = ("received_at", "decided_by", "mode", "up_days", "down_days")
_LOCAL = ("counter", "hours", "contact", "drop_off")


def _fold(row: Row | None, id: str, commit: Commit) -> Row:
    row = dict(row) if row else {
        "_id": id, "state": "", "item": "", "unit": "", "tier": "", "waiting": 0, "languages": [],
        **dict.fromkeys(_LOCAL, ""),
    }  # fmt: skip
    row["updated_at"] = commit["at"]
    for event in commit["ev"]:
        _apply(row, event)
    return row


def _apply(row: Row, event: Any) -> None:
    match event["type"]:
        case "ItemOffered":
            row |= {name: event[name] for name in ("item", "unit", "tier")} | _terms(event)
        case "OfferChanged":
            row |= _terms(event)
        case "OfferRetired":
            row["state"] = "retired"
        case "OfferLocalised":
            local = event["local"]
            row |= {name: local.get(name, "") for name in _LOCAL}
            row["languages"] = local.get("languages", [])
        case "ChangeProposed":
            row["waiting"] += 1
        case _:
            row["waiting"] -= 1


def _terms(event: Any) -> Row:
    days = {name: event.get(name, 0) for name in ("up_days", "down_days")}
    return {"state": "offered"} | {name: event.get(name) for name in _TERMS} | days


ITEM_OFFERS = View(
    name="item_offers",
    purpose="which organisation offers which item, where it is taken in and who decides",
    kinds=(ITEM_OFFER,),
    rows=lambda commit: (entity_id(commit),),
    fold=_fold,
    whole=True,
    hidden=_LOCAL,
    indexes=(
        Index(fields=("item", "unit")),
        Index(fields=("updated_at", "_id")),
        Index(fields=("state", "updated_at", "_id")),
        Index(fields=("mode", "updated_at", "_id")),
        Index(fields=("tier", "updated_at", "_id")),
        Index(fields=("unit", "updated_at", "_id")),
    ),
)
