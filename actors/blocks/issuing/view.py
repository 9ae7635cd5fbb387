"""The view `handovers`: one row for each result, with where it is. It names nobody."""

from typing import Any

from actors.blocks.issuing.records import HANDOVER
from actors.kernel.view import Commit, Index, Row, View, entity_id


def _fold(row: Row | None, id: str, commit: Commit) -> Row | None:
    after: dict[str, Any] | None = dict(row) if row else None
    for event in commit["ev"]:
        if event["type"] == "HandoverBegun":
            after = {
                "_id": id, "shelf": "", "parcel": "", "reminders": 0, "returned": False,
                "handed_at": None, "account": event["recipient"].get("account", ""),
                **{name: event[name] for name in ("number", "item", "title", "unit")},
                "place": event.get("place", ""),
            }  # fmt: skip
            _in(after, "awaited", event)
        if after is None:
            continue
        match event["type"]:
            case "ResultReceived":
                after["shelf"] = event["shelf"]
                _in(after, "shelved", event)
            case "ParcelSent":
                after["parcel"] = event["parcel"]
                _in(after, "posted", event)
            case "ParcelOrdered":
                after["parcel"] = ""
                _in(after, "ordered", event)
            case "ParcelTaken":
                after["parcel"] = event["parcel"]
                _in(after, "posted", event)
            case "ParcelNoted" if event["outcome"] != "delivered":
                _at_desk_again(after, event)
            case "CarrierSilent":
                after["standing"] = "silent"
            case "ParcelNoted" | "SignedOut" | "HandoverEnded":
                after["handed_at"] = event["at"]
                _in(after, "handed", event)
            case "TakenOver":
                after["unit"] = event["successor"]
            case "FetchReminded":
                after |= {"reminders": event["n"], "standing": "unfetched"}
            case _:
                pass
    return after


def _at_desk_again(row: Row, event: Any) -> None:
    outcome = event["outcome"]
    if outcome == "returned":
        row |= {"returned": True, "reminders": 0}
    if outcome == "refused":
        row["parcel"] = ""
    _in(row, "lost" if outcome == "lost" else "shelved" if row["shelf"] else "awaited", event)
    if outcome == "returned":
        row["standing"] = "returned"


def _in(row: Row, phase: str, event: Any) -> None:
    row |= {"phase": phase, "standing": phase, "since": event["at"]}


def view() -> View:
    """Return the view."""
    return View(
        name="handovers",
        purpose="results at the issuing desk, those that wait longest first",
        kinds=(HANDOVER,),
        rows=lambda commit: (entity_id(commit),),
        fold=_fold,
        whole=True,
        indexes=(
            Index(fields=("since", "_id")),
            Index(fields=("standing", "since", "_id")),
            Index(fields=("unit", "since", "_id")),
            Index(fields=("shelf", "since", "_id")),
            Index(fields=("account", "_id")),
            Index(fields=("number",)),
        ),
        searchable=("number", "title.zh", ("title.en", 0.9), "shelf", "parcel"),
    )
