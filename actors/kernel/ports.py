"""What the rules and the channels need from outside, as protocols."""

from datetime import datetime
from typing import Any, Protocol

import msgspec

from actors.kernel.identity import Identity
from actors.kernel.turn import Command


class Receipt(msgspec.Struct, frozen=True):
    """A command that is durable. `seq` is the entity's version after it; `reply` what the handler
    returned, as plain builtins; `replayed` tells that the same command id had been carried out
    before and nothing happened now."""

    key: str
    seq: int
    reply: Any = None
    replayed: bool = False


class Shown(msgspec.Struct, frozen=True):
    """An entity as it stands: `state` is its kind's state struct, `seq` 0 if it has no history."""

    key: str
    seq: int
    state: Any


class Sender(Protocol):
    """The way to entities. The router implements it on Ray; the engine implements it in process."""

    async def send(
        self, key: str, command: Command, *, id: str, by: Identity, timeout: float = 10.0
    ) -> Receipt:
        """Carry out `command` on the entity `key` once, however often it is sent with this `id`.

        `timeout` is in seconds.

        Raises:
            Refusal: the rules say no; nothing was written.
            Overloaded: a bound was reached; nothing was started.
            Unavailable: no answer in time; send again with the same `id`.
        """
        ...

    async def show(self, key: str, *, timeout: float = 10.0) -> Shown:
        """Read the entity `key` as its owner sees it now. The caller logs reads of personal data.

        Raises:
            Overloaded, Unavailable: as for `send`.
        """
        ...


class Clock(Protocol):
    """Tells the time. Only `storage/clock.py` reads the machine's."""

    def now(self) -> datetime:
        """Return the current instant: aware, UTC, whole milliseconds."""
        ...
