"""Reads the counters of the view `statistics` for the wall and the charts."""

from datetime import date, timedelta

from storage.mongo import Database, Document

COUNTERS = (
    "received", "accepted", "decided", "granted", "denied", "declined", "delivered", "withdrawn",
    "voided", "on_time", "late", "instant", "minutes",
)  # fmt: skip
CHANNELS = ("web", "window", "kiosk", "mobile")
LEVELS = ("warning", "yellow", "red")
_GROUPED = {"channels": CHANNELS, "cards": LEVELS}


async def read(database: Database, since: date, until: date, *, by_item: bool = True) -> Document:
    """Return what happened on the local days from `since` to `until`, both included.

    `totals`: sums of COUNTERS, with `on_time_share` (of decisions with a promised day, None if
    there were none), `mean_hours` from receipt to decision; `channels` and
    `cards` (raised, by level) in totals; `days`: one row for every day, quiet ones too;
    `units` and, if `by_item`, `items`: a row for each that had anything to do, the busiest first.
    """
    days = {"$match": {"day": {"$gte": since.isoformat(), "$lte": until.isoformat()}}}
    facets: Document = {
        "days": [{"$group": {"_id": "$day", **_sums()}}],
        "units": [{"$group": {"_id": "$unit", **_sums()}}, {"$sort": {"received": -1, "_id": 1}}],
        "totals": [{"$group": {"_id": None, **_sums()}}],
    }
    if by_item:
        facets["items"] = [
            {"$group": {"_id": {"item": "$item", "unit": "$unit"}, **_sums()}},
            {"$sort": {"received": -1, "_id": 1}},
        ]
    cursor = await database["statistics"].aggregate([days, {"$facet": facets}])
    (found,) = await cursor.to_list()
    by_day = {row["_id"]: row for row in found["days"]}
    total: Document = found["totals"][0] if found["totals"] else {}
    return {
        "since": since.isoformat(),
        "until": until.isoformat(),
        "totals": _figures(total, grouped=True),
        "days": [{"day": day, **_figures(by_day.get(day, {}))} for day in _each_day(since, until)],
        "units": [{"unit": row["_id"], **_figures(row, grouped=True)} for row in found["units"]],
        "items": [{**row["_id"], **_figures(row)} for row in found.get("items", ())],
    }


async def open_now(database: Database) -> Document:
    """Return how things stand, from the counters of the view `standing`: how many cases are `open`,
    those of them with a level (`levels`), and for each unit its open cases and the cards on its
    clocks (`units`), those with the gravest cards first."""
    sums: Document = {"open": {"$sum": "$open"}}
    for group in ("levels", "cards"):
        sums |= {f"{group}_{level}": {"$sum": f"${group}.{level}"} for level in LEVELS}
    cursor = await database["standing"].aggregate([{"$group": {"_id": "$unit", **sums}}])
    found = await cursor.to_list()
    units = [
        {
            "unit": row["_id"],
            "open": row["open"],
            **{level: row[f"cards_{level}"] for level in LEVELS},
        }
        for row in found
    ]
    return {
        "open": sum(row["open"] for row in found),
        "levels": {level: sum(row[f"levels_{level}"] for row in found) for level in LEVELS},
        "units": sorted(units, key=lambda u: (-u["red"], -u["yellow"], -u["open"], u["unit"])),
    }


def _sums() -> Document:
    sums: Document = {name: {"$sum": f"${name}"} for name in COUNTERS}
    for group, names in _GROUPED.items():
        sums |= {f"{group}_{name}": {"$sum": f"${group}.{name}"} for name in names}
    return sums


def _figures(row: Document, *, grouped: bool = False) -> Document:
    figures: Document = {name: int(row.get(name, 0)) for name in COUNTERS if name != "minutes"}
    counted = figures["on_time"] + figures["late"]
    figures["on_time_share"] = figures["on_time"] / counted if counted else None
    decided = figures["decided"]
    figures["mean_hours"] = row["minutes"] / decided / 60 if decided else None
    if grouped:
        for group, names in _GROUPED.items():
            figures[group] = {name: int(row.get(f"{group}_{name}", 0)) for name in names}
    return figures


def _each_day(since: date, until: date) -> list[str]:
    count = (until - since).days + 1
    return [(since + timedelta(days=number)).isoformat() for number in range(count)]
