"""What is folded from shared datasets: a row each for lists, and one each for what its versions are
made of, by which walks go."""

from typing import Any

from actors.kernel.view import Commit, Index, Row, View, entity_id
from actors.systems.data_platform.dataset.terms import GRAVE, SHARED_DATASET

DATASETS = "shared_datasets"
LINEAGE = "data_lineage"


def _dataset(row: Row | None, id: str, commit: Commit) -> Row:
    row = dict(row) if row else {"_id": id, "level": 0, "rows": 0, "due": ""}
    for event in commit["ev"]:
        row["updated_at"] = commit["at"]
        match event["type"]:
            case "DatasetRegistered":
                row |= {name: event[name] for name in ("unit", "title", "sharing")}
                row |= {"code": id, "state": "registered"}
                row["declared"] = [each.get("level", 1) for each in event["columns"]]
                row["names"] = [each["name"] for each in event["columns"]]
            case "LevelDeclared":
                at = row["names"].index(event["column"])
                row["declared"] = [
                    event["level"] if n == at else level for n, level in enumerate(row["declared"])
                ]
            case "VersionLevelled":
                if event["number"] == row.get("live"):
                    row["level"] = event["level"]
            case "VersionLive":
                version = event["version"]
                row |= {"state": "live", "live": version["number"], "level": version["level"]}
                row["rows"] = version.get("rows", 0)
            case "DatasetFrozen":
                row |= {"state": "frozen", "due": event["due"], "cause": event["cause"]}
            case "DatasetReleased":
                row |= {"state": "live", "due": "", "cause": ""}
            case "DatasetTakenOut":
                row |= {"state": "withdrawn", "due": "", "live": 0, "level": 0}
            case _:
                pass
    row["grave"] = max((row["level"], *row.get("declared", ()))) >= GRAVE
    return row


DATASETS_VIEW = View(
    name=DATASETS,
    purpose="shared datasets by unit, state and level",
    kinds=(SHARED_DATASET,),
    rows=lambda commit: (entity_id(commit),),
    fold=_dataset,
    whole=True,
    searchable=("title", ("code", 0.8)),
    indexes=(
        Index(fields=("updated_at", "_id")),
        Index(fields=("state", "updated_at", "_id")),
        Index(fields=("unit", "updated_at", "_id")),
        Index(fields=("sharing", "updated_at", "_id")),
    ),
)


def _lineage(row: Row | None, id: str, commit: Commit) -> Row | None:
    for event in commit["ev"]:
        match event["type"]:
            case "VersionLive":
                row = _replaced(row, id, event["version"], event["at"])
            case "DatasetTakenOut" if row is not None:
                row = {**row, "links": _ended(row["links"], event["at"])}
            case _:
                pass
    return row


def _replaced(row: Row | None, id: str, version: Any, at: Any) -> Row:
    """Return the row after `version` is live in place of the one before."""
    direct = [_link(each, version, at, each["to"]) for each in version.get("inputs", ())]
    indirect = [_link(each, version, at, "") for each in version.get("filters", ())]
    links = [*(_ended(row["links"], at) if row else ()), *direct, *indirect]
    return {"_id": id, "reads": sorted({each["of"] for each in links}), "links": links}


def _link(source: Any, version: Any, at: Any, to: str) -> Row:
    return {
        "of": source["dataset"],
        "of_number": source["version"],
        "column": source["column"],
        "number": version["number"],
        "to": to,
        "method": source.get("method", ""),
        "live_from": at,
        "live_to": None,
    }


def _ended(links: Any, at: Any) -> list[Row]:
    return [{**each, "live_to": each["live_to"] or at} for each in links]


LINEAGE_VIEW = View(
    name=LINEAGE,
    purpose="of what every version that was used is made, column by column, and when",
    kinds=(SHARED_DATASET,),
    rows=lambda commit: (entity_id(commit),),
    fold=_lineage,
    indexes=(Index(fields=("reads",)),),
)
