"""Numbers of suggestions (建议编号): gap-free, from the register of their congress and session."""

from typing import Any

from actors.kernel.turn import Command, Turn

SERIES = "suggestion"


class AskNumber(Command, frozen=True, kw_only=True):
    """Platform: give the entity `asker` (a key) the next number of `series`."""

    asker: str
    series: str


class TakeNumber(Command, frozen=True, kw_only=True):
    """Platform: the register gave this entity its number."""

    number: str


def ask(turn: Turn[Any], scope: str) -> None:
    """Have the register of `scope` give this entity a number; `TakeNumber` brings it."""
    turn.send(f"register:{SERIES}-{scope}", AskNumber(asker=turn.key, series=SERIES))
