"""What becomes of an alarm: raised by its rule, taken on and cleared up by people, and the
reviewers' where nobody does in time."""

from typing import assert_never

from msgspec.structs import replace

from actors.blocks.forms.normalise import plain_text
from actors.blocks.messages.address import to_role
from actors.blocks.messages.notify import notify
from actors.kernel.calendar import Calendar
from actors.kernel.deadlines import due_date, end_of_day, local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.library import Library
from actors.kernel.turn import Turn
from actors.systems.data_platform.profile import profile
from actors.systems.data_platform.roles import REVIEWER
from actors.systems.data_platform.rules.alarm import records as r
from actors.systems.data_platform.rules.rule.records import NoteAlarm
from actors.systems.data_platform.rules.terms import DATA_RULE

Turning = Turn[r.Alarm]
ESCALATION = "escalation"


class Raising:
    """Rules that rest on the working days."""

    def __init__(self, library: Library) -> None:
        self._calendar = library[Calendar]

    def raise_alarm(self, turn: Turning, command: r.RaiseAlarm) -> None:
        """Raise it, or count that its reason has come back."""
        if turn.state.is_open:
            turn.emit(r.AlarmCounted(at=turn.now, facts=command.facts))
            return
        due = due_date(local_day(turn.now), profile().alarm_days, self._calendar)
        turn.emit(
            r.AlarmRaised(
                at=turn.now,
                round=turn.state.round + 1,
                rule=command.rule,
                title=command.title,
                unit=command.unit,
                grade=command.grade,
                subject=command.subject,
                facts=command.facts,
                due=due,
            )
        )
        turn.remind(ESCALATION, end_of_day(due), r.EscalateAlarm())
        told = NoteAlarm(alarm=turn.id, subject=command.subject)
        turn.send(f"{DATA_RULE}:{command.rule}", told)


def acknowledge(turn: Turning, command: r.AcknowledgeAlarm) -> None:
    """Take it on."""
    turn.emit(r.AlarmAcknowledged(at=turn.now, by=turn.by.id))
    turn.forget(ESCALATION)


def clear(turn: Turning, command: r.ClearAlarm) -> None:
    """Say how it was cleared up.

    Raises:
        Refusal: nothing is said.
    """
    reason = plain_text(command.reason)
    if not reason:
        raise Refusal(Reason("form.required", "/reason"))
    turn.emit(r.AlarmCleared(at=turn.now, by=turn.by.id, reason=reason))
    turn.forget(ESCALATION)


def escalate(turn: Turning, command: r.EscalateAlarm) -> None:
    """Have the reviewers look, since nobody has taken it on in time."""
    if turn.state.phase != "raised" or turn.state.escalated:
        return
    turn.emit(r.AlarmEscalated(at=turn.now))
    told = {"title": turn.state.title, "number": turn.state.subject}
    notify(turn, to_role(REVIEWER, profile().reviewing_unit), "data_alarm.Escalated", told)


def evolve(state: r.Alarm, event: r.AlarmEvent) -> r.Alarm:
    """Return the alarm after `event`."""
    match event:
        case r.AlarmRaised():
            names = ("round", "rule", "title", "unit", "grade", "subject", "facts", "due")
            told = {name: getattr(event, name) for name in names}
            return r.Alarm(phase="raised", count=1, since=event.at, last=event.at, **told)
        case r.AlarmCounted(at=at, facts=facts):
            return replace(state, facts=facts, count=state.count + 1, last=at)
        case r.AlarmAcknowledged(by=by):
            return replace(state, phase="acknowledged", taken_by=by)
        case r.AlarmEscalated():
            return replace(state, escalated=True)
        case r.AlarmCleared(reason=reason):
            return replace(state, phase="cleared", reason=reason, due=None)
    assert_never(event)
