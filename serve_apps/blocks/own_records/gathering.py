"""Everything that the platform holds of an account, record by record (PIPL Art. 45)."""

from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from actors.kernel.errors import Quarantined
from actors.kernel.kind import EntityKind
from actors.kernel.ports import Sender
from serve_apps.front.holding import HeldFile, Holding, Telling
from storage import rows
from storage.mongo import Database
from storage.rows import Order
from storage.secrecy.destruction import is_destroyed

_IN_ORDER = Order(())


@dataclass(frozen=True)
class Held:
    """One record that is handed over, and the stored files that belong to it."""

    told: Mapping[str, Any]
    files: tuple[HeldFile, ...] = ()


@dataclass(frozen=True)
class Gathering:
    """Looks up what is held of `account`, in `holdings`."""

    sender: Sender
    database: Database
    kinds: Mapping[str, EntityKind[Any]]
    holdings: tuple[Holding, ...]
    telling: Telling
    account: str

    async def count(self) -> int:
        """Return how many records there are now, about.

        Raises:
            PyMongoError: the database does not answer.
        """
        most = 0
        for each in self.holdings:
            if each.collection:
                most += await self.database[each.collection].count_documents(self._where(each))
            else:
                most += 1
        return most

    async def each(self, holding: Holding) -> AsyncIterator[Held]:
        """Yield the records of `holding`.

        Raises:
            PyMongoError: the database does not answer.
            Overloaded, Unavailable: an entity could not be asked.
            Quarantined: one cannot be read, and was not destroyed.
        """
        if not holding.collection:
            found = await self._held(holding, {}, holding.named(self.account))
            if found is not None:
                yield found
            return
        where = self._where(holding)
        async for row in rows.each(self.database, holding.collection, where, _IN_ORDER):
            found = await self._held(holding, row, str(row["_id"]))
            if found is not None:
                yield found

    async def _held(self, holding: Holding, row: Mapping[str, Any], id: str) -> Held | None:
        if not holding.kind:
            return Held(holding.told(row, None, self.telling))
        key = f"{holding.kind}:{id}"
        try:
            shown = await self.sender.show(key)
        except Quarantined:
            if await is_destroyed(self.database, key):
                return None  # nothing of it is held any more, but the row
            raise
        if not shown.seq or self.kinds[holding.kind].concerns(shown.state) != self.account:
            return None  # the row was late
        told = holding.told(row, shown.state, self.telling)
        return Held(told, tuple(_once(holding.files(shown.state))))

    def _where(self, holding: Holding) -> dict[str, Any]:
        return {holding.field: holding.named(self.account)}


def _once(files: Iterable[HeldFile]) -> Iterable[HeldFile]:
    return {each.sha256: each for each in files if each.sha256}.values()
