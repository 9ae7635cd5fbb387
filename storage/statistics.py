"""Reads the counters of the view `statistics` for the wall and the charts."""

from datetime import date, timedelta

from storage.mongo import Database, Document

COUNTERS = (
    "received", "accepted", "decided", "granted", "denied", "declined", "delivered", "withdrawn",
    "voided", "on_time", "late", "instant", "minutes",
)  # fmt: skip
CHANNELS = ("web", "window", "kiosk", "mobile")
STARS = ("5", "4", "3", "2", "1")
LEVELS = ("warning", "yellow", "red")
_GROUPED = {"channels": CHANNELS, "ratings": STARS, "cards": LEVELS}


async def read(database: Database, since: date, until: date) -> Document:
    """Return what happened on the local days from `since` to `until`, both included.

    `totals`: sums of COUNTERS, with `on_time_share` (of decisions with a promised day, None if
    there were none), `mean_hours` from receipt to decision and `mean_stars`; `channels`, `ratings`
    and `cards` (raised, by level) in totals; `days`: one row for every day, quiet ones too;
    `units` and `items`: a row for each that had anything to do, the busiest first.
    """
    days = {"$match": {"day": {"$gte": since.isoformat(), "$lte": until.isoformat()}}}
    facets = {
        "days": [{"$group": {"_id": "$day", **_sums()}}],
        "units": [{"$group": {"_id": "$unit", **_sums()}}, {"$sort": {"received": -1, "_id": 1}}],
        "items": [
            {"$group": {"_id": {"item": "$item", "unit": "$unit"}, **_sums()}},
            {"$sort": {"received": -1, "_id": 1}},
        ],
        "totals": [{"$group": {"_id": None, **_sums()}}],
    }
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
        "items": [{**row["_id"], **_figures(row)} for row in found["items"]],
    }


async def open_now(database: Database) -> Document:
    """Return how things stand: open cases by level (`levels`, "" for none) and by phase
    (`phases`), and for each unit its open cases and the cards on their clocks (`units`)."""
    cases = [
        {"$match": {"closed": False, "phase": {"$nin": ["none", "draft"]}}},
        {
            "$facet": {
                "levels": [{"$group": {"_id": "$level", "count": {"$sum": 1}}}],
                "phases": [{"$group": {"_id": "$phase", "count": {"$sum": 1}}}],
                "units": [{"$group": {"_id": "$unit", "count": {"$sum": 1}}}],
            }
        },
    ]
    cards = [
        {"$match": {"closed": False}},
        {"$group": {"_id": {"unit": "$unit", "level": "$level"}, "count": {"$sum": 1}}},
    ]
    (found,) = await (await database["cases"].aggregate(cases)).to_list()
    units: dict[str, Document] = {
        row["_id"]: {"unit": row["_id"], "open": row["count"], **dict.fromkeys(LEVELS, 0)}
        for row in found["units"]
    }
    for row in await (await database["cards"].aggregate(cards)).to_list():
        unit, level = row["_id"]["unit"], row["_id"]["level"]
        held = units.setdefault(unit, {"unit": unit, "open": 0, **dict.fromkeys(LEVELS, 0)})
        held[level] = row["count"]
    return {
        "levels": {level: 0 for level in ("", *LEVELS)}
        | {row["_id"]: row["count"] for row in found["levels"]},
        "phases": {row["_id"]: row["count"] for row in found["phases"]},
        "units": sorted(
            units.values(), key=lambda u: (-u["red"], -u["yellow"], -u["open"], u["unit"])
        ),
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
        ratings: dict[str, int] = figures["ratings"]
        rated = sum(ratings.values())
        stars = sum(int(star) * count for star, count in ratings.items())
        figures["mean_stars"] = stars / rated if rated else None
    return figures


def _each_day(since: date, until: date) -> list[str]:
    count = (until - since).days + 1
    return [(since + timedelta(days=number)).isoformat() for number in range(count)]
