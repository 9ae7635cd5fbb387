"""What operators had the cluster do (运维操作): who, when, what, and how it ended.

One entity keeps it, `operations:cluster`. The record is durable before anything is done, and its
journal is the audit trail; the state holds the latest, for the operators' page.
"""

from datetime import datetime
from typing import Literal

import msgspec

from actors.blocks.operations.roles import OPERATOR
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Command, Event, Turn

KEY = "operations:cluster"
KEPT = 50  # operations in the state

Action = Literal[
    "drain",  # 腾空宿主: all shards of a host go to others
    "move",  # 迁移分片: shards go to another host
    "replace",  # 更换宿主: hosts of an installed release take the place of those that run
    "plan",  # 预排高峰: from when until when there are to be how many hosts and replicas
    "end_peak",  # 结束高峰: a planned peak ends now
]
Outcome = Literal["done", "refused", "failed"]


class Operation(msgspec.Struct, frozen=True):
    """One operation. `host` is the one that is drained, or moved to, "" where all are meant;
    `shard` is the one that is moved, -1 for all or for the several that `shards` names ("0-63").
    `peak` is the planned one, in words and figures: "2027-03-01 08:00 - 2027-03-15 20:00, 24, 16".
    `outcome` is "" until it has ended; `reason` is the code of what stood against it."""

    id: str
    action: Action
    host: str
    shard: int
    by: str
    at: datetime
    outcome: Outcome | Literal[""] = ""
    reason: str = ""
    ended_at: datetime | None = None
    shards: str = ""
    peak: str = ""


class OperationsState(msgspec.Struct, frozen=True):
    """The latest operations, the oldest first."""

    latest: tuple[Operation, ...] = ()


class BeginOperation(Command, frozen=True, kw_only=True):
    """Note what the sender is about to have done."""

    id: str
    action: Action
    host: str = ""
    shard: int = -1
    shards: str = ""
    peak: str = ""


class EndOperation(Command, frozen=True, kw_only=True):
    """Note how the operation `id` ended."""

    id: str
    outcome: Outcome
    reason: str = ""


class OperationBegun(Event, frozen=True, kw_only=True):
    at: datetime
    id: str
    action: Action
    host: str
    shard: int
    by: str
    shards: str = ""
    peak: str = ""


class OperationEnded(Event, frozen=True, kw_only=True):
    at: datetime
    id: str
    outcome: Outcome
    reason: str = ""


OperationsCommand = BeginOperation | EndOperation
OperationsEvent = OperationBegun | OperationEnded


def decide(turn: Turn[OperationsState], command: OperationsCommand) -> None:
    """Note the beginning or the end of an operation.

    Raises:
        Refusal: the sender is no operator, or the operation that ends is none of the latest that
            are open and the sender's own.
    """
    if not turn.by.has(OPERATOR):
        raise Refusal(Reason("access.forbidden"), kind="forbidden")
    match command:
        case BeginOperation():
            turn.emit(
                OperationBegun(
                    at=turn.now,
                    id=command.id,
                    action=command.action,
                    host=command.host,
                    shard=command.shard,
                    by=turn.by.id,
                    shards=command.shards,
                    peak=command.peak,
                )
            )
        case EndOperation():
            begun = {one.id: one for one in turn.state.latest if not one.outcome}
            if command.id not in begun or begun[command.id].by != turn.by.id:
                raise Refusal(Reason("operation.not_open"), kind="not_now")
            turn.emit(
                OperationEnded(
                    at=turn.now, id=command.id, outcome=command.outcome, reason=command.reason
                )
            )


def evolve(state: OperationsState, event: OperationsEvent) -> OperationsState:
    """Return the latest operations after `event`."""
    match event:
        case OperationBegun():
            begun = Operation(
                event.id,
                event.action,
                event.host,
                event.shard,
                event.by,
                event.at,
                shards=event.shards,
                peak=event.peak,
            )
            return OperationsState((*state.latest, begun)[-KEPT:])
        case OperationEnded():
            return OperationsState(
                tuple(_ended(one, event) if one.id == event.id else one for one in state.latest)
            )


def _ended(operation: Operation, event: OperationEnded) -> Operation:
    return msgspec.structs.replace(
        operation, outcome=event.outcome, reason=event.reason, ended_at=event.at
    )
