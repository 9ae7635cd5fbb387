"""The views `source_records` and `register_entries`: masked, and found by keyed digests."""

from typing import Any

from actors.kernel.identifiers import mask_name, mask_number
from actors.kernel.view import Commit, Index, Row, View, entity_id
from actors.systems.service_insight.base.entry.records import REGISTER_ENTRY
from actors.systems.service_insight.base.policy import policy
from actors.systems.service_insight.base.record.records import SOURCE_RECORD

_MASKED = ("masked_name", "masked_number")
_NEW_RECORD: Row = {
    "state": "", "source": "", "unit": "", "entry": "", "due": "", "probability": None,
    "highest": 0, "masked_name": "", "masked_number": "", "account": "",
}  # fmt: skip
_NEW_ENTRY: Row = {
    "state": "", "begun_at": None, "into": "", "blocks": [], "sources": [], "account": "",
    "rank": None, "waits": False, "indexed": False, "authority": "", "masked_name": "",
    "masked_number": "",
}  # fmt: skip


def _record(row: Row | None, id: str, commit: Commit) -> Row:
    row = dict(row) if row else {"_id": id, **_NEW_RECORD}
    row["updated_at"] = commit["at"]
    for event in commit["ev"]:
        match event["type"]:
            case "RecordReceived":
                row |= {"source": event["source"], "unit": event["unit"]}
                row["state"] = row["state"] or "received"
                if event["version"]["seq"] > row["highest"]:
                    row["highest"] = event["version"]["seq"]
                    row |= _masked(event["version"])
            case "RecordCompared":
                likeliest = next(iter(event.get("matches", ())), None)
                row |= {"state": event["phase"], "entry": event.get("entry", "")}
                row["due"] = event.get("due") or ""
                row["probability"] = round(likeliest["probability"], 6) if likeliest else None
            case "CandidateDecided":
                row |= {"state": event["phase"], "entry": event["entry"], "due": ""}
            case "RecordClaimed":
                row["account"] = event["account"]
            case _:
                pass
    return row


def _entry(row: Row | None, id: str, commit: Commit) -> Row | None:
    after: Row = dict(row) if row else {"_id": id, **_NEW_ENTRY}
    after["updated_at"] = commit["at"]
    for event in commit["ev"]:
        after |= _happened(after, event)
    after["indexed"] = bool(after["blocks"])
    return after if after["state"] else None


def _happened(row: Row, event: Any) -> Row:
    match event["type"]:
        case "RecordAttached":
            return _attached(row, event)
        case "EntryIndexed":
            return {"blocks": [*row["blocks"], *event["blocks"]]}
        case "EntryClaimed":
            return {"account": event["account"]}
        case "MergeProposed":
            return {"waits": True}
        case "MergeAgreed":
            return {"state": "merging"}
        case "ProposalDeclined":
            return {"waits": False}
        case "MergeFailed":
            return {"state": "active", "waits": False}
        case "EntryMerged":
            return {"state": "merged", "into": event["into"], "waits": False}
        case "DisputeRaised":
            return {"authority": event["dispute"]["unit"]}
        case "DisputeDecided":
            correction = event.get("correction")
            told = _masked(correction["versions"][-1]) if correction else {}
            return {"authority": "", **{name: text for name, text in told.items() if text}}
        case "EntryUnmerged":
            return {"state": "active", "into": "", "waits": False}
        case _:
            return {}


def _attached(row: Row, event: Any) -> Row:
    """Return what a record changes; names are of the highest authority that has said one."""
    attached, order = event["attached"], [each.source for each in policy().orders["name"]]
    source = attached["source"]
    told: Row = {
        "state": row["state"] or "active",
        "begun_at": row["begun_at"] or attached["versions"][0]["recorded_at"],
        "blocks": [*row["blocks"], *event.get("blocks", ())],
        "sources": sorted({*row["sources"], source}),
    }
    rank = order.index(source) if source in order else len(order)
    if row["rank"] is None or rank <= row["rank"]:
        told |= {"rank": rank, **_masked(attached["versions"][-1])}
    return told


def _masked(version: Any) -> Row:
    said = version["said"]
    return {
        "masked_name": mask_name(said.get("name", "")),
        "masked_number": mask_number(said.get("id_number", "")),
    }


SOURCE_RECORDS = View(
    name="source_records",
    purpose="what became of the records of sources: masked",
    kinds=(SOURCE_RECORD,),
    rows=lambda commit: (entity_id(commit),),
    fold=_record,
    whole=True,
    hidden=_MASKED,
    indexes=(
        Index(fields=("updated_at", "_id")),
        Index(fields=("state", "updated_at", "_id")),
        Index(fields=("source", "updated_at", "_id")),
        Index(fields=("unit", "updated_at", "_id")),
        Index(fields=("entry", "updated_at", "_id")),
    ),
)
REGISTER_ENTRIES = View(
    name="register_entries",
    purpose="entries of the base library: masked, and found by keyed digests",
    kinds=(REGISTER_ENTRY,),
    rows=lambda commit: (entity_id(commit),),
    fold=_entry,
    whole=True,
    hidden=_MASKED,
    indexes=(
        Index(fields=("updated_at", "_id")),
        Index(fields=("state", "updated_at", "_id")),
        Index(fields=("blocks", "_id")),
        Index(fields=("indexed", "_id")),
        Index(fields=("authority", "updated_at", "_id")),
        Index(fields=("account", "updated_at", "_id")),
    ),
)
