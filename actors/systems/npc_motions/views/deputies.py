"""The view `deputies`: one row a deputy and term, with what is posted (NPC-32)."""

from collections.abc import Mapping
from typing import Any

from actors.kernel.view import Index, Row, View, entity_id
from actors.systems.npc_motions.views.watched import folding

BEGIN: Mapping[str, Any] = {
    "status": "",
    "account": "",
    "name": "",
    "congress": "",
    "term": 0,
    "delegation": "",
    "committee_member": False,
    "portrait": {},
    "duties": {},
    "posted_duties": [],
    "duty_count": 0,
}
_STATUS = {
    "DeputyRegistered": "active",
    "DeputySuspended": "suspended",
    "DeputyRestored": "active",
    "MandateEnded": "ended",
}
_REGISTERED = ("account", "name", "congress", "term", "delegation", "since")


def _apply(row: Row, event: Mapping[str, Any]) -> None:
    row["status"] = _STATUS.get(event["type"], row["status"])
    match event["type"]:
        case "DeputyRegistered":
            row.update({name: event[name] for name in _REGISTERED})
            row["until"] = event.get("until")
            row["committee_member"] = event.get("committee_member", False)
        case "DelegationChanged":
            row["delegation"] = event["delegation"]
        case "CommitteeMembershipSet":
            row["committee_member"] = event["member"]
        case "Described":
            row["portrait"] = event["portrait"]
        case "DutyRecorded":
            row["duties"] = {**row["duties"], event["entry"]["id"]: event["entry"]}
            row["duty_count"] += 1
        case "DutyPosted":
            posted = row["duties"][event["entry"]]
            row["posted_duties"] = sorted(
                [*row["posted_duties"], posted], key=lambda entry: (entry["on"], entry["id"])
            )
        case _:
            pass


DEPUTIES = View(
    name="deputies",
    purpose="deputies by congress, delegation and status, and their posted acts of duty",
    kinds=("deputy",),
    rows=lambda commit: (entity_id(commit),),
    fold=folding(BEGIN, {"deputy": _apply}),
    whole=True,
    searchable=("name",),
    indexes=(
        Index(fields=("duty_count", "_id")),
        Index(fields=("account",)),
        Index(fields=("congress", "term", "delegation", "status")),
        Index(fields=("congress", "term", "status")),
        Index(fields=("congress", "duty_count")),
    ),
)
