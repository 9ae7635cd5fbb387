"""The rules of a breach of personal data (个人信息安全事件): what was done, who was told in time
(PIPL Art. 57)."""

from datetime import timedelta

import msgspec

from actors.blocks.breaches.notification import Notification
from actors.blocks.breaches.records import (
    OFFICER,
    AddMeasure,
    Breach,
    BreachClosed,
    BreachEvent,
    BreachRecorded,
    CloseBreach,
    CountPersons,
    DeadlineMissed,
    DeadlineNear,
    EndDeadline,
    Measure,
    MeasureAdded,
    NoteTold,
    Notice,
    PersonsCounted,
    RecordBreach,
    Told,
    WarnOfDeadline,
)
from actors.blocks.messages.address import to_role
from actors.blocks.messages.notify import notify
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Turn


def record(turn: Turn[Breach], command: RecordBreach, rule: Notification) -> None:
    """Record it, and begin to count.

    Raises:
        Refusal: it was discovered in the future.
    """
    if command.discovered_at > turn.now:
        raise Refusal(Reason("breach.in_the_future", "/discovered_at"))
    due = command.discovered_at + timedelta(hours=rule.within)
    turn.emit(
        BreachRecorded(
            at=turn.now,
            by=turn.by.id,
            unit=turn.by.unit,
            title=command.title,
            discovered_at=command.discovered_at,
            due=due,
            hours=rule.within,
            happened=command.happened,
            kinds=command.kinds,
            cause=command.cause,
            harm=command.harm,
        )
    )
    half = command.discovered_at + timedelta(hours=rule.within) / 2
    if half > turn.now:
        turn.remind("near", half, WarnOfDeadline())
    turn.remind("due", max(due, turn.now), EndDeadline())
    _tell_officers(turn, "breach.Recorded")


def add_measure(turn: Turn[Breach], command: AddMeasure) -> None:
    """Add it."""
    turn.emit(MeasureAdded(at=turn.now, by=turn.by.id, text=command.text))


def count_persons(turn: Turn[Breach], command: CountPersons) -> None:
    """Note the count.

    Raises:
        Refusal: it ends before it begins.
    """
    if command.until < command.since:
        raise Refusal(Reason("breach.ends_before_it_begins", "/until"))
    turn.emit(
        PersonsCounted(
            at=turn.now,
            count=command.count,
            since=command.since,
            until=command.until,
            reader=command.reader,
        )
    )


def note_told(turn: Turn[Breach], command: NoteTold) -> None:
    """Note it; once the authority was told, its clock stops.

    Raises:
        Refusal: it was told in the future, or before anybody knew of it.
    """
    state = turn.state
    assert state.discovered_at is not None and state.due is not None
    if not state.discovered_at <= command.told_at <= turn.now:
        raise Refusal(Reason("breach.told_when", "/told_at"))
    late = command.whom == "authority" and command.told_at > state.due
    turn.emit(
        Told(
            at=turn.now,
            by=turn.by.id,
            whom=command.whom,
            told_at=command.told_at,
            how=command.how,
            late=late,
        )
    )
    if command.whom == "authority":
        turn.forget("near")
        turn.forget("due")


def warn(turn: Turn[Breach], command: WarnOfDeadline) -> None:
    """Tell the officers that time runs out, unless the authority was told."""
    if not turn.state.was_told("authority"):
        turn.emit(DeadlineNear(at=turn.now))
        _tell_officers(turn, "breach.Near")


def end_deadline(turn: Turn[Breach], command: EndDeadline) -> None:
    """Record that the authority was not told in time, and tell the officers."""
    if not turn.state.was_told("authority"):
        turn.emit(DeadlineMissed(at=turn.now))
        _tell_officers(turn, "breach.Missed")


def close(turn: Turn[Breach], command: CloseBreach) -> None:
    """Close it.

    Raises:
        Refusal: the authority or those concerned were not told, or nobody counted them.
    """
    state = turn.state
    missing = [
        Reason(f"breach.{what}")
        for what, done in (
            ("authority_not_told", state.was_told("authority")),
            ("persons_not_told", state.was_told("persons")),
            ("not_counted", state.persons is not None),
        )
        if not done
    ]
    if missing:
        raise Refusal(*missing)
    turn.emit(BreachClosed(at=turn.now, by=turn.by.id, lessons=command.lessons))


def _tell_officers(turn: Turn[Breach], template: str) -> None:
    due = turn.state.due
    facts = {"due": due.isoformat() if due else ""}
    if turn.state.unit:
        notify(turn, to_role(OFFICER, turn.state.unit), template, facts, urgency="urgent")


def evolve(state: Breach, event: BreachEvent) -> Breach:
    """Return the breach after `event`."""
    change = msgspec.structs.replace
    match event:
        case BreachRecorded():
            return Breach(
                phase="open",
                unit=event.unit,
                title=event.title,
                discovered_at=event.discovered_at,
                due=event.due,
                hours=event.hours,
                happened=event.happened,
                kinds=event.kinds,
                cause=event.cause,
                harm=event.harm,
                recorded_at=event.at,
            )
        case MeasureAdded(at=at, text=text):
            return change(state, measures=(*state.measures, Measure(at, text)))
        case PersonsCounted(count=count, reader=reader):
            return change(state, persons=count, counted=reader)
        case Told():
            notice = Notice(event.whom, event.told_at, event.how, event.late)
            return change(state, told=(*state.told, notice), missed=state.missed or event.late)
        case DeadlineNear():
            return state
        case DeadlineMissed():
            return change(state, missed=True)
        case BreachClosed(at=at, lessons=lessons):
            return change(state, phase="closed", closed_at=at, lessons=lessons)
