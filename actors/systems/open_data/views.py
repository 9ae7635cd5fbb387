"""What is folded from datasets: one view for those who work on them, one for everybody, which holds
nothing but what is live (OPEN-14)."""

from typing import Any

from actors.kernel.view import Commit, Index, Row, View, entity_id
from actors.systems.open_data.dataset.terms import OPEN_DATASET

WORKED_ON = "open_datasets"
PUBLISHED = "published_datasets"
_PHASES = {
    "DatasetAdded": "draft",
    "TableHandedIn": "received",
    "VersionHandedOver": "pending",
    "VersionEndorsed": "endorsed",
    "VersionApproved": "approved",
    "VersionReturned": "openable",
    "VersionReleased": "live",
    "DatasetWithdrawn": "withdrawn",
}
_WAITS = {"TableHandedIn": "preparing", "VersionApproved": "rendering"}  # for the platform itself
MOST_NEWS = 50  # that a feed tells
_SAID = ("title", "title_en", "theme", "cycle")


def _worked_on(row: Row | None, id: str, commit: Commit) -> Row:
    none = {"_id": id, "live": False, "due": "", "rows": 0, "k": None, "diversity": None}
    row = dict(row) if row else none
    row["updated_at"] = commit["at"]
    for event in commit["ev"]:
        name = event["type"]
        row["state"] = _PHASES.get(name, row.get("state", ""))
        if name != "DatasetChanged":
            row["waits"] = _WAITS.get(name, "")
        row["due"] = event.get("due", "")
        match name:
            case "DatasetAdded":
                row |= {"unit": event["unit"], "slug": event["slug"], **_said(event["wording"])}
            case "DatasetChanged":
                row |= _said(event["wording"])
            case "VersionPrepared":
                found = event["measured"]
                row["state"] = "unfit" if found.get("faults") else "openable"
                row |= {each: found.get(each) for each in ("k", "diversity")}
                row["rows"] = found.get("rows", 0)
            case "VersionReleased":
                row["live"] = True
            case "DatasetWithdrawn":
                row["live"] = False
            case _:
                pass
    return row


def _said(wording: Any) -> Row:
    return {each: wording.get(each, "") for each in _SAID}


WORKED_ON_VIEW = View(
    name=WORKED_ON,
    purpose="datasets as those see them who describe, agree to and review them",
    kinds=(OPEN_DATASET,),
    rows=lambda commit: (entity_id(commit),),
    fold=_worked_on,
    whole=True,
    searchable=("title", ("title_en", 0.8), ("slug", 0.8)),
    indexes=(
        Index(fields=("updated_at", "_id")),
        Index(fields=("state", "updated_at", "_id")),
        Index(fields=("unit", "updated_at", "_id")),
        Index(fields=("theme", "updated_at", "_id")),
        Index(fields=("waits", "updated_at", "_id")),
    ),
)


def _published(row: Row | None, id: str, commit: Commit) -> Row | None:
    for event in commit["ev"]:
        match event["type"]:
            case "VersionReleased":
                row = _released(row, id, event)
            case "VersionApproved" if row and event.get("leaving"):
                told = {"at": event["release_at"], "columns": list(event["leaving"])}
                more = {"columns": told["columns"], "from": told["at"]}
                row = {**row, "announced": told, "news": _news(row, "columns", event, **more)}
            case "OpeningFrozen" if row and row["state"] in ("live", "frozen"):
                row = _held(row, event, [*row.get("frozen", ()), event["cause"]])
            case "OpeningThawed" if row and row["state"] == "frozen":
                row = _held(row, event, [c for c in row["frozen"] if c != event["cause"]])
            case "DatasetWithdrawn":
                row = _tombstone(row, event)
            case _:
                pass
    return row


def _released(row: Row | None, id: str, event: Any) -> Row:
    version = event["version"]
    wording, found = version["wording"], version["measured"]
    former = list(row["versions"]) if row else []
    fields = found.get("fields", ())
    said = {each["name"]: each for each in wording["columns"]}
    files = [dict(each) for each in version["files"]]
    told = {
        "number": version["number"],
        "title": wording["title"],
        "at": event["at"],
        "rows": found.get("rows", 0),
        "files": files,
        "fields": [dict(each) for each in fields],
    }
    return {
        "_id": id,
        "state": "live",
        "slug": event["slug"],
        "unit": event["unit"],
        "created_at": row["created_at"] if row else event["at"],
        "modified_at": event["at"],
        **{each: wording.get(each, "") for each in (*_SAID, "notes", "notes_en", "licence")},
        **{each: wording.get(each, "") for each in ("temporal", "spatial", "condition")},
        "tags": list(wording.get("tags", ())),
        "formats": sorted(each["format"].upper() for each in files),
        "columns": [
            {
                "name": each["name"],
                "type": each["type"],
                "title": said[each["name"]]["title"],
                "title_en": said[each["name"]].get("title_en", ""),
                "way": said[each["name"]].get("way", "none"),
            }
            for each in fields
        ],
        "version": version["number"],
        "rows": found.get("rows", 0),
        "k": found.get("k"),
        "diversity": found.get("diversity"),
        "files": files,
        "versions": [told, *former],
        "announced": None,
        "news": _news(row, "released", event, version=version["number"]),
    }


def _held(row: Row, event: Any, causes: list[str]) -> Row:
    """Return the row as it is while `causes` freeze it; live while there are none."""
    state = "frozen" if causes else "live"
    news = row.get("news", [])
    if state != row["state"]:
        news = _news(row, "thawed" if state == "live" else "frozen", event)
    return {**row, "state": state, "frozen": causes, "modified_at": event["at"], "news": news}


def _news(row: Row | None, what: str, event: Any, **more: Any) -> list[Row]:
    """Return the latest news of a dataset, `what` before those of `row`."""
    before: list[Row] = row.get("news", []) if row else []
    return [{"what": what, "at": event["at"], **more}, *before][:MOST_NEWS]


def _tombstone(row: Row | None, event: Any) -> Row | None:
    """Return what stays known of a dataset that was withdrawn: title, unit, reason, day."""
    if row is None:
        return None
    left = {each: row[each] for each in ("_id", "slug", "unit", "title", "title_en", "created_at")}
    told = {"state": "withdrawn", "modified_at": event["at"], "reason": event["reason"]}
    return {**left, **told, "news": _news(None, "withdrawn", event, reason=event["reason"])}


PUBLISHED_VIEW = View(
    name=PUBLISHED,
    purpose="what everybody may use, and what was withdrawn",
    kinds=(OPEN_DATASET,),
    rows=lambda commit: (entity_id(commit),),
    fold=_published,
    searchable=("title", ("title_en", 0.8), ("notes", 0.6), ("notes_en", 0.5)),
    indexes=(
        Index(fields=("state", "modified_at", "_id")),
        Index(fields=("state", "_id")),
        Index(fields=("state", "unit", "modified_at")),
        Index(fields=("state", "theme", "modified_at")),
        Index(fields=("state", "tags", "modified_at")),
    ),
)
