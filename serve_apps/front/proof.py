"""More proof of who it is (再次核验), asked for in the middle of something else."""

from collections.abc import Iterator
from contextlib import contextmanager

from actors.kernel.assurance import CODE
from actors.kernel.errors import Refusal
from actors.kernel.identity import Identity
from actors.kernel.ports import Receipt, Sender, Shown
from actors.kernel.turn import Command

PROVED_AT = "/api/v1/sessions/current/proofs"  # where programs bring more proof


class ProofNeeded(Exception):
    """What was asked is allowed once its sender has proved more, or once more, who he is. `level`
    is what that must be: "high" or "fresh"."""

    def __init__(self, level: str) -> None:
        super().__init__(f"assurance {level} needed")
        self.level = level


def level_asked(refusal: Refusal) -> str:
    """Return how well who asks must have proved who he is, "" where that is not what lacks."""
    if refusal.kind != "unproven":
        return ""
    return next((each.facts["level"] for each in refusal.reasons if each.code == CODE), "")


@contextmanager
def asking_for_proof() -> Iterator[None]:
    """Have what is asked of the rules in a channel, and not of an entity, ask for proof alike.

    Raises:
        ProofNeeded: in place of a refusal for want of it.
    """
    try:
        yield
    except Refusal as refusal:
        if level := level_asked(refusal):
            raise ProofNeeded(level) from refusal
        raise


class ProvenSender:
    """Passes on to `sender`, and tells a lack of proof from all other refusals: no form is to be
    blamed for it, so routes that show a form again with what was wrong do not see it."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def send(
        self, key: str, command: Command, *, id: str, by: Identity, timeout: float = 10.0
    ) -> Receipt:
        """See `Sender.send`.

        Raises:
            ProofNeeded: also.
        """
        try:
            return await self._sender.send(key, command, id=id, by=by, timeout=timeout)
        except Refusal as refusal:
            if level := level_asked(refusal):
                raise ProofNeeded(level) from refusal
            raise

    async def show(self, key: str, *, timeout: float = 10.0) -> Shown:
        """See `Sender.show`."""
        return await self._sender.show(key, timeout=timeout)
