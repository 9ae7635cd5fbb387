"""What people do with a rule, and what it does when an alarm of it is raised."""

from datetime import datetime, timedelta

from actors.blocks.forms.normalise import plain_text
from actors.blocks.messages.address import to_role, to_somebody
from actors.blocks.messages.notify import notify
from actors.blocks.organisation.units import Organisation
from actors.kernel.deadlines import end_of_day, local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.library import Library
from actors.kernel.turn import Turn
from actors.systems.data_platform.dataset.commands import StopByRule
from actors.systems.data_platform.dataset.terms import SHARED_DATASET
from actors.systems.data_platform.profile import profile
from actors.systems.data_platform.roles import APPROVER, REVIEWER, STEWARD
from actors.systems.data_platform.rules.condition import BadCondition, check
from actors.systems.data_platform.rules.limits import room_at
from actors.systems.data_platform.rules.rule import records as r
from actors.systems.data_platform.rules.signals import ENDLESS, VARIABLES
from actors.systems.data_platform.rules.terms import FAULTS

Turning = Turn[r.Rule]
ROOM, END = "room", "end"
HELD = 500  # actions that wait for room
DAYS = 366  # of history that a rehearsal goes over


class Drafting:
    """Rules that rest on the organisation."""

    def __init__(self, library: Library) -> None:
        self._organisation = library[Organisation]

    def draft(self, turn: Turning, command: r.DraftRule) -> None:
        """Begin a rule of the author's unit.

        Raises:
            Refusal: see `terms_of`; or a steward of the reviewers' unit, whose rules hear of all
                data, is none of these.
        """
        unit = self._organisation.acting(turn.by.unit)
        if unit == profile().reviewing_unit and REVIEWER not in turn.by.roles:
            raise Refusal(Reason("data_rule.forbidden"), kind="forbidden")
        terms = terms_of(turn.now, command)
        turn.emit(r.RuleDrafted(at=turn.now, by=turn.by.id, unit=unit, terms=terms))


def terms_of(now: datetime, command: r.DraftRule) -> r.Terms:
    """Return what `command` says.

    Raises:
        Refusal: its condition is none over what its signal tells; it would set itself off; its last
            day is over.
    """
    faults: list[Reason] = []
    try:
        check(command.condition, VARIABLES[command.signal])
    except BadCondition as bad:
        faults.append(
            Reason(
                f"data_rule.{bad.code}",
                "/condition",
                {"what": bad.what, "names": ", ".join(VARIABLES[command.signal])},
            )
        )
    if command.stop_use and command.signal in ENDLESS:
        faults.append(Reason("data_rule.sets_itself_off", "/stop_use"))
    if command.until is not None and command.until < local_day(now):
        faults.append(Reason("data_rule.over", "/until"))
    title = plain_text(command.title)
    if not title:
        faults.append(Reason("form.required", "/title"))
    if faults:
        raise Refusal(*faults)
    return r.Terms(
        title=title,
        signal=command.signal,
        condition=command.condition,
        grade=command.grade,
        most=command.most,
        stop_use=command.stop_use,
        until=command.until,
    )


def amend(turn: Turning, command: r.AmendRule) -> None:
    """Say it anew.

    Raises:
        Refusal: see `terms_of`.
    """
    turn.emit(r.RuleAmended(at=turn.now, by=turn.by.id, terms=terms_of(turn.now, command)))


def ask_rehearsal(turn: Turning, command: r.RehearseRule) -> None:
    """Have it rehearsed.

    Raises:
        Refusal: the days are in the wrong order, too many, or of the future.
    """
    if command.until < command.since:
        raise Refusal(Reason("data_rule.days_reversed", "/until"))
    if command.until > local_day(turn.now):
        raise Refusal(Reason("data_rule.days_to_come", "/until"))
    if command.until - command.since >= timedelta(days=DAYS):
        raise Refusal(Reason("data_rule.days_too_many", "/since", {"most": str(DAYS)}))
    turn.emit(
        r.RehearsalAsked(
            at=turn.now,
            by=turn.by.id,
            number=turn.state.rehearsals + 1,
            since=command.since,
            until=command.until,
        )
    )


def note_rehearsal(turn: Turning, command: r.NoteRehearsal) -> None:
    """Keep what the rehearsal came to, if it is still the one that was asked for."""
    asked = turn.state.rehearsal
    open_now = turn.state.phase in ("draft", "rehearsed")
    if asked and open_now and asked.number == command.number and asked.outcome is None:
        turn.emit(r.RuleRehearsed(at=turn.now, number=command.number, outcome=command.outcome))
        told = {"title": turn.state.title}
        notify(turn, to_role(APPROVER, profile().reviewing_unit), "data_rule.Rehearsed", told)


def approve(turn: Turning, command: r.ApproveRule) -> None:
    """Have it work.

    Raises:
        Refusal: its author approves it himself, or its last day is over.
    """
    terms = turn.state.terms
    assert terms is not None  # a rule that was rehearsed says something
    if turn.by.id == turn.state.author:
        raise Refusal(Reason("data_rule.own_rule"), kind="not_now")
    if terms.until is not None and terms.until < local_day(turn.now):
        raise Refusal(Reason("data_rule.over"), kind="not_now")
    turn.emit(r.RuleApproved(at=turn.now, by=turn.by.id))
    if terms.until is not None:
        turn.remind(END, end_of_day(terms.until), r.EndRule())


def pause(turn: Turning, command: r.PauseRule) -> None:
    """Have it do nothing for the time being; what it held is left out.

    Raises:
        Refusal: no reason is given.
    """
    reason = _said(command.reason)
    turn.emit(r.RulePaused(at=turn.now, by=turn.by.id, why="asked", reason=reason))
    turn.forget(ROOM)


def resume(turn: Turning, command: r.ResumeRule) -> None:
    """Have it work again."""
    turn.emit(r.RuleResumed(at=turn.now, by=turn.by.id))


def retire(turn: Turning, command: r.RetireRule) -> None:
    """Have it do nothing ever again.

    Raises:
        Refusal: no reason is given.
    """
    reason = _said(command.reason)
    turn.emit(r.RuleRetired(at=turn.now, by=turn.by.id, why="asked", reason=reason))
    turn.forget(ROOM)
    turn.forget(END)


def end(turn: Turning, command: r.EndRule) -> None:
    """Its last day is over."""
    turn.emit(r.RuleRetired(at=turn.now, by=turn.by.id, why="over"))
    turn.forget(ROOM)


def note_alarm(turn: Turning, command: r.NoteAlarm) -> None:
    """Act for an alarm that was raised, now or once there is room."""
    state, terms = turn.state, turn.state.terms
    if state.phase != "active" or terms is None:
        return
    alarm, subject = command.alarm, command.subject
    room = room_at(turn.now, state.ran, terms.most)
    if not state.held and room == turn.now:
        _act(turn, terms, r.Held(alarm=alarm, subject=subject))
    elif len(state.held) < HELD:
        turn.emit(r.ActionHeld(at=turn.now, alarm=alarm, subject=subject))
        turn.remind(ROOM, room, r.ActHeld())
    else:
        turn.emit(r.ActionDropped(at=turn.now, alarm=alarm, subject=subject))


def act_held(turn: Turning, command: r.ActHeld) -> None:
    """Act for what was held, as far as there is room."""
    terms = turn.state.terms
    if turn.state.phase != "active" or terms is None:
        return
    while turn.state.held and room_at(turn.now, turn.state.ran, terms.most) == turn.now:
        _act(turn, terms, turn.state.held[0])
    if turn.state.held:
        turn.remind(ROOM, room_at(turn.now, turn.state.ran, terms.most), r.ActHeld())


def _act(turn: Turning, terms: r.Terms, what: r.Held) -> None:
    turn.emit(r.RuleActed(at=turn.now, alarm=what.alarm, subject=what.subject))
    told = {"title": terms.title, "number": what.subject}
    role = REVIEWER if turn.state.unit == profile().reviewing_unit else STEWARD
    notify(turn, to_role(role, turn.state.unit), "data_rule.Acted", told)
    if terms.stop_use:
        stop = StopByRule(rule=turn.id, title=terms.title, unit=turn.state.unit)
        turn.send(f"{SHARED_DATASET}:{what.subject}", stop)


def note_fault(turn: Turning, command: r.NoteFault) -> None:
    """Count a fault; a rule that is never right is paused, and its author told."""
    if turn.state.phase != "active":
        return
    turn.emit(r.RuleFaulted(at=turn.now, code=command.code, subject=command.subject))
    if turn.state.faults >= FAULTS:
        turn.emit(r.RulePaused(at=turn.now, by=turn.by.id, why="faults"))
        turn.forget(ROOM)
        told = {"title": turn.state.title}
        notify(turn, to_somebody(turn.state.author), "data_rule.Faulty", told)


def _said(text: str) -> str:
    said = plain_text(text)
    if not said:
        raise Refusal(Reason("form.required", "/reason"))
    return said
