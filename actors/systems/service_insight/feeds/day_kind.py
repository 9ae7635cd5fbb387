"""The kind "supply_day" (供数日): the daily recount, by id (SDB-11)."""

from dataclasses import replace as varied
from datetime import UTC, date, datetime, time, timedelta
from typing import assert_never

from msgspec.structs import replace

from actors.blocks.access.access import Access
from actors.blocks.messages.address import to_role
from actors.blocks.messages.notify import notify
from actors.kernel.deadlines import CHINA, local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.guarded import Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer
from actors.kernel.offered_kind import offered_kind
from actors.kernel.turn import Turn
from actors.kernel.words import Title
from actors.kernel.work import Task, Work
from actors.systems.service_insight.base.roles import SUPPLIER
from actors.systems.service_insight.feeds import day as d
from actors.systems.service_insight.feeds.feed import (
    SUPPLY_FEED,
    Counted,
    NoteCounted,
    NoteDelivered,
)
from actors.systems.service_insight.feeds.feed_kind import facts
from actors.systems.service_insight.recount import recount

COUNTED_AT = time(6)  # local, on the day after
Turning = Turn[d.SupplyDay]
GUARDED = Guarded(
    actions=("declare", "read"),
    facts={"state": "text", "unit": "text"},
    fields=(
        "state", "source", "unit", "day", "in_source", "in_library", "missing", "gap", "strange",
    ),
)  # fmt: skip
OFFERS: tuple[Offer[d.SupplyDay], ...] = (
    Offer(command=d.NoteDelivery, begins=True, states=d.PHASES, of="platform"),
    # Programs send it to an address of its own, which knows the channel.
    Offer(
        command=d.DeclareDay,
        action="declare",
        begins=True,
        states=d.PHASES,
        of="platform",
        example=d.DeclareDay(source="market_cases", day=date(2026, 10, 13), ids=("c-0001",)),
    ),
    Offer(command=d.CountDay, states=d.PHASES, of="platform"),
)
_TASK = Title(zh="补交缺失记录", en="Supply what is missing")


def note(turn: Turning, command: d.NoteDelivery) -> None:
    """Note that a record of the day is here; the first of a morning tells the channel. After the
    count it is counted anew."""
    today, state = local_day(turn.now), turn.state
    if today != state.arrived_on:
        turn.send(f"{SUPPLY_FEED}:{command.source}", NoteDelivered(on=today))
    if command.key in state.delivered:
        return
    turn.emit(
        d.DeliveryNoted(
            at=turn.now, source=command.source, unit=command.unit, day=command.day,
            key=command.key, on=today,
        )
    )  # fmt: skip
    if state.phase in ("gap", "reconciled"):
        _count(turn)


def declare(turn: Turning, command: d.DeclareDay) -> str:
    """Take the ids of the day, and count them when the time has come: at once if it has passed.

    Raises:
        Refusal: the day is still to come, or an id is there twice.
    """
    if command.day > local_day(turn.now):
        raise Refusal(Reason("supply_day.not_yet", "/day"))
    if len(set(command.ids)) < len(command.ids):
        raise Refusal(Reason("supply_day.twice", "/ids"))
    if command.ids != turn.state.declared:
        turn.emit(
            d.DayDeclared(
                at=turn.now, source=command.source, unit=turn.by.unit, day=command.day,
                ids=command.ids,
            )
        )  # fmt: skip
        if (at := counted_from(command.day)) > turn.now:
            turn.remind("count", at, d.CountDay())
        else:
            _count(turn)
    return turn.state.phase


def count(turn: Turning, command: d.CountDay) -> None:
    """Count what was declared."""
    _count(turn)


def counted_from(day: date) -> datetime:
    """Return the instant from which the local `day` is counted."""
    return datetime.combine(day + timedelta(days=1), COUNTED_AT, CHINA).astimezone(UTC)


def _count(turn: Turning) -> None:
    state = turn.state
    if state.declared is None or state.day is None:
        return
    found = recount(state.declared, state.delivered)
    phase: d.Phase = "reconciled" if found.reconciled else "gap"
    turn.emit(
        d.DayCounted(
            at=turn.now, phase=phase, in_source=found.in_source, in_library=found.in_library,
            gap=found.gap, strange=found.strange,
        )
    )  # fmt: skip
    one = Counted(state.day, found.in_source, found.in_library, found.reconciled)
    turn.send(f"{SUPPLY_FEED}:{state.source}", NoteCounted(counted=one))
    if phase == "gap" and state.phase != "gap":
        told = {"source": state.source, "day": state.day.isoformat()}
        told |= {"count": str(len(found.gap) + len(found.strange))}
        notify(turn, to_role(SUPPLIER, state.unit), "supply_day.Gap", told)


def supply_day_kind(library: Library) -> EntityKind[d.SupplyDay]:
    """Return the kind "supply_day"; its ids are a source and a day."""
    kind = offered_kind(
        library[Access],
        name=d.SUPPLY_DAY,
        plural="supply_days",
        state=d.SupplyDay,
        events=d.DayEvent,
        offers=OFFERS,
        handlers={d.NoteDelivery: note, d.DeclareDay: declare, d.CountDay: count},
        evolve=evolve,
        facts=lambda state: facts(state.phase, state.unit),
        shown=("phase", "source", "unit", "day", "in_source", "in_library"),
    )
    return varied(kind, ids="[a-z0-9_]{2,40}~[0-9-]{10}", work=work)


def evolve(state: d.SupplyDay, event: d.DayEvent) -> d.SupplyDay:
    """Return the day after `event`."""
    match event:
        case d.DeliveryNoted(source=source, unit=unit, day=day, key=key, on=on):
            return replace(
                state, phase=state.phase or "open", source=source, unit=unit, day=day,
                delivered=(*state.delivered, key), arrived_on=on,
            )  # fmt: skip
        case d.DayDeclared(source=source, unit=unit, day=day, ids=ids):
            return replace(
                state, phase=state.phase or "open", source=source, unit=unit, day=day, declared=ids
            )
        case d.DayCounted(at=at, phase=phase, gap=gap, strange=strange):
            since = state.since if phase == state.phase else at
            return replace(
                state, phase=phase, gap=gap, strange=strange, in_source=event.in_source,
                in_library=event.in_library, since=since,
            )  # fmt: skip
        case _:
            assert_never(event)


def work(state: d.SupplyDay) -> Work:
    """Return what waits: that what is missing comes."""
    text = f"{state.source} {state.day or ''}"
    called = Title(zh=text, en=text)
    if state.phase != "gap" or state.since is None:
        return Work(title=called, system="service_insight")
    task = Task(
        name="gap", title=_TASK, unit=state.unit, role=SUPPLIER, since=state.since, claimable=False
    )
    return Work(number=state.source, title=called, system="service_insight", tasks=(task,))
