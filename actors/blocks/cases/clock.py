"""What moves the decision clock: special procedures, extension, and calendars published late."""

from actors.blocks.cases import commands as c
from actors.blocks.cases import events as e
from actors.blocks.cases.basis import Basis
from actors.blocks.cases.dues import set_dues
from actors.blocks.cases.parts import ClockProposal
from actors.blocks.cases.state import CaseState
from actors.kernel.deadlines import due_date, end_of_day, local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Turn

LONGEST_PAUSE = 250  # working days, about a year: nobody is told to wait longer in one notice


def pause_clock(turn: Turn[CaseState], command: c.PauseClock, basis: Basis) -> None:
    """特别程序 (Art. 45), ordered by an approver: the time needed is told in writing and does not
    count."""
    pause_for(
        turn,
        ClockProposal(
            by="",
            unit=turn.by.unit,
            procedure=command.procedure,
            days=command.days,
            reason=command.reason,
        ),
        basis,
    )


def pause_for(turn: Turn[CaseState], wanted: ClockProposal, basis: Basis) -> None:
    """Begin the special procedure that is `wanted`.

    Raises:
        Refusal: the item has none such, or it takes too long, or nobody said why.
    """
    wrong = pause_faults(wanted.procedure, wanted.days, wanted.reason, basis)
    if wrong:
        raise Refusal(*wrong)
    calendar = basis.calendar(turn.state)
    turn.emit(
        e.ClockPaused(
            at=turn.now,
            unit=wanted.unit,
            procedure=wanted.procedure,
            days=wanted.days,
            told=due_date(local_day(turn.now), wanted.days, calendar),
            reason=wanted.reason,
            proposed_by=wanted.by,
        )
    )
    set_dues(turn, basis, "paused")


def pause_faults(procedure: str, days: int, reason: str, basis: Basis) -> list[Reason]:
    """Return what is wrong with a special procedure that somebody wants."""
    wrong: list[Reason] = []
    if procedure not in basis.item.special:
        wrong.append(Reason("pause.procedure", "/procedure"))
    if not 1 <= days <= LONGEST_PAUSE:
        wrong.append(Reason("pause.days", "/days", {"limit": str(LONGEST_PAUSE)}))
    if not reason.strip():
        wrong.append(Reason("reason.required", "/reason"))
    return wrong


def resume_clock(turn: Turn[CaseState], command: c.ResumeClock, basis: Basis) -> None:
    """The special procedure is over, and its result is on file; the dues move by the pause."""
    if not command.result.strip():
        raise Refusal(Reason("pause.result_required", "/result"))
    turn.emit(e.ClockResumed(at=turn.now, result=command.result))
    set_dues(turn, basis, "resumed")


def extend(turn: Turn[CaseState], command: c.Extend, basis: Basis) -> None:
    """延期 (Art. 42), ordered by an approver: once, while the statutory limit still runs, with a
    reason that is told."""
    wanted = ClockProposal(by="", unit=turn.by.unit, days=command.days, reason=command.reason)
    extend_by(turn, wanted, basis)


def extend_by(turn: Turn[CaseState], wanted: ClockProposal, basis: Basis) -> None:
    """Extend the limits as is `wanted`.

    Raises:
        Refusal: the limit is over, or that is too long, or nobody said why.
    """
    wrong = extension_faults(turn, wanted.days, wanted.reason, basis)
    if wrong:
        raise Refusal(*wrong)
    turn.emit(
        e.Extended(at=turn.now, days=wanted.days, reason=wanted.reason, proposed_by=wanted.by)
    )
    set_dues(turn, basis, "extended")


def extension_faults(turn: Turn[CaseState], days: int, reason: str, basis: Basis) -> list[Reason]:
    """Return what is wrong with an extension that somebody wants.

    Raises:
        Refusal: the statutory limit is over, kind "not_now".
    """
    most, due = basis.item.limits.extension, turn.state.dues.statutory
    if due is not None and turn.now >= end_of_day(due):
        raise Refusal(Reason("extension.too_late"), kind="not_now")
    wrong: list[Reason] = []
    if not 1 <= days <= most:
        wrong.append(Reason("extension.days", "/days", {"limit": str(most)}))
    if not reason.strip():
        wrong.append(Reason("reason.required", "/reason"))
    return wrong


def recompute_dues(turn: Turn[CaseState], command: c.RecomputeDues, basis: Basis) -> None:
    """Count anew with notices published after the fact. Dues that were told never become shorter;
    the old and the new ones stand side by side in the event. The same notice twice does nothing."""
    state = turn.state
    if state.phase == "draft" or state.closed_at is not None:
        return
    calendar = basis.calendar(state).with_years(command.calendars)
    if calendar.version == state.dues.calendar:
        return
    turn.emit(
        e.CalendarPublished(at=turn.now, version=command.version, calendars=command.calendars)
    )
    set_dues(turn, basis, "calendar")
