"""The keys of records and of all that hangs on them, destroyed for good."""

import asyncio
from collections.abc import Sequence
from typing import Any

from pymongo.errors import PyMongoError

from actors.blocks.retention.due import beside
from actors.kernel.errors import Reason, Refusal, Unavailable
from actors.kernel.system import Installed
from actors.kinds import all_views
from serve_apps.front.wiring import Wiring
from storage.secrecy.destruction import InClear, destroy, is_destroyed

LOOK = 0.05  # seconds between two looks at what lists still have
LISTED_SECONDS = 30.0


class RecordKeys:
    """Destroys the keys under which records are hidden; see `storage/secrecy`."""

    def __init__(self, around: Wiring) -> None:
        self._database = around.database
        self._library = around.library

    async def hanging_on(self, subjects: Sequence[str]) -> tuple[str, ...]:
        """Return the keys of the entities that go with those of `subjects`, and with each other:
        papers, calls, letters, and what stands beside them for life.

        Raises:
            Unavailable: the database does not answer.
        """
        parts = [each for each in self._library[Installed].kept().values() if each.part_of[0]]
        found, new = dict.fromkeys(subjects), list(subjects)
        try:
            while new:
                more = [key for each in new for key in beside(self._library, each)]
                for each in parts:
                    view, field = each.part_of
                    ids = await self._database[view].distinct("_id", {field: {"$in": new}})
                    more += [f"{each.kind}:{id}" for id in ids]
                new = [key for key in dict.fromkeys(more) if key not in found]
                found |= dict.fromkeys(new)
        except PyMongoError as error:
            raise Unavailable("the database does not answer") from error
        return tuple(key for key in found if key not in subjects)

    async def is_destroyed(self, key: str) -> bool:
        """Tell whether the entity can be read by nobody any more.

        Raises:
            Unavailable: the database does not answer.
        """
        try:
            return await is_destroyed(self._database, key)
        except PyMongoError as error:
            raise Unavailable("the database does not answer") from error

    async def until_unlisted(self, keys: Sequence[str]) -> None:
        """Wait until no list has a row of one of the entities `keys`, which are restricted, unless
        that says so of itself: what is destroyed is folded no more, and would stay listed for ever.

        Raises:
            Refusal: a list has one still; do it again.
            Unavailable: the database does not answer.
        """
        try:
            async with asyncio.timeout(LISTED_SECONDS):
                while await self._listed(keys):
                    await asyncio.sleep(LOOK)
        except TimeoutError:
            raise Refusal(Reason("destruction.still_listed"), kind="not_now") from None
        except PyMongoError as error:
            raise Unavailable("the database does not answer") from error

    async def _listed(self, keys: Sequence[str]) -> bool:
        ids: dict[str, list[str]] = {}
        for kind, _, id in (key.partition(":") for key in keys):
            ids.setdefault(kind, []).append(id)
        for view in all_views(self._library):
            field = view.parts or ("_id" if view.whole else "")
            of_kind = ids.get(view.kinds[0], ())
            if not field or not of_kind:
                continue
            where: dict[str, Any] = {field: {"$in": list(of_kind)}}
            if view.keeps_restricted:
                where["restricted"] = {"$ne": True}
            if await self._database[view.name].find_one(where):
                return True
        return False

    async def destroy(self, subjects: Sequence[str]) -> None:
        """Have the data of the entities `subjects`, and of what hangs on them, be readable by
        nobody any more.

        Raises:
            Refusal: part of them was written before anything was hidden.
            Unavailable: it is not known to be done; do it again.
        """
        hanging = await self.hanging_on(subjects)
        try:
            await destroy(self._database, [*subjects, *hanging])
        except InClear as error:
            facts = {"count": str(len(error.keys))}
            raise Refusal(Reason("destruction.in_clear", facts=facts), kind="not_now") from error
        except PyMongoError as error:
            raise Unavailable("the database does not answer") from error
