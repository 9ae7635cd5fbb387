"""Folds the events of a watcher."""

from collections.abc import Callable
from datetime import datetime

from msgspec.structs import replace

from actors.blocks.clocks import events as e
from actors.blocks.clocks.cards import ClockFacts
from actors.blocks.clocks.events import WatchEvent
from actors.blocks.clocks.state import WatchedClock, WatchState


def evolve(state: WatchState, event: WatchEvent) -> WatchState:
    """Return `state` after `event`."""
    match event:
        case e.Observed():
            return _observed(state, event)
        case e.LevelRaised(clock=name, started_at=start, level=level):
            return _with(state, name, start, lambda c: replace(c, raised=level, doubted=False))
        case e.WarningLifted(clock=name, started_at=start):
            return _with(state, name, start, lambda c: replace(c, raised=""))
        case e.CardDoubted(clock=name, started_at=start):
            return _with(state, name, start, lambda c: replace(c, doubted=True))
        case e.ClockSettled(clock=name, started_at=start):
            return _with(state, name, start, lambda c: replace(c, settled=True))
        case e.AlarmSet(wake_at=wake_at):
            return replace(state, wake_at=wake_at)
        case e.SupervisionBlocked(day=day):
            return replace(state, blocked_on=day)
        case e.SupervisionResumed():
            return replace(state, blocked_on=None)
        case e.WatchEnded():
            return replace(state, closed=True)


def _observed(state: WatchState, event: e.Observed) -> WatchState:
    known = {_run(watched.facts): watched for watched in state.clocks}
    return replace(
        state,
        case=event.case,
        number=event.number,
        item=event.item,
        title=event.title,
        unit=event.unit,
        observed_at=event.at,
        observed_seq=event.seq,
        clocks=tuple(_renewed(known.get(_run(facts)), facts) for facts in event.clocks),
        calendars=event.calendars or state.calendars,
        closing=event.closed,
        closed=False,
    )


def _run(facts: ClockFacts) -> tuple[str, datetime]:
    """One run of a clock: a second special procedure is another run of the same clock."""
    return facts.name, facts.started_at


def _renewed(watched: WatchedClock | None, facts: ClockFacts) -> WatchedClock:
    if watched is None:
        return WatchedClock(facts=facts)
    if watched.facts == facts:
        return watched
    return replace(watched, facts=facts, settled=False)


def _with(
    state: WatchState,
    name: str,
    started_at: datetime,
    change: Callable[[WatchedClock], WatchedClock],
) -> WatchState:
    clocks = tuple(
        change(watched) if _run(watched.facts) == (name, started_at) else watched
        for watched in state.clocks
    )
    return replace(state, clocks=clocks)
