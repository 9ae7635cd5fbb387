"""From the unit that does it to the end: progress, extension, answer, score
(进展、延期、办结、核查、评分)."""

from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Turn
from actors.systems.collaborative_office.days import require_ahead
from actors.systems.collaborative_office.follow_up import commands as c
from actors.systems.collaborative_office.follow_up import events as e
from actors.systems.collaborative_office.follow_up.ordering import (
    OVERDUE,
    require_in_time,
    tell_parent,
    tell_units,
)
from actors.systems.collaborative_office.follow_up.state import OrderState
from actors.systems.collaborative_office.texts import require_open, require_said

Turning = Turn[OrderState]


def accept(turn: Turning, command: c.AcceptOrder) -> None:
    """Have the unit take it on."""
    turn.emit(e.OrderAccepted(at=turn.now, by=turn.by.id))


def report(turn: Turning, command: c.ReportProgress) -> None:
    """Keep what the unit says of its progress.

    Raises:
        Refusal: it says nothing, or bears a mark of secrecy.
    """
    require_said("note", command.note)
    turn.emit(
        e.ProgressReported(at=turn.now, by=turn.by.id, percent=command.percent, note=command.note)
    )


def ask_extension(turn: Turning, command: c.AskExtension) -> None:
    """Ask for a later day, before the day is over.

    Raises:
        Refusal: it is over, or the other one is no later, or years away; the reason says nothing,
            or bears a mark.
    """
    require_said("reason", command.reason)
    require_in_time(turn)
    assert turn.state.due is not None  # somebody does it
    require_ahead(command.due, local_day(turn.now), "/due")
    if command.due <= turn.state.due:
        raise Refusal(Reason("follow_up_order.no_later", "/due"))
    turn.emit(e.ExtensionAsked(at=turn.now, by=turn.by.id, due=command.due, reason=command.reason))


def refuse_extension(turn: Turning, command: c.RefuseExtension) -> None:
    """Leave the day as it is.

    Raises:
        Refusal: the reason says nothing, or bears a mark of secrecy.
    """
    require_said("reason", command.reason)
    turn.emit(e.ExtensionRefused(at=turn.now, by=turn.by.id, reason=command.reason))
    tell_units(turn, "NotExtended")


def urge(turn: Turning, command: c.UrgeOrder) -> None:
    """Remind the units that do it.

    Raises:
        Refusal: the note says nothing, or bears a mark of secrecy.
    """
    require_said("note", command.note)
    turn.emit(e.OrderUrged(at=turn.now, by=turn.by.id, note=command.note))
    tell_units(turn, "Urged")


def ask_closure(turn: Turning, command: c.AskClosure) -> None:
    """Say that it is done. Time stands still until that is accepted or sent back.

    Raises:
        Refusal: the result says nothing, or bears a mark of secrecy.
    """
    require_said("result", command.result)
    turn.emit(e.ClosureAsked(at=turn.now, by=turn.by.id, result=command.result))


def accept_answer(turn: Turning, command: c.AcceptAnswer) -> None:
    """Find that it is done.

    Raises:
        Refusal: who finds so has acted for the unit; the note bears a mark of secrecy.
    """
    _require_other(turn)
    require_open({"note": command.note})
    turn.emit(e.AnswerAccepted(at=turn.now, by=turn.by.id, note=command.note))


def send_answer_back(turn: Turning, command: c.SendAnswerBack) -> None:
    """Find that it is not done: time runs on as if nobody had said so.

    Raises:
        Refusal: who finds so has acted for the unit; the reason says nothing, or bears a mark.
    """
    _require_other(turn)
    require_said("reason", command.reason)
    turn.emit(e.AnswerSentBack(at=turn.now, by=turn.by.id, reason=command.reason))


def close(turn: Turning, command: c.CloseOrder) -> None:
    """Put an end to it: in time, if the answer that was accepted was; of one that was split, if
    each part was that somebody had to do."""
    state = turn.state
    if state.parts:
        on_time = all(each.on_time for each in state.parts)
    else:
        assert state.due is not None and state.stopped_at is not None
        on_time = local_day(state.stopped_at) <= state.due
    turn.emit(e.OrderClosed(at=turn.now, by=turn.by.id, on_time=on_time))
    turn.forget(OVERDUE)
    tell_parent(turn, c.NotePart(part=turn.id, ended="closed", on_time=on_time))


def score(turn: Turning, command: c.ScoreOrder) -> None:
    """Say how well it was done.

    Raises:
        Refusal: the note bears a mark of secrecy.
    """
    require_open({"note": command.note})
    turn.emit(e.OrderScored(at=turn.now, by=turn.by.id, score=command.score, note=command.note))


def note_part(turn: Turning, command: c.NotePart) -> None:
    """Note that a part has ended; with the last one the order is done."""
    there = next((each for each in turn.state.parts if each.id == command.part), None)
    if there is None or there.ended:
        return
    turn.emit(
        e.PartEnded(at=turn.now, part=command.part, ended=command.ended, on_time=command.on_time)
    )
    if all(each.ended for each in turn.state.parts):
        turn.emit(e.AnswerAccepted(at=turn.now))


def _require_other(turn: Turning) -> None:
    if turn.by.id in turn.state.workers:
        raise Refusal(Reason("follow_up_order.checked_by_worker"), kind="forbidden")
