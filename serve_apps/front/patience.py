"""The patience of a request: what is left of it is the deadline of every command that it sends.

It travels in the envelope, so that no host begins what nobody waits for any more.
"""

import asyncio
import re
from contextvars import Context, ContextVar, copy_context

from starlette.types import Scope

from actors.kernel.errors import Overloaded
from actors.kernel.identity import Identity
from actors.kernel.ports import Receipt, Sender, Shown
from actors.kernel.turn import Command

SECONDS = 10.0  # of a request that does not say how long it will wait
_PREFER_WAIT = re.compile(rb"(?:^|[,;\s])wait=(\d{1,4})(?:$|[,;\s])")
_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)
_own: ContextVar[bool] = ContextVar("own", default=False)  # the request said how long it waits


class Impatient(Overloaded):
    """The request would not wait longer by its own word, which says nothing of the platform."""


def begin(scope: Scope) -> None:
    """Start the patience of the request of `scope`: ten seconds, or fewer if it says so itself by
    the header `Prefer: wait=<seconds>` (RFC 7240).

    The server gives every request a context of its own, so nothing has to be undone.
    """
    seconds, own = SECONDS, False
    for name, value in scope["headers"]:
        if name == b"prefer" and (found := _PREFER_WAIT.search(value)):
            own = float(found[1]) < seconds
            seconds = min(seconds, float(found[1]))
    _own.set(own)
    _deadline.set(asyncio.get_running_loop().time() + seconds)


def endless() -> Context:
    """Return the context of what goes on after its request: the same, but without its patience."""
    context = copy_context()
    context.run(_deadline.set, None)
    return context


class PatientSender:
    """Passes on to `sender` with what is left of the request's patience, at most `timeout`."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def send(
        self, key: str, command: Command, *, id: str, by: Identity, timeout: float = 10.0
    ) -> Receipt:
        """See `Sender.send`.

        Raises:
            Overloaded: the request's patience is at its end; this command was not sent.
        """
        return await self._sender.send(key, command, id=id, by=by, timeout=left(timeout))

    async def show(self, key: str, *, timeout: float = 10.0) -> Shown:
        """See `Sender.show`.

        Raises:
            Overloaded: the request's patience is at its end.
        """
        return await self._sender.show(key, timeout=left(timeout))


def left(timeout: float) -> float:
    """Return what is left of the patience of the request that runs here, at most `timeout` seconds.

    Raises:
        Overloaded: nothing is left; Impatient, if the request itself asked for so little.
    """
    deadline = _deadline.get()
    if deadline is None:  # a terminal's connection, or work of the process itself
        return timeout
    seconds = min(timeout, deadline - asyncio.get_running_loop().time())
    if seconds <= 0:
        raise Impatient if _own.get() else Overloaded
    return seconds
