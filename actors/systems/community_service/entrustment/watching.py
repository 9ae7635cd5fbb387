"""The limits of an entrustment: answering, sending up, delivering. They stand still while it is
suspended."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from actors.blocks.clocks.cards import ClockFacts, Mark
from actors.blocks.clocks.watching import Subject
from actors.kernel.calendar import Calendar
from actors.kernel.deadlines import due, local_day, paused_days
from actors.systems.community_service.agency import Agency
from actors.systems.community_service.entrustment.state import EntrustmentState

CLOCKS = ("agent_answer", "agent_send_up", "agent_deliver")
_DAY = timedelta(days=1)


def dues(state: EntrustmentState, agency: Agency, calendar: Calendar) -> dict[str, date]:
    """Return the last local days in time of the limits that began, by the names of their clocks."""
    found: dict[str, date] = {}
    for name, since, limit in _limits(state, agency):
        spans = tuple(paused_days(*span) for span in state.paused if span[1] > since)
        found[name] = due(local_day(since), limit, calendar, pauses=spans).on
    return found


def watched(state: EntrustmentState, agency: Agency, calendar: Calendar) -> Subject | None:
    """Return what supervision sees of an entrustment, None before anybody asked."""
    if not state.step:
        return None
    ended = state.step in ("declined", "called_back")
    last = dues(state, agency, calendar)
    return Subject(
        number=state.number or state.id,
        item=state.item,
        unit=state.unit,
        clocks=tuple(_clocks(state, agency, last)),
        closed=ended,
    )


def _limits(state: EntrustmentState, agency: Agency) -> Iterator[tuple[str, datetime, int]]:
    if state.asked_at:
        yield "agent_answer", state.asked_at, agency.answer_days
    if state.collected_at and state.pieces:
        yield "agent_send_up", state.collected_at, agency.send_up_days
    if state.decided_at:
        yield "agent_deliver", state.decided_at, agency.deliver_days


def _stopped(state: EntrustmentState, name: str) -> datetime | None:
    if name == "agent_send_up":
        return state.sent_at or state.received_at
    return state.delivered_at if name == "agent_deliver" else state.given_at


def _clocks(state: EntrustmentState, agency: Agency, last: dict[str, date]) -> Iterator[ClockFacts]:
    for name, since, _ in _limits(state, agency):
        stopped = _stopped(state, name)
        if name == "agent_answer" and state.step == "declined":
            continue  # what is left out has stopped now
        on = last[name]
        red = on + 3 * _DAY
        if name == "agent_send_up":
            red = max(on + 2 * _DAY, local_day(since) + (agency.week_days + 1) * _DAY)
        open_pause = ((state.stopped_at, None),) if state.stopped_at else ()
        yield ClockFacts(
            name=name,
            started_at=since,
            due=on,
            marks=(Mark("warning", on), Mark("yellow", on + _DAY), Mark("red", red)),
            pauses=(*state.paused, *open_pause),
            stopped_at=stopped,
        )
