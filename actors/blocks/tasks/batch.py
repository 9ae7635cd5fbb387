"""A batch (批量办理): one act for up to 500 entities, each checked again for itself. It keeps what
became of each, so that it can go on where it stopped; whoever began it has it done, with the rights
that he has at that moment."""

from datetime import datetime
from typing import Literal

import msgspec

from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Command, Event, Turn

BATCH = "batch"
MOST = 500  # entities of one batch
Phase = Literal["", "running", "done"]


class Target(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One entity of a batch: its key, the number that people call it by, and the task that is
    meant, "" where none is."""

    key: str
    number: str
    task: str = ""


class Outcome(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of the target at the place `n`, counted from 0: `code` is that of the refusal,
    with its `facts`; "" where it was done."""

    n: int
    code: str = ""
    facts: dict[str, str] = {}


class BeginBatch(Command, frozen=True, kw_only=True):
    """批量办理: do `act`, the name of a command, to each of `targets`; `fields` go with all."""

    act: str
    fields: dict[str, object] = {}
    targets: tuple[Target, ...]


class RecordOutcomes(Command, frozen=True, kw_only=True):
    """Platform: what became of some of the targets. What was recorded before stays."""

    outcomes: tuple[Outcome, ...]


class BatchBegun(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    act: str
    fields: dict[str, object]
    targets: tuple[Target, ...]


class OutcomesRecorded(Event, frozen=True, kw_only=True):
    at: datetime
    outcomes: tuple[Outcome, ...]


class BatchEnded(Event, frozen=True, kw_only=True):
    at: datetime


BatchEvent = BatchBegun | OutcomesRecorded | BatchEnded


class Batch(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One batch: whose it is (`by`, an identity's id), what it does to whom, and what became of
    each so far, in the order in which that was recorded."""

    phase: Phase = ""
    by: str = ""
    act: str = ""
    fields: dict[str, object] = {}
    targets: tuple[Target, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    begun_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def waiting(self) -> tuple[int, ...]:
        """The places of the targets of which nothing is known yet."""
        known = {outcome.n for outcome in self.outcomes}
        return tuple(n for n in range(len(self.targets)) if n not in known)


def begin(turn: Turn[Batch], command: BeginBatch) -> None:
    """Begin it; nothing is done to anybody yet.

    Raises:
        Refusal: it has no targets, too many, or one twice.
    """
    targets = command.targets
    if not targets:
        raise Refusal(Reason("batch.none_chosen", "/targets"))
    if len(targets) > MOST:
        raise Refusal(Reason("batch.too_many", "/targets", {"limit": str(MOST)}))
    if len({(each.key, each.task) for each in targets}) < len(targets):
        raise Refusal(Reason("batch.twice", "/targets"))
    turn.emit(
        BatchBegun(
            at=turn.now, by=turn.by.id, act=command.act, fields=command.fields, targets=targets
        )
    )


def record(turn: Turn[Batch], command: RecordOutcomes) -> None:
    """Record what became of targets of which nothing was known; with the last the batch ends."""
    waiting = set(turn.state.waiting)
    new = {each.n: each for each in command.outcomes if each.n in waiting}
    if new:
        turn.emit(OutcomesRecorded(at=turn.now, outcomes=tuple(new.values())))
    if turn.state.phase == "running" and not turn.state.waiting:
        turn.emit(BatchEnded(at=turn.now))


def evolve(state: Batch, event: BatchEvent) -> Batch:
    """Return the batch after `event`."""
    change = msgspec.structs.replace
    match event:
        case BatchBegun():
            return Batch(
                phase="running",
                by=event.by,
                act=event.act,
                fields=event.fields,
                targets=event.targets,
                begun_at=event.at,
            )
        case OutcomesRecorded(outcomes=outcomes):
            return change(state, outcomes=(*state.outcomes, *outcomes))
        case BatchEnded(at=at):
            return change(state, phase="done", ended_at=at)
