"""The rules of an exchange: each way in the order of its numbers, one step at a time; what is
refused stops its way until an operator has looked at it."""

from datetime import datetime
from typing import Any

from actors.blocks.calls.call import call
from actors.blocks.exchanges import records as r
from actors.blocks.exchanges.steps import CODES, OURS
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Turn

Exchange = Turn[r.ExchangeState]


def tell_step(turn: Exchange, command: r.TellStep) -> None:
    """Keep what is to be told, and tell it when it is its turn."""
    if not turn.state.subject:
        system = turn.id.partition(".")[2]
        turn.emit(
            r.ExchangeBegun(
                at=turn.now, subject=command.subject, system=system, number=command.number
            )
        )
    turn.emit(
        r.StepTold(
            at=command.at,
            seq=len(turn.state.sent) + 1,
            step=command.step,
            facts=command.facts,
            hash=r.digest_of(command.step, command.at, command.facts),
        )
    )
    _send_next(turn)


def note_delivery(turn: Exchange, command: r.NoteDelivery) -> None:
    """Note what came of telling a step, and tell the next one once the department has it."""
    state, seq = turn.state, command.seq
    sent = state.sent_step(seq)
    if sent is None or sent.call != command.call or sent.state in ("delivered", "left"):
        return
    match command.outcome.state:
        case "done":
            turn.emit(r.StepDelivered(at=turn.now, seq=seq, receipt=command.outcome.reference))
            _send_next(turn)
        case "failed":
            reason = command.outcome.reason
            turn.emit(r.StepNotDelivered(at=turn.now, seq=seq, reason=reason))
        case "unknown" | "dead" as doubt:
            turn.emit(r.DeliveryDoubted(at=turn.now, seq=seq, state=doubt))
        case _:
            pass  # the department has it, and tells later what came of it


def take_step(turn: Exchange, command: r.TakeStep) -> None:
    """Take what the department tells: the same once, out of order when its turn comes.

    Raises:
        Refusal: it is not for the department to tell, or too many are missing before it.
    """
    if command.step in OURS:
        raise Refusal(Reason("exchange.not_theirs", "/step"))
    state, seq = turn.state, command.seq
    digest, known = _digest(command), state.taken_step(command.seq)
    if known is not None:
        if digest not in (known.hash, known.disputed):
            turn.emit(r.StepDisputed(at=turn.now, seq=seq, hash=digest))
        return
    if seq > state.next_taken + r.AHEAD:
        facts = {"next": str(state.next_taken)}
        raise Refusal(Reason("exchange.too_far", "/seq", facts), kind="not_now")
    turn.emit(
        r.StepTaken(
            at=command.at,
            seq=seq,
            step=command.step,
            facts=command.facts,
            hash=digest,
            officer=command.officer,
            listed=command.listed,
        )
    )
    _pass_on(turn)


def note_carried(turn: Exchange, command: r.NoteCarried) -> None:
    """Note what became of a step here, and go on with the next one if it was carried out."""
    taken = turn.state.taken_step(command.seq)
    if taken is None or taken.state != "passed_on":
        return
    if command.refused:
        turn.emit(r.StepRefused(at=turn.now, seq=command.seq, reasons=command.refused))
        return
    turn.emit(r.StepCarried(at=turn.now, seq=command.seq))
    _pass_on(turn)


def try_again(turn: Exchange, command: r.TryAgain) -> None:
    """Have a step that was refused told or carried out once more.

    Raises:
        Refusal: it was not refused. What may have arrived is not told again: its call is asked.
    """
    _require_refused(turn, command.way, command.seq)
    turn.emit(r.StepTriedAgain(at=turn.now, by=turn.by.id, way=command.way, seq=command.seq))
    _go_on(turn)


def leave_step(turn: Exchange, command: r.LeaveStep) -> None:
    """Go on without a step that was refused; of what is disputed, let it be as it was first said.

    Raises:
        Refusal: it was neither refused nor disputed.
    """
    taken = turn.state.taken_step(command.seq) if command.way == "in" else None
    if taken is None or not taken.disputed:
        _require_refused(turn, command.way, command.seq)
    turn.emit(
        r.StepLeft(
            at=turn.now,
            by=turn.by.id,
            way=command.way,
            seq=command.seq,
            reason=command.reason,
        )
    )
    _go_on(turn)


def _go_on(turn: Exchange) -> None:
    _send_next(turn)
    _pass_on(turn)


def _send_next(turn: Exchange) -> None:
    """Tell the department its next step, unless one is under way or was refused."""
    seq = turn.state.next_sent
    sent = turn.state.sent_step(seq) if seq else None
    if seq is None or sent is None or sent.state != "waiting":
        return
    body = _told(turn, seq, sent)
    id = call(turn, turn.state.system, body, r.NoteDelivery(seq=seq))
    turn.emit(r.StepSent(at=turn.now, seq=seq, call=id))


def _told(turn: Exchange, seq: int, sent: r.Sent) -> dict[str, Any]:
    return {
        "case": turn.state.subject.partition(":")[2],
        "number": turn.state.number,
        "seq": seq,
        "step": sent.step,
        "code": CODES[sent.step],
        "at": _said(sent.at),
        "facts": sent.facts,
        "hash": sent.hash,
    }


def _said(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def _pass_on(turn: Exchange) -> None:
    """Have the department's next step carried out, unless one is being or was refused."""
    state = turn.state
    seq = state.next_taken
    taken = state.taken_step(seq)
    if taken is None or taken.state != "held":
        return
    turn.emit(r.StepPassedOn(at=turn.now, seq=seq))
    turn.send(
        state.subject,
        r.CarryStep(
            exchange=turn.id,
            system=state.system,
            seq=seq,
            step=taken.step,
            at=taken.at,
            facts=taken.facts,
            officer=taken.officer,
        ),
    )


def _digest(command: r.TakeStep) -> str:
    return r.digest_of(command.step, command.at, command.facts)


def _require_refused(turn: Exchange, way: r.Way, seq: int) -> None:
    state = turn.state
    known = state.sent_step(seq) if way == "out" else state.taken_step(seq)
    if known is None or known.state not in ("failed", "refused"):
        raise Refusal(Reason("exchange.not_refused", "/seq"), kind="not_now")
