"""What operators did: noted before it is done, and how it ended."""

from datetime import UTC, datetime

import pytest

from actors.blocks.operations.record import (
    KEPT,
    BeginOperation,
    EndOperation,
    Operation,
    OperationsCommand,
    OperationsState,
    decide,
    evolve,
)
from actors.kernel.errors import Refusal
from actors.kernel.identity import Identity
from actors.kernel.turn import Turn

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
OPERATOR = Identity("staff:yan", ("operator",), "government_services")
ANOTHER = Identity("staff:lu", ("operator",), "government_services")
SUPERVISOR = Identity("staff:he", ("supervisor",), "government_services")
DRAIN = BeginOperation(id="o1", action="drain", host="host-0")


def after(
    *commands: OperationsCommand, by: Identity = OPERATOR, state: OperationsState | None = None
) -> OperationsState:
    turn = Turn(
        "operations:cluster", state or OperationsState(), evolve, now=NOON, by=by, command_id="c"
    )
    for command in commands:
        decide(turn, command)
    return turn.state


def test_an_operation_is_noted_with_who_and_when() -> None:
    assert after(DRAIN).latest == (Operation("o1", "drain", "host-0", -1, "staff:yan", NOON),)


def test_shards_that_are_moved_together_are_noted_as_they_were_named() -> None:
    [one] = after(BeginOperation(id="o1", action="move", host="host-1", shards="0-9")).latest

    assert (one.shard, one.shards) == (-1, "0-9")


def test_a_peak_is_noted_as_it_was_planned() -> None:
    [one] = after(BeginOperation(id="o1", action="plan", peak="24, 16")).latest

    assert (one.action, one.peak) == ("plan", "24, 16")


def test_its_end_is_noted_beside_its_beginning() -> None:
    [one] = after(
        DRAIN, EndOperation(id="o1", outcome="refused", reason="operation.last_host")
    ).latest

    assert (one.outcome, one.reason, one.ended_at) == ("refused", "operation.last_host", NOON)


def test_nobody_but_operators_has_operations() -> None:
    with pytest.raises(Refusal, match=r"access\.forbidden"):
        after(DRAIN, by=SUPERVISOR)


@pytest.mark.parametrize("id", ["o1", "o2"])
def test_an_end_belongs_to_an_open_operation(id: str) -> None:
    ended = after(DRAIN, EndOperation(id="o1", outcome="done"))

    with pytest.raises(Refusal, match=r"operation\.not_open"):
        after(EndOperation(id=id, outcome="failed"), state=ended)


def test_an_operation_is_ended_by_who_began_it() -> None:
    with pytest.raises(Refusal, match=r"operation\.not_open"):
        after(EndOperation(id="o1", outcome="done"), by=ANOTHER, state=after(DRAIN))


def test_the_latest_are_kept() -> None:
    begun = [BeginOperation(id=f"o{n}", action="drain", host="host-0") for n in range(KEPT + 1)]
    state = after(*begun)

    assert [one.id for one in state.latest] == [f"o{n}" for n in range(1, KEPT + 1)]
