"""The view of theme sets: found by either of their axes, or both (SDB-06)."""

from actors.kernel.view import Commit, Index, Row, View, entity_id
from actors.systems.service_insight.themes.theme import THEME_SET

_NEW: Row = {
    "state": "", "code": "", "title": "", "unit": "", "contents": [], "objects": [], "users": [],
    "granted": {}, "rows": 0,
}  # fmt: skip


def _fold(row: Row | None, id: str, commit: Commit) -> Row:
    row = dict(row) if row else {"_id": id, **_NEW}
    row["updated_at"] = commit["at"]
    for event in commit["ev"]:
        match event["type"]:
            case "ThemeMade":
                row |= {name: event[name] for name in ("code", "title", "unit")}
                row |= {name: list(event[name]) for name in ("contents", "objects")}
                row["state"] = "draft"
            case "ThemeMoved":
                row["state"] = event["phase"]
            case "ThemeFilled":
                row["rows"] = event["filled"]["rows"]
            case "ViewGranted":
                view = event["view"]
                row["granted"] = {**row["granted"], view["code"]: view["unit"]}
            case "ViewEnded":
                row["granted"] = {k: v for k, v in row["granted"].items() if k != event["view"]}
            case _:
                pass
    row["users"] = sorted(set(row["granted"].values()))
    return row


THEME_SETS = View(
    name="theme_sets",
    purpose="theme sets by what they serve and whom",
    kinds=(THEME_SET,),
    rows=lambda commit: (entity_id(commit),),
    fold=_fold,
    whole=True,
    indexes=(
        Index(fields=("updated_at", "_id")),
        Index(fields=("state", "updated_at", "_id")),
        Index(fields=("contents", "updated_at", "_id")),
        Index(fields=("objects", "updated_at", "_id")),
        Index(fields=("unit", "updated_at", "_id")),
    ),
)
