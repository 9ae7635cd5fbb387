"""The view `data_requests`: one row a request, with its card; reasons stay in the journal."""

from collections.abc import Mapping, Sequence
from typing import Any

from actors.blocks.clocks.watching import watched_by, watcher_of
from actors.kernel.view import Commit, Index, Row, View, entity_id
from actors.systems.data_platform.request.terms import DATA_REQUEST

REQUESTS = "data_requests"
_STATES = {
    "DataAsked": "submitted",
    "RequestReturned": "returned",
    "RequestSentAgain": "submitted",
    "RequestGranted": "granted",
    "RequestRefused": "refused",
    "GrantRevoked": "revoked",
    "GrantExpired": "expired",
}


def _rows(commit: Commit) -> Sequence[str]:
    if commit["kind"] != "watcher":
        return (entity_id(commit),)
    return tuple(filter(None, (watched_by(commit, DATA_REQUEST),)))


def _sources(id: str) -> Sequence[str]:
    key = f"{DATA_REQUEST}:{id}"
    return (key, watcher_of(key))


def _fold(row: Row | None, id: str, commit: Commit) -> Row:
    row = dict(row) if row else {
        "_id": id, "state": "", "unit": "", "owner": "", "dataset": "", "title": "", "until": None,
        "due": None, "level": 0, "halt": "", "card": "",
    }  # fmt: skip
    for event in commit["ev"]:
        if commit["kind"] == "watcher":
            row["card"] = event.get("highest", row["card"])
            continue
        row["updated_at"] = commit["at"]
        row["state"] = _STATES.get(event["type"], row["state"])
        _apply(row, event)
        if row["state"] != "submitted":
            row["due"] = None
    return row


def _apply(row: Row, event: Mapping[str, Any]) -> None:
    match event["type"]:
        case "DataAsked":
            row |= {"unit": event["unit"], "dataset": event["dataset"]}
            row["until"] = event["asked"]["until"]
        case "RequestSentAgain":
            row["until"] = event["asked"]["until"]
        case "DatasetHeard":
            offered = event["offered"]
            row["owner"] = offered.get("unit", row["owner"])
            row["title"] = offered.get("title", row["title"])
        case "RequestOpened":
            row["due"] = event["due"]
        case "RequestGranted":
            row["level"] = event["level"]
        case "GrantSuspended":
            row["halt"] = event["halt"]
        case "GrantRestored" | "GrantRevoked" | "GrantExpired":
            row["halt"] = ""
        case _:
            pass


REQUESTS_VIEW = View(
    name=REQUESTS,
    purpose="requests for data by unit, owner, dataset and state",
    kinds=(DATA_REQUEST, "watcher"),
    rows=_rows,
    sources=_sources,
    fold=_fold,
    whole=True,
    searchable=("title", "dataset"),
    indexes=(
        Index(fields=("updated_at", "_id")),
        Index(fields=("state", "updated_at", "_id")),
        Index(fields=("unit", "updated_at", "_id")),
        Index(fields=("owner", "updated_at", "_id")),
        Index(fields=("dataset", "updated_at", "_id")),
    ),
)
