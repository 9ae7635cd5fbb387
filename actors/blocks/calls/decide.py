"""What a call does with tries, outcomes and reports.

An unknown outcome is asked about and never repeated, unless the party says that it does not know
the id, or is one that carries out an id once.
"""

from datetime import datetime, timedelta
from typing import Any

import msgspec

from actors.blocks.calls.backing_off import lease_of, wait_before
from actors.blocks.calls.outcome import Outcome, safe
from actors.blocks.calls.records import (
    FINAL,
    Begin,
    CallState,
    Doing,
    GivenUp,
    GiveUp,
    Lapse,
    OutcomeRecorded,
    Phase,
    RecordOutcome,
    Reported,
    TakenUp,
    TakeReport,
    TakeUp,
    Try,
    TryBegun,
    Wish,
    Wished,
)
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Event, Message, Turn

LAPSE = "lapse"
_OPEN_ENDED: tuple[Phase, ...] = ("unknown", "waiting", "dead")
LAPSED = Outcome(state="unknown", reason="lapsed")


def wish(turn: Turn[CallState], command: Wish) -> None:
    """Keep what is wished; whoever makes calls finds it."""
    turn.emit(
        Wished(
            at=turn.now,
            adapter=command.adapter,
            body=command.body,
            sender=command.sender,
            then=command.then,
        )
    )


def begin(turn: Turn[CallState], command: Begin) -> Try:
    """Begin the next try, which nobody else makes until its time is over, and return it.

    Raises:
        Refusal: it is not due.
    """
    state = turn.state
    if state.next is None or state.next > turn.now:
        raise Refusal(Reason("call.not_due"), kind="not_now")
    n, until = state.n + 1, turn.now + lease_of(command.patience)
    turn.emit(
        TryBegun(
            at=turn.now,
            n=n,
            doing=state.doing,
            worker=command.worker,
            until=until,
            patience=command.patience,
        )
    )
    turn.remind(LAPSE, until, Lapse(n=n))
    return Try(id=turn.id, adapter=state.adapter, body=state.body, n=n, doing=state.doing)


def record(turn: Turn[CallState], command: RecordOutcome) -> None:
    """Take what came of a try. What comes when the try is over already is taken where it tells what
    nothing that was tried since can change."""
    state, n, outcome = turn.state, command.n, safe(command.outcome)
    if state.phase == "under_way" and n == state.n:
        _settle(turn, outcome, counts=command.counts)
        turn.forget(LAPSE)
    elif outcome.state == "done" and state.phase != "done":
        _emit(turn, _final(turn, n, outcome))
        turn.forget(LAPSE)
    elif state.phase in _OPEN_ENDED and outcome.state == "accepted":
        _again(turn, outcome, "accepted", "ask", vain=0, least=state.patience.reports_within)
    elif state.phase in _OPEN_ENDED and outcome.state == "failed" and n == state.n:
        _emit(turn, _final(turn, n, outcome))


def lapse(turn: Turn[CallState], command: Lapse) -> None:
    """Take it that nobody will tell what came of the try."""
    if turn.state.phase == "under_way" and command.n == turn.state.n:
        _settle(turn, LAPSED)


def report(turn: Turn[CallState], command: TakeReport) -> None:
    """Take what the party tells: each once, and none that is older than what it told before.

    Raises:
        Refusal: it is the call of another party.
    """
    state, outcome = turn.state, safe(command.outcome)
    if state.adapter != command.adapter:
        raise Refusal(Reason("call.unknown"), kind="unknown")
    if state.phase == "done" or outcome.at is None or not state.n:
        return
    if state.reported_at is not None and outcome.at <= state.reported_at:
        return
    told: Phase = "failed" if outcome.state == "failed" else "done"
    if outcome.state == "accepted":
        if state.phase not in _OPEN_ENDED:
            return
        later = turn.now + timedelta(seconds=state.patience.reports_within)
        _emit(turn, Reported(at=turn.now, outcome=outcome, phase="accepted", next=later))
    elif outcome.state in FINAL and told != state.phase:
        _emit(turn, Reported(at=turn.now, outcome=outcome, phase=told))
        turn.forget(LAPSE)


def take_up(turn: Turn[CallState], command: TakeUp) -> None:
    """Try it again from the beginning: what may have had an effect is asked about first."""
    state = turn.state
    phase: Phase = "unknown" if state.doing == "ask" else "waiting"
    _emit(
        turn,
        TakenUp(
            at=turn.now,
            by=turn.by.id,
            reason=command.reason,
            phase="accepted" if state.accepted else phase,
            doing=state.doing,
        ),
    )


def give_up(turn: Turn[CallState], command: GiveUp) -> None:
    """Let it have failed."""
    _emit(turn, GivenUp(at=turn.now, by=turn.by.id, reason=command.reason))


def _settle(turn: Turn[CallState], outcome: Outcome, *, counts: bool = True) -> None:
    """Record what came of the try that is under way, and when the next is due; whether it `counts`
    as one in vain."""
    state = turn.state
    vain = state.vain + 1 if counts else state.vain
    match outcome.state:
        case "done" | "failed":
            _emit(turn, _final(turn, state.n, outcome))
        case "accepted":
            vain = vain if state.accepted else 0  # else it tells nothing new
            _again(turn, outcome, "accepted", "ask", vain=vain, least=state.patience.reports_within)
        case "unheard" if not state.accepted:
            _again(turn, outcome, "waiting", "run", vain=vain)
        case "unsent" if state.doing == "run":
            _again(turn, outcome, "waiting", "run", vain=vain)
        case _:
            phase: Phase = "accepted" if state.accepted else "unknown"
            doing: Doing = "run" if state.patience.idempotent and phase == "unknown" else "ask"
            _again(turn, outcome, phase, doing, vain=vain, least=state.patience.settles)


def _again(
    turn: Turn[CallState],
    outcome: Outcome,
    phase: Phase,
    doing: Doing,
    *,
    vain: int,
    least: float = 0.0,
) -> None:
    """Record that another try is to follow, not before `least` seconds; or none, if `vain` are
    enough."""
    state = turn.state
    dead = vain >= state.patience.tries
    wait = max(wait_before(state.patience, max(vain, 1), turn.id), timedelta(seconds=least))
    _emit(
        turn,
        OutcomeRecorded(
            at=turn.now,
            n=state.n,
            outcome=outcome,
            phase="dead" if dead else phase,
            doing=doing,
            next=None if dead else turn.now + wait,
            vain=vain,
        ),
    )


def _final(turn: Turn[CallState], n: int, outcome: Outcome) -> OutcomeRecorded:
    phase: Phase = "done" if outcome.state == "done" else "failed"
    return OutcomeRecorded(at=turn.now, n=n, outcome=outcome, phase=phase)


def _emit(turn: Turn[CallState], event: Event) -> None:
    """Record `event`, and tell the sender what is news to it."""
    before = turn.state.told
    turn.emit(event)
    state = turn.state
    if state.told == before or state.then is None:
        return
    outcome = state.outcome or Outcome(state="unknown")
    told = msgspec.structs.replace(outcome, state=state.told) if state.told else outcome
    command: dict[str, Any] = {
        **state.then,
        "call": turn.id,
        "outcome": msgspec.to_builtins(told, builtin_types=(datetime, bytes)),
    }
    turn.messages.append(Message(state.sender, command))
