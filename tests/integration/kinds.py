"""A small kind for tests of the runtime: a ledger, which is all that the promises need."""

from datetime import datetime, timedelta
from typing import Any, Literal

import msgspec

from actors.kernel.alarms import Missed
from actors.kernel.errors import Reason, Refusal
from actors.kernel.kind import EntityKind, Limits
from actors.kernel.turn import Command, Event, Turn


class Put(Command, frozen=True):
    amount: int
    note: str = ""


class Break(Command, frozen=True):
    """Raises what is no refusal, after it has emitted."""


class PutLater(Command, frozen=True):
    amount: int
    seconds: float
    name: str = "later"


class Cancel(Command, frozen=True):
    name: str = "later"


class Tick(Command, frozen=True):
    """Records the instant for which an alarm brought it."""


class Repeat(Command, frozen=True):
    """Brings a tick, a refusal or nothing, again and again from `seconds` on."""

    seconds: float
    every: int | str
    missed: Missed = "once"
    brings: Literal["tick", "refusal", "nothing"] = "tick"


class TickLater(Command, frozen=True):
    """Brings one tick, which is left out if it is late."""

    seconds: float


class PutTo(Command, frozen=True):
    key: str
    amount: int


class Ask(Command, frozen=True):
    """Answers with the total, and records nothing."""


class ReplyOddly(Command, frozen=True):
    """Replies what no database can hold."""


class Added(Event, frozen=True):
    amount: int
    note: str = ""


class Scheduled(Event, frozen=True):
    at: datetime


class Ledger(msgspec.Struct, frozen=True):
    total: int = 0
    notes: tuple[str, ...] = ()


LedgerCommand = (
    Put | Break | PutLater | Cancel | Tick | Repeat | TickLater | PutTo | Ask | ReplyOddly
)


BROUGHT: dict[str, Command] = {"tick": Tick(), "refusal": Put(-1), "nothing": Ask()}


def decide(turn: Turn[Ledger], command: Any) -> Any:
    match command:
        case Put(amount=amount, note=note):
            if turn.state.total + amount < 0:
                raise Refusal(Reason("ledger.overdrawn", "/amount"), kind="not_now")
            turn.emit(Added(amount, note))
            return turn.state.total
        case Break():
            turn.emit(Added(1))
            raise RuntimeError("broken on purpose")
        case PutLater(amount=amount, seconds=seconds, name=name):
            at = turn.now + timedelta(seconds=seconds)
            turn.emit(Scheduled(at))
            turn.remind(name, at, Put(amount, "alarm"))
        case Cancel(name=name):
            turn.forget(name)
        case Tick():
            turn.emit(Scheduled(turn.due or turn.now))
        case Repeat(seconds=seconds, every=every, missed=missed, brings=brings):
            at = turn.now + timedelta(seconds=seconds)
            period = timedelta(seconds=every) if isinstance(every, int) else every
            turn.remind("repeat", at, BROUGHT[brings], every=period, missed=missed)
        case TickLater(seconds=seconds):
            turn.remind("later", turn.now + timedelta(seconds=seconds), Tick(), missed="skip")
        case PutTo(key=key, amount=amount):
            turn.emit(Added(-amount))
            turn.send(key, Put(amount))
        case Ask():
            return turn.state.total
        case ReplyOddly():
            turn.emit(Added(1))
            return 2**80
        case _:
            raise TypeError(command)
    return None


def evolve(state: Ledger, event: Any) -> Ledger:
    match event:
        case Added(amount=amount, note=note):
            notes = (*state.notes, note)[-3:] if note else state.notes
            return Ledger(state.total + amount, notes)
        case _:
            return state


def ledger(*, idle_seconds: float = 120.0, mailbox: int = 128) -> EntityKind[Ledger]:
    return EntityKind(
        name="ledger",
        state=Ledger,
        initial=lambda key: Ledger(),
        commands=LedgerCommand,
        events=Added | Scheduled,
        decide=decide,
        evolve=evolve,
        limits=Limits(mailbox=mailbox, idle_seconds=idle_seconds),
    )


def kinds() -> dict[str, EntityKind[Any]]:
    return {"ledger": ledger()}
