"""Rows of bookings, of the places that are taken, and of what the screen in a hall shows. None of
them names a person: who booked stands there as an account."""

from collections.abc import Iterator
from typing import Any

from actors.blocks.appointments import hall_records, window_day
from actors.kernel.view import Commit, Index, Row, View, entity_id

LATEST = 12  # calls that a screen shows
_STATUS = {
    "VisitBooked": "booked",
    "VisitCancelled": "cancelled",
    "VisitMissed": "missed",
    "VisitorArrived": "arrived",
}


def bookings() -> View:
    """Return the view `appointments`: one row for each booking."""
    return View(
        name="appointments",
        purpose="who has booked a visit for what, where and when",
        kinds=("visitor",),
        rows=lambda commit: tuple(dict.fromkeys(_touched(commit))),
        fold=_booking,
        parts="owner",
        indexes=(
            Index(fields=("owner", "begins", "_id")),
            Index(fields=("hall", "on", "slot", "_id")),
            Index(fields=("code",)),
        ),
    )


def days() -> View:
    """Return the view `window_days`: how many places of which slots are taken, by windows and
    day."""
    return View(
        name="window_days",
        purpose="places that are taken, and days closed at short notice",
        kinds=("window_day",),
        rows=lambda commit: (entity_id(commit),),
        fold=_day,
        indexes=(Index(fields=("window", "on")), Index(fields=("closed", "on", "_id"))),
        whole=True,
    )


def lines() -> View:
    """Return the view `hall_days`: what the screen in a hall shows on a day."""
    return View(
        name="hall_days",
        purpose="called numbers and windows, for the screen in the hall",
        kinds=("hall_day",),
        rows=lambda commit: (entity_id(commit),),
        fold=_line,
        whole=True,
    )


def _touched(commit: Commit) -> Iterator[str]:
    owner = entity_id(commit)
    for event in commit["ev"]:
        yield f"{owner}#{event['n']}"


def _booking(row: Row | None, id: str, commit: Commit) -> Row | None:
    owner, _, number = id.rpartition("#")
    for event in commit["ev"]:
        if event["n"] == int(number):
            row = _changed(row, owner, id, event)
    return row


def _changed(row: Row | None, owner: str, id: str, event: Any) -> Row | None:
    name = event["type"]
    if name == "VisitAsked":
        return {
            "_id": id, "owner": owner, "n": event["n"], "item": event["item"],
            "code": event["code"], "status": "asked", "changing": False, "why": "", "ticket": "",
            "changed_at": event["at"], **_place(event["wanted"]),
        }  # fmt: skip
    if row is None:
        return None
    row = {**row}
    if name == "TicketNoted":
        return row | {"ticket": event["ticket"]}
    row["changed_at"] = event["at"]
    if name == "ChangeAsked":
        return row | {"changing": True}
    if name == "VisitEnded":
        return row | {"status": event["outcome"]}
    if name == "PlaceLost":
        return row | {"status": "asked" if row["changing"] else "called_off"}
    if name == "VisitRefused":
        had = row["status"] == "booked"
        return row | {"status": row["status"] if had else "refused", "changing": False,
                      "why": event["why"]}  # fmt: skip
    if name == "VisitBooked":
        row |= _place(event["place"])
    return row | {"status": _STATUS[name], "changing": False}


def _place(place: Any) -> Row:
    return {
        "hall": place["window"].partition(".")[0], "window": place["window"], "on": place["on"],
        "slot": place["slot"], "begins": place["begins"], "ends": place["ends"],
    }  # fmt: skip


def _day(row: Row | None, id: str, commit: Commit) -> Row:
    window, on = window_day.parts(id)
    row = dict(row) if row else {
        "_id": id, "window": window, "on": on.isoformat() if on else "", "closed": False,
        "reason": "", "told": 0, "taken": {},
    }  # fmt: skip
    for event in commit["ev"]:
        taken = dict(row["taken"])
        match event["type"]:
            case "PlaceTaken":
                row["taken"] = taken | {event["slot"]: taken.get(event["slot"], 0) + 1}
            case "PlaceFreed":
                row["taken"] = taken | {event["slot"]: taken[event["slot"]] - 1}
            case "DayClosed":
                row |= {"closed": True, "reason": event["reason"], "told": event["told"],
                        "taken": {}}  # fmt: skip
            case _:
                row |= {"closed": False, "reason": "", "told": 0}
    return row


def _line(row: Row | None, id: str, commit: Commit) -> Row:
    hall, on = hall_records.parts(id)
    row = dict(row) if row else {
        "_id": id, "hall": hall, "on": on.isoformat() if on else "", "issued": 0, "waiting": 0,
        "calls": [],
    }  # fmt: skip
    for event in commit["ev"]:
        calls: list[Any] = row["calls"]
        match event["type"]:
            case "TicketIssued":
                row |= {"issued": row["issued"] + 1, "waiting": row["waiting"] + 1}
            case "TicketCalled":
                others = [each for each in calls if each["number"] != event["number"]]
                again = len(others) < len(calls)
                call = {"number": event["number"], "window": event["window"], "at": event["at"],
                        "open": True}  # fmt: skip
                row |= {"waiting": row["waiting"] - (0 if again else 1),
                        "calls": [call, *others][:LATEST]}  # fmt: skip
            case "TicketEnded":
                row["calls"] = [
                    {**each, "open": each["open"] and each["number"] != event["number"]}
                    for each in calls
                ]
            case _:
                pass
    return row
