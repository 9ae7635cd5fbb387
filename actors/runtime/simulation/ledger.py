"""The entity kind of the simulation: a ledger, which is all that the promises need."""

from datetime import timedelta
from typing import Any

import msgspec

from actors.kernel.errors import Reason, Refusal
from actors.kernel.kind import EntityKind, Limits
from actors.kernel.turn import Command, Event, Turn


class Put(Command, frozen=True):
    """Add `amount`, which may be negative; the total never is."""

    amount: int


class PutLater(Command, frozen=True):
    """Have `amount` added by the alarm `name`, `seconds` from now."""

    amount: int
    seconds: float
    name: str


class Cancel(Command, frozen=True):
    """Cancel the alarm `name`."""

    name: str


class PutTo(Command, frozen=True):
    """Have `amount` added to each of the ledgers `to`, by messages."""

    to: tuple[str, ...]
    amount: int


class Receive(Command, frozen=True):
    """Add the `amount` of the message `id`."""

    amount: int
    id: str


class Received(Event, frozen=True):
    """The `amount` of the message `id` was added."""

    amount: int
    id: str


class Added(Event, frozen=True):
    """`amount` was added."""

    amount: int


class Ledger(msgspec.Struct, frozen=True):
    """The state: the sum of what was added, and how often."""

    total: int = 0
    entries: int = 0


def decide(turn: Turn[Ledger], command: Any) -> int:
    """Return the total after `command`."""
    match command:
        case Put(amount=amount):
            if turn.state.total + amount < 0:
                raise Refusal(Reason("ledger.overdrawn", "/amount"), kind="not_now")
            turn.emit(Added(amount))
        case PutLater():
            at = turn.now + timedelta(seconds=command.seconds)
            turn.remind(command.name, at, Put(command.amount))
        case Cancel(name=name):
            turn.forget(name)
        case PutTo(to=to, amount=amount):
            for number, key in enumerate(to):
                turn.send(key, Receive(amount, f"{turn.key}/{turn.seq}/{number}"))
        case Receive(amount=amount, id=id):
            turn.emit(Received(amount, id))
        case _:
            raise TypeError(command)
    return turn.state.total


def evolve(state: Ledger, event: Added | Received) -> Ledger:
    """Apply `event`."""
    return Ledger(state.total + event.amount, state.entries + 1)


def ledger(*, idle_seconds: float, mailbox: int) -> EntityKind[Ledger]:
    """Return the kind with these bounds."""
    return EntityKind(
        name="ledger",
        state=Ledger,
        initial=lambda key: Ledger(),
        commands=Put | PutLater | Cancel | PutTo | Receive,
        events=Added | Received,
        decide=decide,
        evolve=evolve,
        limits=Limits(mailbox=mailbox, idle_seconds=idle_seconds),
    )
