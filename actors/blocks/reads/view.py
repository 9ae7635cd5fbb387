"""The view `access_log`: who looked at whose personal data, when and why. Append-only."""

from actors.kernel.view import Commit, Index, Row, View, entity_id


def _rows(commit: Commit) -> list[str]:
    return [
        f"{commit['_id']}/{number}"
        for number, event in enumerate(commit["ev"])
        if event["type"] == "AccessRecorded"
    ]


def _fold(row: Row | None, id: str, commit: Commit) -> Row:
    event = commit["ev"][int(id.rpartition("/")[2])]
    return {
        "_id": id,
        "subject": entity_id(commit),
        "at": event["at"],
        "by": event["by"],
        "purpose": event["purpose"],
        "about": event.get("about", ""),
        "full": event.get("full", False),
        "reason": event.get("reason", ""),
        "unit": event.get("unit", ""),
        "roles": list(event.get("roles", ())),
        "acting_for": event.get("acting_for", ""),
    }


def view() -> View:
    """Return the view."""
    return View(
        name="access_log",
        purpose="who looked at whose personal data",
        kinds=("access",),
        rows=_rows,
        fold=_fold,
        hidden=("reason",),
        indexes=(
            Index(fields=("subject", "at")),
            Index(fields=("about", "at", "_id")),
            Index(fields=("at",)),
        ),
    )
