"""The kind "dataset_use" (数据使用): counts of one dataset, noted in batches. Nothing of it tells
who used anything (OPEN-43)."""

from datetime import date, datetime
from typing import Annotated

import msgspec
from msgspec.structs import replace

from actors.kernel.kind import EntityKind
from actors.kernel.turn import Command, Event, Turn
from actors.kernel.view import Commit, Index, Row, View, entity_id

DATASET_USE, USES = "dataset_use", "dataset_uses"
DAYS_SHOWN = 30  # in the row; all of them are in the history
Count = Annotated[int, msgspec.Meta(ge=0)]


class Used(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How often a `resource`, a file by its format, was downloaded and asked by programs."""

    resource: str
    downloads: Count = 0
    calls: Count = 0


class NoteUses(Command, frozen=True, kw_only=True):
    """Platform: this much more on the local day `on`."""

    on: date
    uses: tuple[Used, ...]


class UsesNoted(Event, frozen=True, kw_only=True):
    at: datetime
    on: date
    uses: tuple[Used, ...]


class DatasetUse(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """All use of one dataset, whose name is the id."""

    downloads: int = 0
    calls: int = 0


def decide(turn: Turn[DatasetUse], command: NoteUses) -> None:
    """Note it."""
    turn.emit(UsesNoted(at=turn.now, on=command.on, uses=command.uses))


def evolve(state: DatasetUse, event: UsesNoted) -> DatasetUse:
    """Return the use after `event`."""
    return replace(
        state,
        downloads=state.downloads + sum(each.downloads for each in event.uses),
        calls=state.calls + sum(each.calls for each in event.uses),
    )


DATASET_USE_KIND = EntityKind(
    name=DATASET_USE,
    ids="[a-z0-9_-]{2,80}",
    open_ids=True,
    state=DatasetUse,
    initial=lambda key: DatasetUse(),
    commands=NoteUses,
    events=UsesNoted,
    decide=decide,
    evolve=evolve,
    shown=("downloads", "calls"),
)


def _fold(row: Row | None, id: str, commit: Commit) -> Row:
    after: Row = dict(row) if row else {"_id": id, "downloads": 0, "calls": 0}
    days: dict[str, Row] = {day: dict(of) for day, of in after.get("days", {}).items()}
    resources: dict[str, Row] = {name: dict(of) for name, of in after.get("resources", {}).items()}
    for event in commit["ev"]:
        day = str(event["on"])[:10]
        for used in event["uses"]:
            for name in ("downloads", "calls"):
                times = used.get(name, 0)
                after[name] += times
                for of in (days.setdefault(day, {}), resources.setdefault(used["resource"], {})):
                    of[name] = of.get(name, 0) + times
    latest = sorted(days)[-DAYS_SHOWN:]
    return {**after, "days": {day: days[day] for day in latest}, "resources": resources}


USES_VIEW = View(
    name=USES,
    purpose="how often each dataset was downloaded and called, in all and by the latest days",
    kinds=(DATASET_USE,),
    rows=lambda commit: (entity_id(commit),),
    fold=_fold,
    whole=True,
    indexes=(Index(fields=("downloads", "_id")),),
)
