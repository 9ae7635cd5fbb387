"""Folds a batch of commits into the rows of views, each commit with effect once."""

from collections.abc import Callable, Sequence

import structlog
from pymongo import DeleteOne, ReplaceOne
from pymongo.asynchronous.client_session import AsyncClientSession

from actors.views.view import Commit, Row, View, Write
from storage.journal import commit_id
from storage.mongo import Database
from storage.quarantine import quarantine

_log = structlog.get_logger("yimen.views")


class Folding:
    """Folds into the collections of `database`; `rename` gives the collection to use for a view's
    name, so that a view can be made anew beside the one that is read. `quarantined` counts the
    commits that a view could not fold since the start."""

    def __init__(
        self,
        database: Database,
        views: Sequence[View],
        *,
        rename: Callable[[str], str] = lambda name: name,
    ) -> None:
        self._database = database
        self._views = views
        self._rename = rename
        self.quarantined = 0

    async def fold(self, commits: Sequence[Commit], session: AsyncClientSession) -> None:
        """Fold `commits`, in any order and met any number of times, in the session's transaction.

        A commit that a view cannot fold is quarantined for that view alone; its row goes on.
        """
        for view in self._views:
            await self._fold_view(view, commits, session)

    async def _fold_view(
        self, view: View, commits: Sequence[Commit], session: AsyncClientSession
    ) -> None:
        touched: dict[str, list[Commit]] = {}
        for commit in commits:
            if view.reads(commit["kind"]):
                for id in view.rows(commit):
                    touched.setdefault(id, []).append(commit)
        if not touched:
            return
        collection = self._database[self._rename(view.name)]
        found = collection.find({"_id": {"$in": list(touched)}}, session=session)
        rows: dict[str, Row] = {row["_id"]: row async for row in found}
        changes: list[tuple[Row | None, Row | None]] = []
        writes: list[Write] = []
        for id, new in touched.items():
            before = rows.get(id)
            after = before
            for commit in await self._complete(view, before, new, session):
                after = await self._fold_one(view, after, id, commit, session)
            if after is before:
                continue
            changes.append((before, after))
            writes.append(
                DeleteOne({"_id": id})
                if after is None
                else ReplaceOne({"_id": id}, after, upsert=True)
            )
        if not writes:
            return
        await self._write(view.name, writes, session)
        if view.derive is not None:
            for name, derived in view.derive(changes).items():
                if derived:
                    await self._write(name, derived, session)

    async def _fold_one(
        self, view: View, row: Row | None, id: str, commit: Commit, session: AsyncClientSession
    ) -> Row | None:
        field = view.seq_field(commit["kind"])
        if row is not None and row.get(field, 0) >= commit["seq"]:
            return row
        try:
            after = view.fold(row, id, commit)
        except Exception as error:  # watchers fail alone: the other views and rows go on
            _log.error("commit.quarantined", view=view.name, commit=commit["_id"])
            await quarantine(self._database, view.name, commit["_id"], error, session)
            self.quarantined += 1
            after = dict(row) if row else None
        if after is not None:
            after[field] = commit["seq"]
        return after

    async def _complete(
        self, view: View, row: Row | None, commits: Sequence[Commit], session: AsyncClientSession
    ) -> list[Commit]:
        """Return `commits` by seq, with those that were missed before them looked up."""
        ordered = sorted(commits, key=lambda commit: (commit["key"], commit["seq"]))
        if not view.whole:
            return ordered
        complete: list[Commit] = []
        held: dict[str, int] = {}
        for commit in ordered:
            key = commit["key"]
            field = view.seq_field(commit["kind"])
            known: int = held[key] if key in held else (row or {}).get(field, 0)
            if commit["seq"] > known + 1:
                missed = self._database["journal"].find(
                    {"_id": {"$gt": commit_id(key, known), "$lt": commit["_id"]}}, session=session
                )
                complete += await missed.sort("_id").to_list()
            complete.append(commit)
            held[key] = max(known, commit["seq"])
        return complete

    async def _write(self, name: str, writes: Sequence[Write], session: AsyncClientSession) -> None:
        collection = self._database[self._rename(name)]
        await collection.bulk_write(writes, ordered=False, session=session)
