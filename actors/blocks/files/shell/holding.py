"""Files that entities pass on to each other: whoever is sent one holds it from then on, so that it
stays when the entity that it came with is destroyed."""

from actors.blocks.files.digest import digests, names_files
from actors.kernel.errors import Refusal
from actors.kernel.identity import Identity
from actors.kernel.ports import Receipt, Sender, Shown
from actors.kernel.turn import Command
from storage.files import Files
from storage.mongo import Database


class HoldingSender:
    """Passes on to `sender` what the platform sends; the files that a command names are held for
    its target. Whose they are is not asked: the rules of an entity have sent them."""

    def __init__(self, sender: Sender, database: Database) -> None:
        self._sender = sender
        self._files = Files(database)

    async def send(
        self, key: str, command: Command, *, id: str, by: Identity, timeout: float = 10.0
    ) -> Receipt:
        """See `Sender.send`. Where the outcome is not known the files stay held.

        Raises:
            PyMongoError: the database did not answer; nothing was sent, or it is not known.
        """
        if not names_files(type(command)) or not (named := digests(command)):
            return await self._sender.send(key, command, id=id, by=by, timeout=timeout)
        held = await self._files.hold({sha256 for _, sha256 in named}, key, id)
        try:
            receipt = await self._sender.send(key, command, id=id, by=by, timeout=timeout)
        except Refusal:
            await self._files.let_go(held, id)
            raise
        await self._files.keep_held(held, key, id)
        return receipt

    async def show(self, key: str, *, timeout: float = 10.0) -> Shown:
        """See `Sender.show`."""
        return await self._sender.show(key, timeout=timeout)
