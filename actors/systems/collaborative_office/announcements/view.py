"""The view `announcements`: one row an announcement; its text stays in the journal."""

from collections.abc import Mapping
from typing import Any

from actors.kernel.view import Commit, Index, Row, View, entity_id
from actors.systems.collaborative_office.announcements.state import ANNOUNCEMENT

_STATES = {
    "AnnouncementDrafted": "drafted",
    "AnnouncementHandedIn": "handed_in",
    "AnnouncementApproved": "approved",
    "AnnouncementSentBack": "drafted",
    "AnnouncementPublished": "published",
    "AnnouncementWithdrawn": "withdrawn",
    "AnnouncementExpired": "expired",
}


def _fold(row: Row | None, id: str, commit: Commit) -> Row:
    row = dict(row) if row else {
        "_id": id, "state": "", "organ": "", "drafter": "", "title": "", "must_read": False,
        "expires_on": None, "published_at": None, "units": [], "readers": [], "unread": [],
    }  # fmt: skip
    row["updated_at"] = commit["at"]
    for event in commit["ev"]:
        _apply(row, event)
    return row


def _apply(row: Row, event: Mapping[str, Any]) -> None:
    row["state"] = _STATES.get(event["type"], row["state"])
    match event["type"]:
        case "AnnouncementDrafted":
            row |= {name: event[name] for name in ("organ", "title", "expires_on")}
            row["must_read"] = event.get("must_read", False)
            row["drafter"] = row["drafter"] or event["by"]
        case "AnnouncementPublished":
            readers = [each["by"] for each in event.get("readers", [])]
            row |= {"units": event.get("units", []), "readers": readers, "unread": readers}
            row["published_at"] = event["at"]
        case "ReadingConfirmed":
            row["unread"] = [each for each in row["unread"] if each != event["by"]]
        case "AnnouncementWithdrawn" | "AnnouncementExpired":
            row["unread"] = []
        case _:
            pass


ANNOUNCEMENTS = View(
    name="announcements",
    purpose="announcements, whom they are for and who has not read them",
    kinds=(ANNOUNCEMENT,),
    rows=lambda commit: (entity_id(commit),),
    fold=_fold,
    whole=True,
    searchable=("title",),
    indexes=(
        Index(fields=("updated_at", "_id")),
        Index(fields=("state", "updated_at", "_id")),
        Index(fields=("organ", "updated_at", "_id")),
        Index(fields=("unread", "must_read", "published_at")),
    ),
)
