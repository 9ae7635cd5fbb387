"""The rules of care visits: who goes, by when, and what follows from what was found."""

from datetime import date, timedelta

from actors.blocks.forms import normalise
from actors.blocks.messages.address import to_role, to_somebody
from actors.blocks.messages.notify import notify
from actors.blocks.organisation.units import Organisation
from actors.kernel.calendar import Calendar
from actors.kernel.deadlines import LimitUnit, due, end_of_day, local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.library import Library
from actors.kernel.turn import Turn
from actors.systems.community_service.care import records as r
from actors.systems.community_service.entrustment.asking import VILLAGE_CLERK
from actors.systems.community_service.register.resident_records import RESIDENT, NoteCare

Turning = Turn[r.CarePlan]
HEAD = "approver"  # 负责人
LATEST = timedelta(days=366)  # from today, for the day of a visit
_AGAIN: dict[r.Every, tuple[int, LimitUnit]] = {
    "weekly": (1, "week"),
    "monthly": (1, "month"),
    "quarterly": (3, "month"),
}
_HELP = {"needs_help": "care_plan.NeedsHelp", "urgent": "care_plan.Urgent"}


class Visiting:
    """The rules that rest on the calendar and the staff of the place."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def plan(self, turn: Turning, command: r.PlanVisits) -> None:
        """Have somebody visit.

        Raises:
            Refusal: the visitor is not of the station, or the day is over or too late.
        """
        wrong = [*self._stranger(turn, command.visitor), *_untimely(turn, command.first, "/first")]
        if wrong:
            raise Refusal(*wrong)
        turn.emit(
            r.VisitsPlanned(
                at=turn.now,
                by=turn.by.id,
                unit=turn.by.unit,
                visitor=command.visitor,
                due=command.first,
                every=command.every,
                party=command.party,
            )
        )
        turn.send(f"{RESIDENT}:{turn.id}", NoteCare(planned=True))
        _await(turn, command.first)
        self._tell(turn)

    def hand_over(self, turn: Turning, command: r.HandOverVisits) -> None:
        """Let another visit.

        Raises:
            Refusal: he is not of the station, or visits already.
        """
        if command.visitor == turn.state.visitor:
            raise Refusal(Reason("care_plan.same_visitor", "/visitor"))
        if wrong := self._stranger(turn, command.visitor):
            raise Refusal(*wrong)
        turn.emit(r.VisitsHandedOver(at=turn.now, by=turn.by.id, visitor=command.visitor))
        self._tell(turn)

    def record(self, turn: Turning, command: r.RecordVisit) -> None:
        """Keep what was found; the next visit is due as often as was planned. The head hears of
        whoever needs help.

        Raises:
            Refusal: the day is to come, or long ago, or nothing was written.
        """
        state, today = turn.state, local_day(turn.now)
        found = normalise.plain_text(command.found)
        wrong: list[Reason] = []
        if not today - LATEST <= command.on <= today:
            wrong.append(Reason("care_plan.not_then", "/on"))
        if not found:
            wrong.append(Reason("form.required", "/found"))
        if wrong:
            raise Refusal(*wrong)
        assert state.due is not None
        visit = r.Visit(
            on=command.on,
            by=turn.by.id,
            way=command.way,
            outcome=command.outcome,
            found=found,
            due=state.due,
        )
        met = command.outcome != "not_met"
        following = self._next(state.every, command.on, today) if met else state.due
        turn.emit(r.VisitRecorded(at=turn.now, visit=visit, due=following))
        if command.outcome in ("needs_help", "urgent"):
            notify(turn, to_role(HEAD, state.unit), _HELP[command.outcome])
        if not met:
            return
        if following is None:
            _end(turn, "")
        else:
            _await(turn, following)

    def _next(self, every: r.Every, on: date, today: date) -> date | None:
        """Return the day by which the visit after that of the day `on` is to be, None: there is
        none."""
        if every == "once":
            return None
        number, unit = _AGAIN[every]
        return max(due(on, number, self._library[Calendar], unit=unit).on, today)

    def _stranger(self, turn: Turning, visitor: str) -> list[Reason]:
        unit = turn.state.unit or turn.by.unit
        member = self._library[Organisation].staff.get(visitor)
        if member is None or not member.holds(VILLAGE_CLERK, unit):
            return [Reason("care_plan.no_visitor", "/visitor")]
        return []

    def _tell(self, turn: Turning) -> None:
        state = turn.state
        assert state.due is not None
        if turn.by.id != f"staff:{state.visitor}":
            facts = {"due": state.due.isoformat()}
            notify(turn, to_somebody(f"staff:{state.visitor}"), "care_plan.ToVisit", facts)


def put_off(turn: Turning, command: r.PutVisitOff) -> None:
    """Set another day for a visit that was missed.

    Raises:
        Refusal: the day is over or too late, or no reason is given.
    """
    reason = normalise.plain_text(command.reason)
    wrong = _untimely(turn, command.due, "/due")
    if not reason:
        wrong.append(Reason("form.required", "/reason"))
    if wrong:
        raise Refusal(*wrong)
    turn.emit(r.VisitPutOff(at=turn.now, by=turn.by.id, due=command.due, reason=reason))
    _await(turn, command.due)
    facts = {"due": command.due.isoformat()}
    notify(turn, to_somebody(f"staff:{turn.state.visitor}"), "care_plan.ToVisit", facts)


def end(turn: Turning, command: r.EndVisits) -> None:
    """Have nobody visit any more.

    Raises:
        Refusal: no reason is given.
    """
    reason = normalise.plain_text(command.reason)
    if not reason:
        raise Refusal(Reason("form.required", "/reason"))
    _end(turn, reason)


def miss(turn: Turning, command: r.NoteMissed) -> None:
    """Have a visit that was not in time wait with the head."""
    state = turn.state
    if state.phase != "planned" or state.due != command.due:
        return
    turn.emit(r.VisitMissed(at=turn.now, due=command.due))
    facts = {"due": command.due.isoformat()}
    notify(turn, to_role(HEAD, state.unit), "care_plan.Missed", facts)


def know(turn: Turning, command: r.KnowResident) -> None:
    """Keep whose account the entry is, so that he sees the visits and who reads of them."""
    if turn.state.account != command.account:
        turn.emit(r.ResidentKnown(at=turn.now, account=command.account))


def close(turn: Turning, command: r.CloseCare) -> None:
    """Have nobody visit whom no mark of care is kept of."""
    if turn.state.phase in ("planned", "missed"):
        turn.forget("due")
        turn.emit(r.VisitsEnded(at=turn.now))


def _end(turn: Turning, reason: str) -> None:
    turn.forget("due")
    turn.emit(r.VisitsEnded(at=turn.now, reason=reason))
    turn.send(f"{RESIDENT}:{turn.id}", NoteCare(planned=False))


def _await(turn: Turning, last: date) -> None:
    turn.remind("due", end_of_day(last), r.NoteMissed(due=last))


def _untimely(turn: Turning, on: date, field: str) -> list[Reason]:
    today = local_day(turn.now)
    if today <= on <= today + LATEST:
        return []
    return [Reason("care_plan.untimely", field)]
