"""The view `premises`: one row for each of the premises and pieces of equipment, with its use."""

from datetime import datetime
from typing import Any

from actors.kernel.deadlines import local_day
from actors.kernel.view import Commit, Index, Row, View, entity_id
from actors.systems.community_service.premises import records as r

_TERMS = ("title", "capacity", "shared", "address")


def _fold(row: Row | None, id: str, commit: Commit) -> Row:
    row = (
        dict(row)
        if row
        else {"_id": id, "state": "", "capacity": 0, "shared": False, "address": "", "use": {}}
    )
    row["updated_at"] = commit["at"]
    for event in commit["ev"]:
        _apply(row, event)
    return row


def _apply(row: Row, event: Any) -> None:
    match event["type"]:
        case "PremisesRegistered" | "PremisesChanged":
            row |= {"capacity": 0, "shared": False, "address": ""}
            row |= {name: event[name] for name in _TERMS if name in event}
            if event["type"] == "PremisesRegistered":
                row |= {name: event[name] for name in ("sort", "unit", "tier", "place")}
                row["state"] = "open"
        case "PremisesWithdrawn":
            row["state"] = "withdrawn"
        case "BookingAnswered":
            confirmed = event["answer"] == "confirmed"
            if confirmed or event.get("held"):
                _use(row, event, 1 if confirmed else -1)
        case _:
            pass


def _use(row: Row, event: Any, sign: int) -> None:
    """Count a confirmed booking in the month in which it begins, or take it back: how often and how
    many minutes, of the own unit and of others."""
    starts, ends = _instant(event["starts"]), _instant(event["ends"])
    month = f"{local_day(starts):%Y-%m}"
    whose = "own" if event["unit"] == row["unit"] else "others"
    before = row["use"].get(month, {"times": 0, "own": 0, "others": 0})
    minutes = round((ends - starts).total_seconds() / 60)
    now = {"times": before["times"] + sign, whose: before[whose] + sign * minutes}
    row["use"] = {**row["use"], month: {**before, **now}}


def _instant(value: Any) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


PREMISES = View(
    name="premises",
    purpose="premises and equipment of towns and villages, and how they are used",
    kinds=(r.PREMISES,),
    rows=lambda commit: (entity_id(commit),),
    fold=_fold,
    whole=True,
    indexes=(
        Index(fields=("updated_at", "_id")),
        Index(fields=("state", "updated_at", "_id")),
        Index(fields=("sort", "updated_at", "_id")),
        Index(fields=("tier", "updated_at", "_id")),
        Index(fields=("unit", "updated_at", "_id")),
    ),
)
