"""Folds a batch of commits into the rows of views, each commit with effect once.

Followers of different shards may fold into the same row or counter at the same time: each does so
in a transaction that reads what it changes, so one of the two is rolled back and folds again.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

import structlog
from pymongo import DeleteOne, ReplaceOne, UpdateOne
from pymongo.asynchronous.client_session import AsyncClientSession

from actors.kernel.restricting import ends
from actors.kernel.view import Add, Commit, Drop, Put, Row, View, Write, entity_id
from storage.archives import CommitsArchived
from storage.chain import commit_id
from storage.mongo import Database
from storage.quarantine import quarantine
from storage.search.index import TERMS, terms_of_row
from storage.secrecy import rows as secret
from storage.secrecy.commits import opened_all
from storage.secrecy.keeping import data_keys

SetAside = Callable[[str, str, Exception, AsyncClientSession], Awaitable[None]]
"""Called with the view, the `_id` of the commit that it cannot fold, and why."""

_log = structlog.get_logger("yimen.views")


@dataclass(frozen=True)
class _Changed:
    """A row before and after a batch, whose last commit was `last`."""

    id: str
    before: Row | None
    after: Row | None
    last: str


class Folding:
    """Folds into the collections of `database`; `rename` gives the collection to use for a view's
    name, so that a view can be made anew beside the one that is read. `set_aside` hears of what
    cannot be folded; without it, it is quarantined."""

    def __init__(
        self,
        database: Database,
        views: Sequence[View],
        *,
        rename: Callable[[str], str] = lambda name: name,
        set_aside: SetAside | None = None,
    ) -> None:
        self._database = database
        self._keys = data_keys(database)
        self._views = views
        self._rename = rename
        self._set_aside = set_aside or self._quarantine

    async def fold(self, commits: Sequence[Commit], session: AsyncClientSession) -> None:
        """Fold `commits`, in any order and met any number of times, in the session's transaction.
        Those whose key was destroyed fold into nothing.

        A commit that a view cannot fold is set aside for that view alone; its row goes on.
        """
        meant = await opened_all(commits, self._keys)
        for view in self._views:
            touched = await self._touched(view, meant, session)
            if touched:
                await self._fold_rows(view, touched, session)
            if view.parts:
                await self._remove_parts(view, meant, session)

    async def refold(self, commit: Commit, session: AsyncClientSession) -> set[str]:
        """Fold the rows that `commit` touches anew, each from all commits that it follows from, in
        the session's transaction, and return the ids of those. The rows of a view that cannot be
        made from the journal alone take up `commit` only, unless a later one has been folded.

        Raises:
            CommitsArchived: part of what a row follows from is in archives.
        """
        folded = {str(commit["_id"])}
        meant = await opened_all([commit], self._keys)
        for view in self._views:
            changed: list[_Changed] = []
            for id in await self._touched(view, meant, session):
                before = (await self._kept(view, [id], session)).get(id)
                row: Row | None = None
                commits: Sequence[Commit] = meant
                if view.rebuildable:
                    commits = await self._history(view, id, commit, session)
                    folded |= {each["_id"] for each in commits}
                elif before and before.get("seq", 0) <= commit["seq"]:
                    row = {name: value for name, value in before.items() if name != "seq"}
                elif before:
                    continue
                after = await self._fold_row(view, row, id, commits, session)
                changed.append(_Changed(id, before, after, commit["_id"]))
            await self._save(view, changed, session)
        return folded

    async def _touched(
        self, view: View, commits: Sequence[Commit], session: AsyncClientSession
    ) -> dict[str, list[Commit]]:
        """Return the rows that `commits` touch, each with its commits."""
        touched: dict[str, list[Commit]] = {}
        for commit in commits:
            if not view.reads(commit["kind"]):
                continue
            try:
                ids = view.rows(commit)
            except Exception as error:  # as in `_fold_row`
                await self._set_aside(view.name, commit["_id"], error, session)
                continue
            for id in ids:
                touched.setdefault(id, []).append(commit)
        return touched

    async def _fold_rows(
        self, view: View, touched: Mapping[str, list[Commit]], session: AsyncClientSession
    ) -> None:
        rows = await self._kept(view, list(touched), session)
        changed: list[_Changed] = []
        for id, new in touched.items():
            before = rows.get(id)
            commits = await self._complete(view, before, new, session)
            after = await self._fold_row(view, before, id, commits, session)
            if after is not before:
                changed.append(_Changed(id, before, after, commits[-1]["_id"]))
        await self._save(view, changed, session)

    async def _remove_parts(
        self, view: View, commits: Sequence[Commit], session: AsyncClientSession
    ) -> None:
        """Remove the rows of entities whose time is over."""
        over = [entity_id(each) for each in commits if ends(view, each)]
        if over:
            rows = self._database[self._rename(view.name)]
            await rows.delete_many({view.parts: {"$in": over}}, session=session)

    async def _fold_row(
        self,
        view: View,
        row: Row | None,
        id: str,
        commits: Sequence[Commit],
        session: AsyncClientSession,
    ) -> Row | None:
        for commit in commits:
            field = view.seq_field(commit["kind"])
            if row is not None and row.get(field, 0) >= commit["seq"]:
                continue
            try:
                after = view.fold(row, id, commit)
            except Exception as error:  # watchers fail alone: the other views and rows go on
                await self._set_aside(view.name, commit["_id"], error, session)
                after = dict(row) if row else None
            if after is not None:
                after[field] = commit["seq"]
                if view.hidden and field == "seq":
                    after = secret.said_by(after, commit)
            row = after
        return row

    async def _kept(
        self, view: View, ids: Sequence[str], session: AsyncClientSession
    ) -> dict[str, Row]:
        """Return those of the rows that there are, as they were meant."""
        collection = self._database[self._rename(view.name)]
        found = await collection.find({"_id": {"$in": ids}}, session=session).to_list()
        rows = await secret.opened_all(found, self._keys) if view.hidden else found
        return {row["_id"]: row for row in rows}

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
                complete += await opened_all(await missed.sort("_id").to_list(), self._keys)
            complete.append(commit)
            held[key] = max(known, commit["seq"])
        return complete

    async def _history(
        self, view: View, id: str, commit: Commit, session: AsyncClientSession
    ) -> list[Commit]:
        """Return all commits that the row `id` follows from, `commit` being one of them.

        Raises:
            CommitsArchived: the journal has only the latest of them.
        """
        keys: Sequence[str] = [commit["key"]]
        if view.sources is not None:
            keys = view.sources(id)
        elif view.whole:
            keys = [f"{kind}:{id}" for kind in view.kinds]
        history: list[Commit] = []
        for key in keys:
            found = self._database["journal"].find(
                {"_id": {"$gt": f"{key}/", "$lt": f"{key}/~"}}, session=session
            )
            commits = await found.sort("_id").to_list()
            if commits and commits[0]["seq"] > 1:
                raise CommitsArchived("restore the history of the row first: yimen archive")
            meant = await opened_all(commits, self._keys)
            history += (await self._touched(view, meant, session)).get(id, [])
        return history

    async def _save(
        self, view: View, changed: Sequence[_Changed], session: AsyncClientSession
    ) -> None:
        changed, derived = await self._derive(view, changed, session)
        if changed:
            writes = [_replaced(view, row) for row in changed]
            if view.hidden:
                writes = await self._hidden(view, writes)
            await self._write(view.name, writes, session)
        for name, writes in derived.items():
            if writes:
                await self._write(name, writes, session)

    async def _hidden(self, view: View, writes: Sequence[Write]) -> list[Write]:
        """Return `writes` with what people wrote hidden."""
        wanted = secret.keys_of(write.row for write in writes if isinstance(write, Put))
        keys = await self._keys.find(wanted) if wanted else {}
        return [
            Put(secret.hidden(write.row, view.hidden, keys)) if isinstance(write, Put) else write
            for write in writes
        ]

    async def _derive(
        self, view: View, changed: Sequence[_Changed], session: AsyncClientSession
    ) -> tuple[Sequence[_Changed], Mapping[str, list[Write]]]:
        """Return what follows from `changed`, and those rows of it that something follows from.

        A row from which nothing can be derived stays as it was, and its last commit is set aside.
        """
        if view.derive is None:
            return changed, {}
        try:
            return changed, view.derive([(row.before, row.after) for row in changed])
        except Exception as error:  # as in `_fold_row`
            if len(changed) > 1:
                apart = [await self._derive(view, [row], session) for row in changed]
                left = [row for rows, _ in apart for row in rows]
                return left, view.derive([(row.before, row.after) for row in left])
            await self._set_aside(view.name, changed[0].last, error, session)
            return (), {}

    async def _write(self, name: str, writes: Sequence[Write], session: AsyncClientSession) -> None:
        collection = self._database[self._rename(name)]
        await collection.bulk_write(
            [_operation(write) for write in writes], ordered=False, session=session
        )

    async def _quarantine(
        self, view: str, commit: str, error: Exception, session: AsyncClientSession
    ) -> None:
        _log.error("commit.quarantined", view=view, commit=commit, error=type(error).__name__)
        await quarantine(self._database, view, commit, error, session)


def _replaced(view: View, row: _Changed) -> Write:
    """Return what writes a row. Its fields are in order, so that it does not tell which of its
    entities was met first: a view that is made anew is the same to the byte."""
    if row.after is None:
        return Drop(row.id)
    after = {**row.after, TERMS: _terms(view, row)} if view.searchable else row.after
    return Put({"_id": row.id, **dict(sorted(after.items()))})


def _terms(view: View, row: _Changed) -> list[str]:
    """Return the terms that the row after the batch is found by; those it had, if they still are
    its own: most commits change no text."""
    before, after = row.before or {}, row.after or {}
    said = {path.partition(".")[0] for path, _ in view.texts}
    if TERMS in before and all(before.get(name) == after.get(name) for name in said):
        return before[TERMS]
    return list(terms_of_row(after, view.texts))


def _operation(write: Write) -> DeleteOne | ReplaceOne[Row] | UpdateOne:
    """Return `write` as the driver has it."""
    match write:
        case Drop(id):
            return DeleteOne({"_id": id})
        case Put(row):
            return ReplaceOne({"_id": row["_id"]}, row, upsert=True)
        case Add(id, amounts, begin):
            return UpdateOne({"_id": id}, {"$inc": amounts, "$setOnInsert": begin}, upsert=True)
