"""Whose a file is, asked of every command that names one, whoever sends it by whatever channel."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import uuid4

from actors.blocks.files.digest import digests, names_files, with_facts
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import Identity
from actors.kernel.kind import EntityKind
from actors.kernel.ports import Receipt, Sender, Shown
from actors.kernel.turn import Command
from storage.files import Files, Stored
from storage.mongo import Database
from storage.uploads import Uploads


class AttachingSender:
    """Passes on to `sender`; of a command that names files only if each was handed in by who sends
    it, or by his or her unit, or is the entity's already and the sender knows of that.

    What stands beside a digest (type, size) is set to what the file was found to be. A file is held
    while the command is under way, so that it is not removed as nobody's in the meantime.
    """

    def __init__(
        self, sender: Sender, database: Database, kinds: Mapping[str, EntityKind[Any]]
    ) -> None:
        self._sender = sender
        self._files = Files(database)
        self._uploads = Uploads(database)
        self._kinds = kinds

    async def send(
        self, key: str, command: Command, *, id: str, by: Identity, timeout: float = 10.0
    ) -> Receipt:
        """See `Sender.send`.

        Raises:
            Refusal: also when a file is not the sender's to name, whether there is such a file or
                not.
        """
        if not names_files(type(command)) or not (named := digests(command)):
            return await self._sender.send(key, command, id=id, by=by, timeout=timeout)
        wanted = {sha256 for _, sha256 in named}
        token = uuid4().hex
        held = await self._files.hold(wanted, key, token)  # before it is asked whether it is there
        try:
            known = await self.known(key, by, wanted)
            foreign = [Reason("file.not_yours", at) for at, sha256 in named if sha256 not in known]
            if foreign:
                raise Refusal(*foreign)
            facts = {sha256: facts_of(stored) for sha256, stored in known.items()}
            told = with_facts(command, facts)
            receipt = await self._sender.send(key, told, id=id, by=by, timeout=timeout)
        except Refusal:
            await self._files.let_go(held, token)
            raise
        if held:
            await self._files.keep_held(held, key, token)
        return receipt

    async def show(self, key: str, *, timeout: float = 10.0) -> Shown:
        """See `Sender.show`."""
        return await self._sender.show(key, timeout=timeout)

    async def known(self, key: str, by: Identity, wanted: Collection[str]) -> dict[str, Stored]:
        """Return those of the files `wanted` that `by` may name in a command to the entity `key`.

        Raises:
            Overloaded, Unavailable: see `Sender.show`.
        """
        own = await self._uploads.of(wanted, by.id, by.unit)
        others = frozenset(wanted) - own
        if others:
            own |= others & await self._shown(key, by)
        return await self._files.known(own)

    async def _shown(self, key: str, by: Identity) -> frozenset[str]:
        """Return the files that the entity `key` names, if `by` may know of it."""
        kind = self._kinds.get(key.partition(":")[0])
        if kind is None or kind.rules is None:
            return frozenset()
        shown = await self._sender.show(key)
        if not shown.seq or not kind.rules.may_know(by, shown.state):
            return frozenset()
        return frozenset(sha256 for _, sha256 in digests(shown.state))


def facts_of(stored: Stored) -> Mapping[str, Any]:
    """Return what is known of a file, by the names of fields that tell it."""
    return {"media_type": stored.media_type, "size": stored.bytes, "bytes": stored.bytes}
