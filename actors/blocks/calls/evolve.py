"""How a call moves on with what happens to it."""

from msgspec.structs import replace

from actors.blocks.calls.outcome import Outcome
from actors.blocks.calls.records import (
    CallEvent,
    CallState,
    GivenUp,
    OutcomeRecorded,
    Phase,
    Reported,
    TakenUp,
    TryBegun,
    Wished,
)

TOLD: tuple[Phase, ...] = ("accepted", "unknown", "dead", "failed", "done")
"""What a sender is told."""


def evolve(state: CallState, event: CallEvent) -> CallState:
    """Return the call after `event`."""
    after = _after(state, event)
    return replace(after, told=after.phase) if after.phase in TOLD else after


def _after(state: CallState, event: CallEvent) -> CallState:
    match event:
        case Wished():
            return CallState(
                phase="wished",
                wished_at=event.at,
                adapter=event.adapter,
                body=event.body,
                sender=event.sender,
                then=event.then,
                next=event.at,
            )
        case TryBegun():
            return replace(
                state,
                phase="under_way",
                n=event.n,
                doing=event.doing,
                next=None,
                patience=event.patience,
            )
        case OutcomeRecorded():
            return replace(
                state,
                phase=event.phase,
                doing=event.doing,
                next=event.next,
                vain=event.vain,
                outcome=event.outcome,
                accepted=state.accepted or event.outcome.state == "accepted",
                reported_at=event.outcome.at or state.reported_at,
            )
        case Reported():
            return replace(
                state,
                phase=event.phase,
                doing=event.doing,
                next=event.next,
                outcome=event.outcome,
                accepted=state.accepted or event.outcome.state == "accepted",
                reported_at=event.outcome.at,
            )
        case TakenUp():
            return replace(
                state, phase=event.phase, doing=event.doing, next=event.at, vain=0, outcome=None
            )
        case GivenUp():
            given_up = Outcome(state="failed", reason="given_up")
            return replace(state, phase="failed", next=None, outcome=given_up)
