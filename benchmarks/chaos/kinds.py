"""The kinds of a chaos run: a ledger, which is all that the promises need, and a gateway.

The gateway stands for what is outside and cannot be taken back: a text message, a payment, a
certificate. It writes down every order that reaches it.
"""

from datetime import timedelta
from typing import Any

import msgspec

from actors.kernel.errors import Reason, Refusal
from actors.kernel.kind import EntityKind
from actors.kernel.turn import Command, Event, Turn

GATEWAYS = 4


class Put(Command, frozen=True):
    """Add `amount`; refused when nothing would be left."""

    amount: int


class Order(Command, frozen=True):
    """Order one effect of `gateway`, named `effect`."""

    effect: str
    gateway: str


class Fix(Command, frozen=True):
    """Have 1 added in `seconds`; an earlier such wish is forgotten."""

    seconds: float


class Added(Event, frozen=True):
    """An amount was added."""

    amount: int


class Ordered(Event, frozen=True):
    """An effect was ordered."""

    effect: str


class Fixed(Event, frozen=True):
    """An instant was fixed."""


class Ledger(msgspec.Struct, frozen=True):
    """What was added, and how many effects were ordered."""

    total: int = 0
    orders: int = 0


class Carry(Command, frozen=True):
    """Carry the effect out."""

    effect: str


class Carried(Event, frozen=True):
    """The effect was carried out."""

    effect: str


class Gateway(msgspec.Struct, frozen=True):
    """How many effects were carried out."""

    carried: int = 0


def _decide(turn: Turn[Ledger], command: Put | Order | Fix) -> int:
    match command:
        case Put(amount=amount):
            if turn.state.total + amount < 0:
                raise Refusal(Reason("ledger.overdrawn", "/amount"), kind="not_now")
            turn.emit(Added(amount))
        case Order(effect=effect, gateway=gateway):
            turn.emit(Ordered(effect))
            turn.send(gateway, Carry(effect))
        case Fix(seconds=seconds):
            turn.emit(Fixed())
            turn.remind("fixed", turn.now + timedelta(seconds=seconds), Put(1))
    return turn.state.total


def _evolve(state: Ledger, event: Added | Ordered | Fixed) -> Ledger:
    match event:
        case Added(amount=amount):
            return Ledger(state.total + amount, state.orders)
        case Ordered():
            return Ledger(state.total, state.orders + 1)
        case Fixed():
            return state


def _carry(turn: Turn[Gateway], command: Carry) -> None:
    turn.emit(Carried(command.effect))


def _carried(state: Gateway, event: Carried) -> Gateway:
    return Gateway(state.carried + 1)


LEDGER = EntityKind(
    name="ledger",
    state=Ledger,
    initial=lambda key: Ledger(),
    commands=Put | Order | Fix,
    events=Added | Ordered | Fixed,
    decide=_decide,
    evolve=_evolve,
)
GATEWAY = EntityKind(
    name="gateway",
    state=Gateway,
    initial=lambda key: Gateway(),
    commands=Carry,
    events=Carried,
    decide=_carry,
    evolve=_carried,
)


def kinds() -> dict[str, EntityKind[Any]]:
    """Return the kinds by name, for hosts and routers."""
    return {"ledger": LEDGER, "gateway": GATEWAY}
