"""What carries letters by one channel."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from actors.blocks.messages.letter import Dispatch, Outcome
from actors.blocks.messages.reach import Channel
from actors.blocks.messages.writing import Written


class Away(Exception):
    """The other side cannot be reached just now: nothing was begun."""


@dataclass(frozen=True)
class Delivery:
    """What became of a letter; `code` is the number that the other side answered with."""

    outcome: Outcome
    code: str = ""


class Line(Protocol):
    """An open way to the other side, for one letter at a time."""

    async def deliver(self, dispatch: Dispatch, written: Written) -> Delivery:
        """Hand the letter over and return what became of it. Raises nothing."""
        ...


class Carrier(Protocol):
    """A channel (渠道)."""

    @property
    def channel(self) -> Channel:
        """Which it is."""
        ...

    def line(self) -> AbstractAsyncContextManager[Line]:
        """Return a way to the other side; entering it raises Away."""
        ...

    async def close(self) -> None:
        """Let go of what is open."""
        ...
