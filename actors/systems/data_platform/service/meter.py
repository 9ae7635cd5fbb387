"""The meter of a grant (用量计量): every answer is counted before it leaves, by service and day,
and none leaves beyond the quota of a day or the limit of a minute.

One entity for each grant, whose id is the grant's.
"""

from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from msgspec.structs import replace

from actors.kernel.calendar import ONE_DAY
from actors.kernel.deadlines import local_day, start_of_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import PLATFORM
from actors.kernel.kind import EntityKind
from actors.kernel.turn import Command, Event, Turn
from actors.kernel.view import Commit, Index, Row, View, entity_id

DATA_METER = "data_meter"
METERS = "data_meters"
WINDOW = timedelta(minutes=1)


class CountUse(Command, frozen=True, kw_only=True):
    """Count one answer of `service`: so many `rows`, `bytes`; where that is within `per_day` and
    `per_minute` answers. The reply is 0, or for how many seconds there is none."""

    service: str
    rows: int
    bytes: int
    per_day: int
    per_minute: int


class UseCounted(Event, frozen=True, kw_only=True):
    """An answer, on the local day `day`."""

    at: datetime
    day: date
    service: str
    rows: int
    bytes: int


class Meter(msgspec.Struct, frozen=True, omit_defaults=True):
    """`calls` on `day`, of which `burst` since `since`, in a minute at most."""

    day: date | None = None
    calls: int = 0
    since: datetime | None = None
    burst: int = 0


def seconds_to_wait(state: Meter, now: datetime, per_day: int, per_minute: int) -> int:
    """Return for how many seconds there is no further answer, 0 if there is one now."""
    today = local_day(now)
    if state.day == today and state.calls >= per_day:
        return max(1, round((start_of_day(today + ONE_DAY) - now).total_seconds()))
    if state.since is not None and now - state.since < WINDOW and state.burst >= per_minute:
        return max(1, round((WINDOW - (now - state.since)).total_seconds()))
    return 0


def decide(turn: Turn[Meter], command: CountUse) -> int:
    """Count an answer.

    Raises:
        Refusal: the platform alone counts.
    """
    if turn.by != PLATFORM:
        raise Refusal(Reason("data_service.forbidden"), kind="forbidden")
    wait = seconds_to_wait(turn.state, turn.now, command.per_day, command.per_minute)
    if not wait:
        turn.emit(
            UseCounted(
                at=turn.now,
                day=local_day(turn.now),
                service=command.service,
                rows=command.rows,
                bytes=command.bytes,
            )
        )
    return wait


def evolve(state: Meter, event: UseCounted) -> Meter:
    """Return the meter after `event`."""
    calls = state.calls + 1 if state.day == event.day else 1
    if state.since is None or event.at - state.since >= WINDOW:
        return Meter(event.day, calls, event.at, 1)
    return replace(state, day=event.day, calls=calls, burst=state.burst + 1)


METER: EntityKind[Meter] = EntityKind(
    name=DATA_METER,
    open_ids=True,
    state=Meter,
    initial=lambda key: Meter(),
    commands=CountUse,
    events=UseCounted,
    decide=decide,
    evolve=evolve,
)


def _rows(commit: Commit) -> list[str]:
    id = entity_id(commit)
    return sorted({f"{id}/{each['service']}/{_day(each)}" for each in commit["ev"]})


def _fold(row: Row | None, id: str, commit: Commit) -> Row:
    request, service, day = id.split("/")
    row = dict(row) if row else {
        "_id": id, "request": request, "service": service, "day": day, "calls": 0, "rows": 0,
        "bytes": 0,
    }  # fmt: skip
    for event in commit["ev"]:
        if (event["service"], _day(event)) == (service, day):
            row["calls"] += 1
            row["rows"] += event["rows"]
            row["bytes"] += event["bytes"]
    return row


def _day(event: Any) -> str:
    return str(event["day"])[:10]


METERS_VIEW = View(
    name=METERS,
    purpose="calls, rows and bytes that left, by grant, service and day",
    kinds=(DATA_METER,),
    rows=_rows,
    fold=_fold,
    indexes=(
        Index(fields=("request", "day", "_id")),
        Index(fields=("service", "day", "_id")),
    ),
)
