"""The rules of a leave: decision by the chain, the days away, the return (审批、休假、销假)."""

from datetime import timedelta

from actors.blocks.messages.address import to_role, to_somebody
from actors.blocks.messages.notify import notify
from actors.blocks.organisation.roles import ADMINISTRATOR
from actors.blocks.organisation.units import Organisation
from actors.kernel.calendar import ONE_DAY, Calendar
from actors.kernel.deadlines import local_day, start_of_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.library import Library
from actors.kernel.turn import Turn
from actors.systems.collaborative_office.leave import records as r
from actors.systems.collaborative_office.leave.book_records import LEAVE_BOOK, Ended, NoteLeave
from actors.systems.collaborative_office.leave.counting import back_at_work, working_days
from actors.systems.collaborative_office.leave.state import LeaveState
from actors.systems.collaborative_office.texts import require_open, require_said

Turning = Turn[LeaveState]
FIRST_DAY, RETURN = "first_day", "return"
_MORNING = timedelta(hours=9)


class Deciding:
    """Rules that rest on the organisation and the calendar."""

    def __init__(self, library: Library) -> None:
        self._organisation = library[Organisation]
        self._calendar = library[Calendar]

    def approve(self, turn: Turning, command: r.ApproveLeave) -> None:
        """Agree; with the last of the chain it is granted, and begins with its first day.

        Raises:
            Refusal: who agrees asks for it himself; the note bears a mark of secrecy.
        """
        _require_other(turn)
        require_open({"note": command.note})
        state = turn.state
        if len(state.opinions) + 1 < len(state.chain):
            turn.emit(r.LeaveEndorsed(at=turn.now, by=turn.by.id, note=command.note))
            tell_chain(turn)
            return
        turn.emit(r.LeaveApproved(at=turn.now, by=turn.by.id, note=command.note))
        _tell(turn, "leave_request.Approved")
        self._tell_administrators(turn, "leave_request.DeputyNamed")
        assert state.first is not None  # it was asked for
        if state.first <= local_day(turn.now):
            self._begin(turn)
        else:
            turn.remind(FIRST_DAY, start_of_day(state.first), r.TakeLeave())

    def cancel(self, turn: Turning, command: r.CancelLeave) -> None:
        """Take it back before it begins."""
        granted = turn.state.phase == "approved"
        turn.emit(r.LeaveCancelled(at=turn.now, by=turn.by.id))
        turn.forget(FIRST_DAY)
        _free(turn, "cancelled")
        if granted:
            self._tell_administrators(turn, "leave_request.DeputyOver")

    def take(self, turn: Turning, command: r.TakeLeave) -> None:
        """Have it begin: its first day is there."""
        if turn.state.phase == "approved":
            self._begin(turn)

    def remind(self, turn: Turning, command: r.RemindReturn) -> None:
        """Remind who is not back, each working day."""
        if turn.state.phase != "taken":
            return
        turn.emit(r.ReturnReminded(at=turn.now))
        _tell(turn, "leave_request.ReturnDue")
        tomorrow = self._calendar.next_open(local_day(turn.now) + ONE_DAY)
        turn.remind(RETURN, start_of_day(tomorrow) + _MORNING, r.RemindReturn())

    def come_back(self, turn: Turning, command: r.ReturnFromLeave) -> None:
        """Be back; working days of the leave from then on are free again.

        Raises:
            Refusal: the day is before the leave, or still to come.
        """
        state, today = turn.state, local_day(turn.now)
        assert state.first is not None and state.last is not None  # it was asked for
        back_on = command.back_on or today
        if not state.first <= back_on <= today:
            raise Refusal(Reason("leave_request.back_on", "/back_on"))
        last = min(state.last, back_on - ONE_DAY)
        days = working_days(state.first, last, self._calendar)
        turn.emit(
            r.LeaveReturned(at=turn.now, by=turn.by.id, back_on=back_on, last=last, days=days)
        )
        turn.forget(RETURN)
        turn.send(
            f"{LEAVE_BOOK}:{state.account}", NoteLeave(leave=turn.id, ended="returned", last=last)
        )
        if last < state.last:
            self._tell_administrators(turn, "leave_request.DeputyOver")

    def _begin(self, turn: Turning) -> None:
        turn.emit(r.LeaveTaken(at=turn.now))
        assert turn.state.last is not None  # it was asked for
        day = back_at_work(turn.state.last, self._calendar)
        at = max(start_of_day(day) + _MORNING, turn.now)
        turn.remind(RETURN, at, r.RemindReturn())

    def _tell_administrators(self, turn: Turning, notice: str) -> None:
        """Tell those who enter who acts for whom (代理) of a leave that names a deputy."""
        if turn.state.deputy:
            for account, member in self._organisation.staff.items():
                if member.has(ADMINISTRATOR):
                    notify(turn, to_somebody(f"staff:{account}"), notice)


def begin(turn: Turning, command: r.BeginLeave) -> None:
    """Begin the leave that a book has entered, once."""
    if turn.state.phase:
        return
    turn.emit(
        r.LeaveAsked(
            at=turn.now,
            account=command.account,
            unit=command.unit,
            leave_kind=command.leave_kind,
            first=command.first,
            last=command.last,
            days=command.days,
            reason=command.reason,
            place=command.place,
            deputy=command.deputy,
            chain=command.chain,
        )
    )
    tell_chain(turn)


def refuse(turn: Turning, command: r.RefuseLeave) -> None:
    """Refuse it.

    Raises:
        Refusal: who refuses asks for it himself; the reason says nothing, or bears a mark.
    """
    _require_other(turn)
    require_said("reason", command.reason)
    turn.emit(r.LeaveRefused(at=turn.now, by=turn.by.id, reason=command.reason))
    _tell(turn, "leave_request.Refused")
    _free(turn, "refused")


def tell_chain(turn: Turning) -> None:
    """Tell who is to decide now."""
    if decides := turn.state.turn_of:
        notify(turn, to_role(decides.role, decides.unit), "leave_request.ToDecide")


def _free(turn: Turning, ended: Ended) -> None:
    turn.send(f"{LEAVE_BOOK}:{turn.state.account}", NoteLeave(leave=turn.id, ended=ended))


def _tell(turn: Turning, notice: str) -> None:
    notify(turn, to_somebody(turn.state.person), notice)


def _require_other(turn: Turning) -> None:
    if turn.by.id == turn.state.person:
        raise Refusal(Reason("leave_request.decided_by_himself"), kind="forbidden")
