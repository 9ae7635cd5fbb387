"""Verifies the journal: recomputes every chain and holds it against the seals. Reads only.

The seals are read first, then the journal in the order of ids, so the platform may go on working:
what is committed meanwhile is counted as not sealed yet. Memory is bounded; the sealed heads wait
in a temporary file.
"""

import heapq
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from bson.raw_bson import RawBSONDocument

from storage.archive_file import BadArchive, read_commits, read_manifest
from storage.archives import archive_names
from storage.attestations import Attestations
from storage.chain import link
from storage.journal import Journal
from storage.mongo import Database
from storage.seal_check import check_seals
from storage.sealed_heads import SealedHeads
from storage.secrecy.commits import BOX
from storage.verdict import Examination, Verdict

Progress = Callable[[int, int], None]
"""Called with how many of about how many commits have been read."""

_TELL_EVERY = 1_000


class ArchivedMeanwhile(Exception):
    """Commits were moved to an archive while they were read; verify again."""


async def verify(
    database: Database,
    keys: Mapping[str, bytes],
    archive: Path,
    *,
    key: str = "",
    since: datetime | None = None,
    noted: tuple[int, str] | None = None,
    attestations: Attestations | None = None,
    progress: Progress | None = None,
) -> Verdict:
    """Return what became of the journal and of the archives in the folder `archive`.

    `keys` are the public keys whose seals are trusted, by name. With `key` only that entity is
    looked at, with `since` only those that were written to since the seal before that instant.
    `noted` is the number of a seal and the beginning of its digest in hex, kept elsewhere: that
    seal must still be there. So must be every seal of which a witness told; `attestations` were
    gathered before, so that what is sealed and witnessed meanwhile is no contradiction.

    Raises:
        ArchivedMeanwhile: see there.
        PyMongoError: the database did not answer.
    """
    verdict = Verdict()
    names = await archive_names(database)
    with SealedHeads() as heads:
        await check_seals(
            database,
            keys,
            verdict,
            heads,
            key=key,
            since=since,
            noted=noted,
            attestations=attestations,
        )
        files, archived = _files(archive, names, keys, verdict)
        wanted = await _wanted(database, heads, key, since)
        await _examine(database, verdict, heads, files, wanted, archived, progress)
    if await archive_names(database) != names:
        raise ArchivedMeanwhile("commits were archived while they were read; verify again")
    return verdict


async def _examine(
    database: Database,
    verdict: Verdict,
    heads: SealedHeads,
    files: Sequence[Path],
    wanted: Sequence[str] | None,
    archived: int,
    progress: Progress | None,
) -> None:
    total = archived + await database["journal"].estimated_document_count()
    count = 0
    examination = Examination(verdict, heads.digest, heads.last)
    async for commit in _merged(_stored(database, wanted), _archived(files, wanted)):
        found = link(commit, commit.raw)
        if found is None:
            verdict.strays.append(str(commit["_id"]))
            continue
        heads.see(found.key)
        verdict.clear += BOX not in commit
        examination.add(found)
        count += 1
        if progress is not None and count % _TELL_EVERY == 0:
            progress(count, max(count, total))
    examination.end()
    for key in heads.unseen():
        examination.gone(key)


def _files(
    folder: Path, names: Sequence[str], keys: Mapping[str, bytes], verdict: Verdict
) -> tuple[list[Path], int]:
    """Return the sound archive files in `folder`, and how many commits they hold.

    All files there are read, whether the database knows of them or not; those that it knows of
    must be there.
    """
    found = {path.name.removesuffix(".json") for path in folder.glob("*.bson.gz.json")}
    files: list[Path] = []
    commits = 0
    for name in sorted({*found, *names}):
        try:
            commits += read_manifest(folder / name, keys).commits
            files.append(folder / name)
        except BadArchive as error:
            verdict.faults.append(str(error))
    return files, commits


async def _wanted(
    database: Database, heads: SealedHeads, key: str, since: datetime | None
) -> list[str] | None:
    """Return the keys to look at, in the order of their commits' ids; None for all."""
    if key:
        return [key]
    if since is None:
        return None
    unsealed = database["unsealed"].find({}, {"_id": 1})
    return sorted({*heads.keys(), *[row["_id"] async for row in unsealed]}, key=_place)


def _place(key: str) -> str:
    return f"{key}/"


async def _stored(
    database: Database, wanted: Sequence[str] | None
) -> AsyncIterator[RawBSONDocument]:
    journal = Journal(database)
    for key in [""] if wanted is None else wanted:
        async for commit in journal.stored(key):
            yield commit


def _archived(files: Sequence[Path], wanted: Collection[str] | None) -> Iterator[RawBSONDocument]:
    keys = None if wanted is None else frozenset(wanted)
    for commit in heapq.merge(*(read_commits(file) for file in files), key=_id):
        if keys is None or commit["key"] in keys:
            yield commit


async def _merged(
    stored: AsyncIterator[RawBSONDocument], archived: Iterator[RawBSONDocument]
) -> AsyncIterator[RawBSONDocument]:
    """Yield both in the order of ids; ids that are no text come last, as in the database."""
    waiting = next(archived, None)
    async for commit in stored:
        while waiting is not None and not _id(commit) < _id(waiting):
            yield waiting
            waiting = next(archived, None)
        yield commit
    while waiting is not None:
        yield waiting
        waiting = next(archived, None)


def _id(commit: RawBSONDocument) -> str:
    id = commit["_id"]
    return id if isinstance(id, str) else "\U0010ffff"
