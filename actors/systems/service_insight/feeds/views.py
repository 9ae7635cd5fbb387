"""The views of channels, their days, and of what came by them."""

from typing import Any

from actors.kernel.view import Commit, Index, Row, View, entity_id
from actors.systems.service_insight.feeds.day import SUPPLY_DAY
from actors.systems.service_insight.feeds.feed import SUPPLY_FEED
from actors.systems.service_insight.feeds.service_record import SERVICE_RECORD
from actors.systems.service_insight.timeliness import share

_PERIODS, _DAYS = 12, 31  # as the channel keeps them
_NEW_FEED: Row = {
    "state": "", "source": "", "title": "", "unit": "", "contract": 0, "cycle": 0, "due": "",
    "last": "", "late": [], "counted": {}, "freshness": None, "coverage": None,
}  # fmt: skip
_NEW_DAY: Row = {
    "state": "open", "source": "", "unit": "", "day": "", "in_source": 0, "in_library": 0,
    "missing": 0,
}  # fmt: skip
_NEW_RECORD: Row = {"state": "held", "source": "", "unit": "", "key": "", "seq_there": 0}
_TOLD = ("what", "number", "item", "status", "day", "subject", "name")


def _feed(row: Row | None, id: str, commit: Commit) -> Row:
    row = dict(row) if row else {"_id": id, **_NEW_FEED}
    row["updated_at"] = commit["at"]
    for event in commit["ev"]:
        match event["type"]:
            case "FeedDeclared":
                names = ("source", "title", "unit", "contract", "cycle", "due")
                row |= {"state": "on_time", **{name: event[name] for name in names}}
            case "FeedChanged":
                row |= {"contract": event["contract"], "cycle": event["cycle"]}
            case "FeedDelivered":
                period = event["period"]
                late = [*row["late"], period["late"]][-_PERIODS:]
                row |= {"state": "on_time", "due": event["due"], "last": period["came"]}
                row |= {"late": late, "freshness": share(late.count(0), len(late))}
            case "FeedOverdue":
                row["state"] = event["phase"]
            case "FeedCounted":
                row |= _counted(row["counted"], event["counted"])
            case _:
                pass
    return row


def _counted(known: Any, one: Any) -> Row:
    days = {**known, one["day"]: [one["in_library"], one["in_source"]]}
    latest = {day: days[day] for day in sorted(days)[-_DAYS:]}
    here, there = (sum(each[at] for each in latest.values()) for at in (0, 1))
    return {"counted": latest, "coverage": share(here, there)}


def _day(row: Row | None, id: str, commit: Commit) -> Row:
    row = dict(row) if row else {"_id": id, **_NEW_DAY}
    row["updated_at"] = commit["at"]
    for event in commit["ev"]:
        match event["type"]:
            case "DeliveryNoted" | "DayDeclared":
                row |= {name: event[name] for name in ("source", "unit", "day")}
            case "DayCounted":
                row |= {name: event[name] for name in ("in_source", "in_library")}
                row |= {"state": event["phase"], "missing": len(event.get("gap", ()))}
            case _:
                pass
    return row


def _record(row: Row | None, id: str, commit: Commit) -> Row:
    row = dict(row) if row else {"_id": id, **_NEW_RECORD}
    row["updated_at"] = commit["at"]
    for event in commit["ev"]:
        version = event["version"]
        row |= {name: event[name] for name in ("source", "unit", "key")}
        if version["seq"] > row["seq_there"]:
            row["seq_there"] = version["seq"]
            row |= {name: version["content"].get(name, "") for name in _TOLD}
    return row


_UPDATED = Index(fields=("updated_at", "_id"))
SUPPLY_FEEDS = View(
    name="supply_feeds",
    purpose="channels of sources: on time or late, how fresh and how complete",
    kinds=(SUPPLY_FEED,),
    rows=lambda commit: (entity_id(commit),),
    fold=_feed,
    whole=True,
    indexes=(_UPDATED, Index(fields=("state", "updated_at", "_id"))),
)
SUPPLY_DAYS = View(
    name="supply_days",
    purpose="days of sources: what they have, and what of it is here",
    kinds=(SUPPLY_DAY,),
    rows=lambda commit: (entity_id(commit),),
    fold=_day,
    whole=True,
    indexes=(
        Index(fields=("day", "_id")),
        Index(fields=("state", "day", "_id")),
        Index(fields=("source", "day", "_id")),
    ),
)
SERVICE_RECORDS = View(
    name="service_records",
    purpose="cases and licences of all case systems, as their sources say",
    kinds=(SERVICE_RECORD,),
    rows=lambda commit: (entity_id(commit),),
    fold=_record,
    whole=True,
    indexes=(
        _UPDATED,
        Index(fields=("what", "updated_at", "_id")),
        Index(fields=("source", "updated_at", "_id")),
        Index(fields=("subject", "updated_at", "_id")),
    ),
)
