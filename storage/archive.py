"""Moves the commits of entities at rest out of the journal into archive files, and back.

An entity is at rest before a month when its last commit is older than the month, it has no pending
alarm, and its snapshot is of that commit, in the form that the present code reads: then the
snapshot alone is enough to go on with it, since that holds state, head and the ids of the last
commands. Only commits that a seal holds are moved, and only whole histories that verify, so what
leaves the journal can be proven for ever.

Killed at any point, nothing is lost: a file is durable and read back before it is recorded in
`archives`, and recorded before the journal gives its commits up. The next run finishes what was
recorded; a file that was not is written again.
"""

from collections.abc import AsyncIterator, Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path

import msgspec
from bson.raw_bson import RawBSONDocument
from msgspec.structs import replace

from storage import archives
from storage.archive_file import (
    BadArchive,
    Manifest,
    Writing,
    only_one,
    read_commits,
    read_manifest,
    statement,
    write_manifest,
)
from storage.chain import commit_id, digest, digest_of, link
from storage.journal import Journal, Outcome
from storage.mongo import Database
from storage.seal_check import check_seals
from storage.sealed_heads import SealedHeads
from storage.signing import Signer, key_id
from storage.snapshots import Snapshot, Snapshots
from storage.verdict import Examination, Verdict

MOST = 20_000  # entities in one file
_BATCH = 500

Progress = Callable[[str, int], None]
"""Called with a step that was done ("written", "recorded", "removed") and to how many commits."""


class NotArchived(Exception):
    """It may not be archived, or restored; the message says why. Nothing was lost."""


class Archive:
    """Archive files in `folder`. `keys` are the public keys that are trusted, by name."""

    def __init__(self, database: Database, folder: Path, keys: Mapping[str, bytes]) -> None:
        self._database = database
        self._folder = folder
        self._keys = keys
        self._journal = Journal(database)
        self._records = database["archives"]

    async def move(
        self,
        signer: Signer,
        before: datetime,
        now: datetime,
        schemas: Mapping[str, int],
        *,
        keep: bool = False,
        progress: Progress = lambda done, commits: None,
    ) -> list[Manifest]:
        """Move the commits of all entities at rest before `before`, the first instant of a month,
        into files; return their manifests. `schemas` holds for each kind the version of its state:
        an entity whose snapshot is of another is left, since it could not go on. `keep` leaves the
        commits in the journal, too.

        Raises:
            NotArchived: a seal or a chain is broken, or a follower has not read the journal yet.
            BadArchive: a file could not be read back.
            PyMongoError: the database did not answer; run it again.
        """
        await self._require_followers()
        made: list[Manifest] = []
        with self._alone(), SealedHeads() as heads:
            await self.finish(progress)
            verdict = Verdict()
            await check_seals(self._database, self._keys, verdict, heads)
            if verdict.faults:
                raise NotArchived(f"{verdict.faults[0]}: see yimen verify")
            async for keys in self._at_rest(heads, before, schemas):
                manifest = await self._write(keys, heads, signer, before, now, progress)
                state = archives.KEPT if keep else archives.WRITTEN
                record = {"_id": manifest.name, "state": state, **msgspec.to_builtins(manifest)}
                await self._records.insert_one(record)
                progress("recorded", manifest.commits)
                made.append(manifest)
                await self.finish(progress)
        return made

    async def finish(self, progress: Progress = lambda done, commits: None) -> None:
        """Take out of the journal what is recorded as written, however far an earlier run came.

        Raises:
            BadArchive: a file that is recorded is not what was written.
        """
        for record in await self._records.find({"state": archives.WRITTEN}).to_list():
            path = self._folder / record["_id"]
            read_manifest(path, self._keys)
            removed = 0
            for commits in _batches(path):
                ids = [commit["_id"] for commit in commits]
                await self._database["journal"].delete_many({"_id": {"$in": ids}})
                removed += len(ids)
                progress("removed", removed)
            await self._set_state(record["_id"], archives.REMOVED)

    async def restore(self, path: Path) -> Manifest:
        """Put the commits in the archive file at `path` back into the journal.

        Raises:
            BadArchive: the file is not what was written.
            NotArchived: the journal holds another commit under the id of one in the file.
            PyMongoError: the database did not answer; run it again.
        """
        manifest = read_manifest(path, self._keys)
        for commits in _batches(path):
            outcomes = await self._journal.append_many(commits)
            if Outcome.UNKNOWN in outcomes:
                raise NotArchived("the database did not take all commits; run it again")
            doubles = [
                commit
                for commit, outcome in zip(commits, outcomes, strict=True)
                if outcome is Outcome.DUPLICATE
            ]
            there = await self._journal.find([commit["_id"] for commit in doubles])
            for commit in doubles:
                if digest_of(there[commit["_id"]]) != digest(commit.raw):
                    raise NotArchived(f"the journal holds another commit {commit['_id']}")
        await self._set_state(manifest.name, archives.RESTORED)
        return manifest

    @contextmanager
    def _alone(self) -> Generator[None]:
        try:
            with only_one(self._folder):
                yield
        except BlockingIOError as error:
            raise NotArchived(f"another process archives into {self._folder}") from error

    async def _write(
        self,
        keys: Sequence[str],
        heads: SealedHeads,
        signer: Signer,
        before: datetime,
        now: datetime,
        progress: Progress,
    ) -> Manifest:
        """Write the commits of `keys` into a file, and read it back."""
        name = await self._name(before)
        verdict = Verdict()
        examination = Examination(verdict, heads.digest, heads.last)
        ids: list[str] = []
        with Writing(self._folder / name) as writing:
            for key in keys:
                async for commit in self._journal.stored(key):
                    found = link(commit, commit.raw)
                    if found is None:
                        raise NotArchived(f"{commit['_id']} is no commit: see yimen verify")
                    examination.add(found)
                    writing.add(commit.raw)
                    ids = [ids[0] if ids else commit["_id"], commit["_id"]]
                    if writing.commits % _BATCH == 0:
                        progress("written", writing.commits)
            examination.end()
            if verdict.damages or verdict.unsealed:
                named = verdict.damages[0].key if verdict.damages else keys[0]
                raise NotArchived(f"the history of {named} does not verify: see yimen verify")
            sha256 = writing.finish()
            progress("written", writing.commits)
        manifest = Manifest(
            name=name,
            before=f"{before:%Y-%m}",
            made=now,
            entities=len(keys),
            commits=writing.commits,
            first=ids[0],
            last=ids[1],
            sha256=sha256,
            signer=key_id(await signer.identify()),
        )
        signature = await signer.sign(statement(manifest))
        manifest = replace(manifest, signature=signature.hex())
        write_manifest(writing.path, manifest)
        _read_back(writing.path, manifest, self._keys, heads)
        return manifest

    async def _at_rest(
        self, heads: SealedHeads, before: datetime, schemas: Mapping[str, int]
    ) -> AsyncIterator[list[str]]:
        """Yield the keys of entities at rest, in the order of their commits' ids, a file's at a
        time."""
        after, found = "", list[str]()
        snapshots = Snapshots(self._database)
        while page := await snapshots.page(after, _BATCH):
            after = page[-1].key
            quiet = [each for each in page if _quiet(each, heads, schemas)]
            found += await self._whole(quiet, before)
            if len(found) >= MOST:
                yield sorted(found, key=_place)
                found = []
        if found:
            yield sorted(found, key=_place)

    async def _whole(self, snapshots: Sequence[Snapshot], before: datetime) -> list[str]:
        """Return those of which the journal holds all, the last being what the snapshot is of."""
        ids = [
            commit_id(each.key, seq) for each in snapshots for seq in (1, each.seq, each.seq + 1)
        ]
        commits = await self._journal.find(ids)
        return [
            each.key
            for each in snapshots
            if commit_id(each.key, 1) in commits
            and commit_id(each.key, each.seq + 1) not in commits
            and (last := commits.get(commit_id(each.key, each.seq))) is not None
            and last["at"] < before
            and digest_of(last) == each.head
        ]

    async def _require_followers(self) -> None:
        """A follower that still reads the journal itself must find all of it."""
        async for place in self._database["followers"].find({"scanned": {"$ne": None}}):
            raise NotArchived(f"the follower {place['_id']} has not read the journal yet; wait")

    async def _name(self, before: datetime) -> str:
        month = f"{before:%Y-%m}"
        count = await self._records.count_documents({"before": month})
        return f"before-{month}-{count + 1:04d}.bson.gz"

    async def _set_state(self, name: str, state: str) -> None:
        await self._records.update_one({"_id": name}, {"$set": {"state": state}})


def _quiet(snapshot: Snapshot, heads: SealedHeads, schemas: Mapping[str, int]) -> bool:
    if snapshot.alarms or snapshot.schema != schemas.get(snapshot.key.partition(":")[0]):
        return False
    sealed = heads.digest(snapshot.key, snapshot.seq)
    return sealed is not None and sealed == snapshot.head


def _read_back(
    path: Path, manifest: Manifest, keys: Mapping[str, bytes], heads: SealedHeads
) -> None:
    """Check that the file at `path` holds what was to be written.

    Raises:
        BadArchive: it does not.
    """
    verdict = Verdict()
    examination = Examination(verdict, heads.digest, heads.last)
    if read_manifest(path, keys) != manifest:
        raise BadArchive(f"the manifest of {path.name} was not written as it was meant")
    for commit in read_commits(path):
        found = link(commit, commit.raw)
        if found is None:
            raise BadArchive(f"{path.name} holds what is no commit")
        examination.add(found)
    examination.end()
    if not verdict.sound or (verdict.entities, verdict.commits) != (
        manifest.entities,
        manifest.commits,
    ):
        raise BadArchive(f"{path.name} does not hold what was written")


def _batches(path: Path) -> Iterator[list[RawBSONDocument]]:
    commits = read_commits(path)
    while batch := list(islice(commits, _BATCH)):
        yield batch


def _place(key: str) -> str:
    return f"{key}/"
