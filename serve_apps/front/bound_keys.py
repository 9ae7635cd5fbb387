"""A key that a client has chosen for a wish belongs to one entity: sent for another, whatever the
channel, it is refused before anything is done there."""

from pymongo.errors import PyMongoError

from actors.kernel.command_ids import parted
from actors.kernel.errors import Reason, Refusal, Unavailable
from actors.kernel.identity import Identity
from actors.kernel.ports import Receipt, Sender, Shown
from actors.kernel.turn import Command
from serve_apps.front.gathering import Gathering
from storage.command_keys import CommandKeys
from storage.mongo import Database

MOST = 200  # keys that are bound in one write


class BoundSender:
    """Passes on to `sender`, and binds the key first of commands that bring one."""

    def __init__(self, sender: Sender, database: Database) -> None:
        self._sender = sender
        keys = CommandKeys(database)
        self._bound = Gathering[tuple[str, str], bool](keys.bind, most=MOST, pause=0.0)

    async def send(
        self, key: str, command: Command, *, id: str, by: Identity, timeout: float = 10.0
    ) -> Receipt:
        """See `Sender.send`.

        Raises:
            Refusal: also when the key of the wish stands for another entity.
            Unavailable: also when that is not known; nothing was sent.
        """
        chosen, digest = parted(id)
        if digest and not chosen.endswith("/") and not await self._is_of(chosen, key):
            raise Refusal(Reason("command.key_reused"))
        return await self._sender.send(key, command, id=id, by=by, timeout=timeout)

    async def show(self, key: str, *, timeout: float = 10.0) -> Shown:
        """See `Sender.show`."""
        return await self._sender.show(key, timeout=timeout)

    async def _is_of(self, chosen: str, entity: str) -> bool:
        try:
            return await self._bound.ask((chosen, entity))
        except PyMongoError as error:
            raise Unavailable("the key could not be bound") from error
