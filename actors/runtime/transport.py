"""The way from a process to a host, as the router and the placer see it. Ray is one; see
`processes.py`. The simulation has another."""

from collections.abc import Callable
from typing import Any, Protocol


class Line(Protocol):
    """An open way to one host."""

    async def exchange(self, payload: bytes) -> bytes:
        """Deliver a packed `Delivery`, and return the packed replies that are ready.

        Raises any exception when the host died, restarts or cannot be reached; whether it took
        the delivery in is then unknown.
        """
        ...


class Transport(Protocol):
    """Finds hosts and hears of their deaths."""

    async def find(self, host: str) -> Line | None:
        """Return the way to the host called `host` ("host-0"), None if there is none.

        It may be slow: ask once, not for every command. May raise any exception.
        """
        ...

    async def ended(self, host: str, generation: int) -> None:
        """Return once that start of `host` is over, as far as can be known from here.

        It may err on both sides: what is told here saves time, and nothing depends on it.
        """
        ...


class Actors(Protocol):
    """Starts and ends the processes of hosts."""

    def start(self, host: str) -> Any:
        """Start a process for `host`, or find it running. Does not wait for it."""
        ...

    async def ender(self, host: str) -> Callable[[], None]:
        """Return what ends the process that is called `host` now, at once and for good; a later
        one of that name goes on."""
        ...
