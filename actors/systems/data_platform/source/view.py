"""What is folded from sources: a row each for lists, which is the queue of runs, too."""

from actors.kernel.view import Commit, Index, Row, View, entity_id
from actors.systems.data_platform.source.terms import DATA_SOURCE

SOURCES = "data_sources"
_WAITS = {"RunBegun": "collecting", "RunTriedAgain": "collecting"}  # for the platform itself
_ENDS = ("RunPutOff", "RunFailed", "RunQuarantined", "RunAccepted", "SourceClosed")
_SAID = ("title", "dataset", "sort")


def _source(row: Row | None, id: str, commit: Commit) -> Row:
    row = dict(row) if row else {"_id": id, "waits": "", "rows": 0, "rejected": 0, "due": ""}
    for event in commit["ev"]:
        name = event["type"]
        row["updated_at"] = commit["at"]
        row["waits"] = "" if name in _ENDS else _WAITS.get(name, row["waits"])
        match name:
            case "SourceRegistered":
                row |= {"state": "registered", "unit": event["unit"], **_said(event["wording"])}
            case "SourceChanged":
                row |= _said(event["wording"])
            case "RunFailed":
                row |= {"state": "failing", "due": event["due"]}
            case "RunQuarantined":
                row |= {"due": event["due"], "rejected": event["result"].get("rejected", 0)}
            case "RunAccepted":
                result = event["result"]
                row |= {"state": "active", "due": "", "rows": result.get("rows", 0)}
                row["rejected"] = result.get("rejected", 0)
            case "SourceClosed":
                row |= {"state": "closed", "due": ""}
            case _:
                pass
    return row


def _said(wording: Row) -> Row:
    return {each: wording[each] for each in _SAID}


SOURCES_VIEW = View(
    name=SOURCES,
    purpose="sources of data by unit and state, and which of them are to collect",
    kinds=(DATA_SOURCE,),
    rows=lambda commit: (entity_id(commit),),
    fold=_source,
    whole=True,
    searchable=("title", ("dataset", 0.8)),
    indexes=(
        Index(fields=("updated_at", "_id")),
        Index(fields=("state", "updated_at", "_id")),
        Index(fields=("unit", "updated_at", "_id")),
        Index(fields=("sort", "updated_at", "_id")),
        Index(fields=("waits", "updated_at", "_id")),
    ),
)
