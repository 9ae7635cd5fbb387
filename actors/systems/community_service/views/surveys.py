"""The view `surveys`: one row for each survey, with how many have answered and nothing of what."""

from typing import Any

from actors.kernel.view import Commit, Index, Row, View, entity_id
from actors.systems.community_service.survey.records import SURVEY

_PHASES = {
    "SurveyDrafted": "draft",
    "DraftDropped": "dropped",
    "SurveyPublished": "published",
    "SurveyOpened": "open",
    "SurveyClosed": "closed",
    "ResultsPublished": "reported",
}


def _fold(row: Row | None, id: str, commit: Commit) -> Row:
    row = (
        dict(row)
        if row
        else {"_id": id, "state": "", "opens": "", "closes": "", "answers": 0, "papers": 0}
    )
    row["updated_at"] = commit["at"]
    for event in commit["ev"]:
        _apply(row, event)
    return row


def _apply(row: Row, event: Any) -> None:
    name = event["type"]
    if name in _PHASES:
        row["state"] = row["phase"] = _PHASES[name]
    match name:
        case "SurveyDrafted" | "DraftChanged":
            row |= {each: event["wording"][each] for each in ("place", "title", "once")}
            row["unit"] = event.get("unit", row.get("unit", ""))
        case "SurveyPublished":
            row |= {"opens": event["opens"], "closes": event["closes"]}
        case "SurveyAnswered":
            row["answers"] += 1
            row["papers"] += bool(event.get("paper"))
        case _:
            pass


SURVEYS = View(
    name="surveys",
    purpose="what units ask the residents of their places, and how many have answered",
    kinds=(SURVEY,),
    rows=lambda commit: (entity_id(commit),),
    fold=_fold,
    whole=True,
    indexes=(
        Index(fields=("updated_at", "_id")),
        Index(fields=("state", "updated_at", "_id")),
        Index(fields=("unit", "updated_at", "_id")),
        Index(fields=("once", "updated_at", "_id")),
    ),
)
