"""Lines in the log for commands about cases: what came of them, and for which request.

A command that took effect is in the journal, so its line is of level "debug": written for each of a
thousand commands a second, it would cost a fifth of a web process.
"""

import structlog

from actors.kernel.errors import Fault, Refusal
from actors.kernel.identity import Identity
from actors.kernel.ports import Receipt, Sender, Shown
from actors.kernel.turn import Command

log = structlog.get_logger("serve_apps.commands")


class LoggedSender:
    """Passes on to `sender`. The lines get the trace that is bound to the request's context; they
    name the command and the rules that refused it, never what it carries."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def send(
        self, key: str, command: Command, *, id: str, by: Identity, timeout: float = 10.0
    ) -> Receipt:
        """See `Sender.send`."""
        if not key.startswith("case:"):
            return await self._sender.send(key, command, id=id, by=by, timeout=timeout)
        name = type(command).__name__
        try:
            receipt = await self._sender.send(key, command, id=id, by=by, timeout=timeout)
        except Refusal as refusal:
            codes = [reason.code for reason in refusal.reasons]
            log.info("command.refused", key=key, command=name, kind=refusal.kind, reasons=codes)
            raise
        except Fault as fault:
            error = type(fault).__name__
            log.warning("command.failed", key=key, command=name, error=error)
            raise
        log.debug("command.done", key=key, command=name, seq=receipt.seq, replayed=receipt.replayed)
        return receipt

    async def show(self, key: str, *, timeout: float = 10.0) -> Shown:
        """See `Sender.show`."""
        return await self._sender.show(key, timeout=timeout)
