"""The entity kind of the simulation: a ledger, which is all that the promises need."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import msgspec

from actors.kernel.alarms import Missed
from actors.kernel.errors import Reason, Refusal
from actors.kernel.kind import EntityKind, Limits
from actors.kernel.turn import Command, Event, Turn
from storage.clock import whole_milliseconds

GRACE = timedelta(seconds=1)
"""How late a repeating alarm may fire that is skipped when missed."""


class Put(Command, frozen=True):
    """Add `amount`, which may be negative; the total never is."""

    amount: int


class PutLater(Command, frozen=True):
    """Have `amount` added by the alarm `name`, `seconds` from now."""

    amount: int
    seconds: float
    name: str


class PutEvery(Command, frozen=True):
    """Have `amount` added by the alarm `name`, `seconds` from now and every `every` seconds after
    that, `times` times; `missed` is its policy."""

    amount: int
    seconds: float
    every: int
    times: int
    missed: Missed
    name: str


class Repeat(Command, frozen=True):
    """Add `amount`, as the alarm `name` has it, which ends with `until`."""

    amount: int
    name: str
    until: datetime


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


class AddedBy(Event, frozen=True, tag="Added"):
    """What a newer release writes in place of `Added`, which an older one cannot read."""

    amount: int
    v: int = 2


class Ledger(msgspec.Struct, frozen=True):
    """The state: the sum of what was added, and how often."""

    total: int = 0
    entries: int = 0


def decide(turn: Turn[Ledger], command: Any, added: type[Added | AddedBy] = Added) -> int:
    """Return the total after `command`; `added` is what is written of what was added."""
    match command:
        case Put(amount=amount):
            if turn.state.total + amount < 0:
                raise Refusal(Reason("ledger.overdrawn", "/amount"), kind="not_now")
            turn.emit(added(amount))
        case PutLater():
            at = turn.now + timedelta(seconds=command.seconds)
            turn.remind(command.name, at, Put(command.amount))
        case PutEvery():
            _begin(turn, command)
        case Repeat():
            turn.emit(added(command.amount))
            if turn.due is not None and turn.due >= command.until:
                turn.forget(command.name)
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


def _begin(turn: Turn[Ledger], command: PutEvery) -> None:
    at = whole_milliseconds(turn.now + timedelta(seconds=command.seconds))
    period = timedelta(seconds=command.every)
    until = at + period * (command.times - 1)
    turn.remind(
        command.name,
        at,
        Repeat(command.amount, command.name, until),
        every=period,
        missed=command.missed,
        grace=GRACE,
    )


def evolve(state: Ledger, event: Added | AddedBy | Received) -> Ledger:
    """Apply `event`."""
    return Ledger(state.total + event.amount, state.entries + 1)


def ledger(
    *, idle_seconds: float, mailbox: int, writes_newer: bool = False, reads_newer: bool = False
) -> EntityKind[Ledger]:
    """Return the kind with these bounds. A newer release writes and reads `AddedBy`, the older one
    does neither."""
    return EntityKind(
        name="ledger",
        state=Ledger,
        initial=lambda key: Ledger(),
        commands=Put | PutLater | PutEvery | Repeat | Cancel | PutTo | Receive,
        events=(AddedBy if reads_newer else Added) | Received,
        decide=partial(decide, added=AddedBy if writes_newer else Added),
        evolve=evolve,
        limits=Limits(mailbox=mailbox, idle_seconds=idle_seconds),
        upcasts={("Added", 1): dict} if reads_newer else {},
    )
