"""Security events by program."""

from datetime import datetime
from typing import Annotated

import msgspec
from fastapi import APIRouter, Query, Response

from actors.blocks.security.sorts import EVENTS_READ
from actors.kernel.errors import Refusal
from serve_apps.blocks.security.asked import Asked
from serve_apps.blocks.security.pages import LooksAfterSecurity
from serve_apps.front.bodies import answer, operation
from serve_apps.front.wiring import Wired

router = APIRouter(tags=["security"])
Day = Annotated[str, Query(max_length=20, description="A day in China: 2026-11-30")]
Named = Annotated[str, Query(max_length=200)]


class EventOut(msgspec.Struct, frozen=True):
    """A security event. `actor` is an account, or "#" and a digest of a name that is none; `source`
    the client's address; `trace` the id of the request; `target` what it was done to; `because` the
    policy that decided; `times` how often it happened within a moment."""

    id: str
    at: datetime
    sort: str
    actor: str
    source: str
    trace: str
    target: str
    outcome: str
    because: str
    times: int


class EventsOut(msgspec.Struct, frozen=True):
    """One page of events, the newest first. `after` and `before` are the cursors of the pages
    beside it, "" if there is none."""

    events: tuple[EventOut, ...]
    after: str
    before: str


@router.get("/security/events", **operation(gives=EventsOut))
async def list_events(
    visitor: LooksAfterSecurity,
    services: Wired,
    sort: Named = "",
    actor: Named = "",
    source: Named = "",
    since: Day = "",
    until: Day = "",
    cursor: Annotated[str, Query(max_length=1_000, description="`after` or `before`")] = "",
) -> Response:
    """List security events: of one sort, of an account, from an address, between two days, both
    included."""
    asked = Asked(sort, actor, source, since, until)
    if asked.faults:
        raise Refusal(*asked.faults)
    services.security.note(EVENTS_READ, visitor.account, outcome=f"api {asked.told()}")
    found = await services.security.events.page(asked.where(), cursor=cursor)
    events = tuple(
        EventOut(
            id=row["_id"],
            at=row["at"],
            sort=row["kind"],
            actor=row["actor"],
            source=row["source"],
            trace=row["trace"],
            target=row["target"],
            outcome=row["outcome"],
            because=row["because"],
            times=row["times"],
        )
        for row in found.rows
    )
    return answer(EventsOut(events, found.after or "", found.before or ""))
