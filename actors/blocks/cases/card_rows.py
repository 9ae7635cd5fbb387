"""Warnings and cards: their part of the row of a case, and the view `cards` that follows from it.

A clock has one row, that of its highest level; a clock that runs again (a second special
procedure) has one of its own.
"""

from typing import Any

from actors.blocks.clocks.cards import severity
from actors.kernel.view import Changes, Commit, Drop, Put, Row, Write

TOLD: dict[str, tuple[str, ...]] = {  # facts that the timeline of a case may show
    "LevelRaised": ("clock", "level", "before", "days_over"),
    "WarningLifted": ("clock",),
    "CardDoubted": ("clock", "level", "computed"),
    "SupervisionBlocked": ("day",),
    "SupervisionResumed": (),
}


def fold(row: Row, commit: Commit) -> None:
    """Fold a watcher's commit into the row of its case: `cards`, `level` and `level_rank`."""
    for event in commit["ev"]:
        match event["type"]:
            case "LevelRaised":
                _raise(row, event)
                _colour(row, event["highest"])
            case "WarningLifted":
                _change(row, event, level="", lifted_at=event["at"])
                _colour(row, event["highest"])
            case "CardDoubted":
                _change(row, event, doubted=True)
            case "ClockSettled":
                _change(row, event, closed=True, closed_at=event["stopped_at"])
                _colour(row, event["highest"])
            case "WatchEnded":
                _colour(row, event["highest"])
            case "SupervisionBlocked":
                row["blocked_on"] = event["day"]
            case "SupervisionResumed":
                row.pop("blocked_on", None)
            case _:
                pass


def rows(changes: Changes) -> list[Write]:
    """Return the rows of `cards` that follow from rows of `cases` that changed."""
    writes: list[Write] = []
    for before, after in changes:
        held, cards = _cards(before), _cards(after)
        writes += [Drop(id) for id in held if id not in cards]
        for id, card in cards.items():
            if held.get(id) == card:
                continue
            writes.append(Put(card) if card["level"] else Drop(id))
    return writes


def _cards(row: Row | None) -> dict[str, Row]:
    if row is None:
        return {}
    return {
        f"{row['_id']}/{name}": {
            "_id": f"{row['_id']}/{name}",
            "seq": row.get("watcher_seq", 0),
            "case": row["_id"],
            "number": row["number"],
            "item": row.get("item"),
            "unit": card["unit"],
            "place": row.get("place", ""),
            **{
                field: card[field]
                for field in ("clock", "level", "raised_at", "history", "due", "closed")
            },
            "rank": severity(card["level"]),
            "doubted": card["doubted"],
            "closed_at": card.get("closed_at"),
        }
        for name, card in row["cards"].items()
    }


def _raise(row: Row, event: dict[str, Any]) -> None:
    name = _name(event)
    history: list[Row] = row["cards"].get(name, {}).get("history", [])
    card = {
        "clock": event["clock"],
        "unit": event["unit"],
        "level": event["level"],
        "raised_at": event["fell_due_at"],
        "due": event.get("due"),
        "closed": False,
        "doubted": False,
        "history": [*history, {"level": event["level"], "at": event["fell_due_at"]}],
    }
    row["cards"] = {**row["cards"], name: card}


def _change(row: Row, event: dict[str, Any], **changes: Any) -> None:
    name = _name(event)
    if card := row["cards"].get(name):
        row["cards"] = {**row["cards"], name: {**card, **changes}}


def _name(event: dict[str, Any]) -> str:
    return f"{event['clock']}@{event['started_at']:%Y%m%dT%H%M%S}"


def _colour(row: Row, level: Any) -> None:
    row["level"] = level
    row["level_rank"] = severity(level)
