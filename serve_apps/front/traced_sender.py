"""Spans for what a channel sends to entities, within requests that are traced."""

from actors.kernel.identity import Identity
from actors.kernel.ports import Receipt, Sender, Shown
from actors.kernel.turn import Command
from actors.runtime.tracing import Spans


class TracedSender:
    """Passes on to `sender`, and notes in `spans` how long the answer took."""

    def __init__(self, sender: Sender, spans: Spans) -> None:
        self._sender = sender
        self._spans = spans

    async def send(
        self, key: str, command: Command, *, id: str, by: Identity, timeout: float = 10.0
    ) -> Receipt:
        """See `Sender.send`."""
        with self._spans.sending(key.partition(":")[0], type(command).__name__):
            return await self._sender.send(key, command, id=id, by=by, timeout=timeout)

    async def show(self, key: str, *, timeout: float = 10.0) -> Shown:
        """See `Sender.show`."""
        with self._spans.sending(key.partition(":")[0], "show"):
            return await self._sender.show(key, timeout=timeout)
