"""The view `watched`: one row for each entity under supervision that is no case, with its card.

Cases have their own rows, with what their lists show beside the card.
"""

from collections.abc import Mapping
from typing import Any

from actors.blocks.clocks.cards import severity
from actors.blocks.clocks.watching import of_another_kind, watched_key
from actors.kernel.guarded import Guarded
from actors.kernel.view import Commit, Index, Row, View, entity_id

WATCHER = "watcher"
GUARDED = Guarded(
    actions=("read",),
    facts={"unit": "text"},
    fields=("number", "item", "unit", "clock", "level", "due", "days_over", "raised_at", "closed"),
)
_BEGIN: Mapping[str, Any] = {
    "key": "",
    "item": "",
    "number": "",
    "unit": "",
    "clock": "",
    "level": "",
    "level_rank": 0,
    "due": None,
    "days_over": 0,
    "raised_at": None,
    "closed": False,
}


def _fold(row: Row | None, id: str, commit: Commit) -> Row:
    after: Row = dict(row) if row else {"_id": id, **_BEGIN, "key": watched_key(commit)}
    after["updated_at"] = commit["at"]
    for event in commit["ev"]:
        match event["type"]:
            case "Observed":
                after.update({name: event[name] for name in ("item", "number", "unit")})
                after["closed"] = event.get("closed", False)
            case "LevelRaised":
                # a warning comes before the limit: nothing is over then
                after.update(clock=event["clock"], days_over=max(0, event["days_over"]))
                after.update(due=event.get("due"), raised_at=event["fell_due_at"])
            case _:
                pass
        if "highest" in event:
            after.update(level=event["highest"], level_rank=severity(event["highest"]))
    return after


WATCHED = View(
    name="watched",
    purpose="what is under supervision beside cases, with its warning or card",
    kinds=(WATCHER,),
    rows=lambda commit: (entity_id(commit),) if of_another_kind(commit) else (),
    fold=_fold,
    indexes=(
        Index(fields=("level_rank", "raised_at", "_id")),
        Index(fields=("level", "level_rank", "raised_at", "_id")),
        Index(fields=("item", "level_rank", "raised_at", "_id")),
        Index(fields=("unit", "level_rank", "raised_at", "_id")),
    ),
)
