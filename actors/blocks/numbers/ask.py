"""How an entity comes by a number: it asks by message, and is told by message."""

from collections.abc import Sequence
from typing import Any

from actors.blocks.numbers.register import Asker, Numbered, TakeNumbers, VoidNumber
from actors.blocks.numbers.series import REGISTER, register_id
from actors.kernel.system import Series
from actors.kernel.turn import Turn


def ask(turn: Turn[Any], series: Series, *, scope: str = "", request: str = "") -> None:
    """Ask for a number of `series` in the period that `turn.now` falls on.

    The entity is sent `Numbered` with it, or `Unnumbered`; its kind has both among its commands. It
    has one number for each `request` in a period, however often it asks: a second period has a
    second one, so an entity that has asked does not ask again a year later.
    """
    ask_for(turn, series, (turn.key,), scope=scope, request=request)


def ask_for(
    turn: Turn[Any], series: Series, keys: Sequence[str], *, scope: str = "", request: str = ""
) -> None:
    """Ask for a number for each of the entities `keys`, in this order and in one commit of the
    register, as an import does. Each of them is told, as for `ask`."""
    askers = tuple(Asker(key, request) for key in keys)
    turn.send(f"{REGISTER}:{register_id(series, scope, turn.now)}", TakeNumbers(askers=askers))


def void(turn: Turn[Any], numbered: Numbered) -> None:
    """Have the register list the number that this entity was told as void (作废)."""
    asker = Asker(turn.key, numbered.request)
    turn.send(f"{REGISTER}:{numbered.register}", VoidNumber(n=numbered.n, asker=asker))
