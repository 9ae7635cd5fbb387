"""Makes copies of what the platform holds of somebody, one after the other in the background, and
tells how far each has come."""

import asyncio
import tempfile
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import structlog

from actors.blocks.files.shell.orphans import KEPT as ORPHANS_KEPT
from actors.blocks.own_records.copy import KEPT, OWN_COPY, FailCopy, KeepCopy, NoteProgress
from actors.kernel.identity import PLATFORM
from actors.kernel.kind import EntityKind
from actors.kernel.turn import Command
from serve_apps.blocks.own_records.gathering import Gathering, Held
from serve_apps.blocks.own_records.package import Package, digest_of
from serve_apps.front.faces import holdings
from serve_apps.front.holding import Telling
from serve_apps.front.language import Language
from serve_apps.front.wiring import Wiring
from storage.files import MEGABYTE, Files, Stored

AT_ONCE = 2  # copies that a process makes; further ones wait
MOST_BYTES = 500 * MEGABYTE  # of files in a copy; what is beyond is named and left out
_STEPS = 20  # so often at most is progress noted
_IN_MEMORY = 8 * MEGABYTE

log = structlog.get_logger("yimen.own_records")


class Copies:
    """Makes copies. One that was begun when the process ended is given up by its own alarm."""

    def __init__(self, around: Wiring) -> None:
        self._around = around
        self._files = Files(around.database)
        self._room = asyncio.Semaphore(AT_ONCE)
        self._under_way: set[asyncio.Task[None]] = set()

    def begin(
        self, kinds: Mapping[str, EntityKind[Any]], account: str, n: int, language: Language
    ) -> None:
        """Begin to make copy number `n` of `account`, for which entities of `kinds` are asked."""
        telling = Telling(self._around.library, language)
        gathering = Gathering(
            sender=self._around.sender,
            database=self._around.database,
            kinds=kinds,
            holdings=holdings(),
            telling=telling,
            account=account,
        )
        task = asyncio.create_task(self._made(gathering, n))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def stop(self) -> None:
        """End; what is under way is not finished."""
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    async def _made(self, gathering: Gathering, n: int) -> None:
        async with self._room:
            try:
                await self._make(gathering, n)
            except Exception as error:  # whatever it was, its owner is told and may ask again
                log.warning("own_copy.failed", error=type(error).__name__)
                await self._tell(gathering.account, FailCopy(n=n))

    async def _make(self, gathering: Gathering, n: int) -> None:
        account = gathering.account
        with tempfile.SpooledTemporaryFile(_IN_MEMORY, prefix="yimen-copy-") as target:
            package = Package(target, gathering.telling.language)
            await self._fill(package, gathering, n)
            now = self._around.clock.now()
            package.close(account, now)
            digest, size = digest_of(target)
            # as if it were an old upload that nothing names: gone soon after it is handed out no
            # longer
            stored = Stored(digest, size, "application/zip")
            await self._files.keep(target, stored, at=now + KEPT - ORPHANS_KEPT)
        await self._tell(account, KeepCopy(n=n, file=digest, size=size))

    async def _fill(self, package: Package, gathering: Gathering, n: int) -> None:
        most, done, files = await gathering.count(), 0, 0
        step = max(1, most // _STEPS)
        for holding in gathering.holdings:
            records: list[Held] = []
            async for held in gathering.each(holding):
                records.append(held)
                files = await self._with_files(package, held, files)
                done += 1
                if done % step == 0:
                    await self._tell(gathering.account, NoteProgress(n=n, done=done, most=most))
            package.section(holding.name, [each.told for each in records])

    async def _with_files(self, package: Package, held: Held, taken: int) -> int:
        """Add the files of a record, and return how many bytes of files the package then has."""
        known = await self._files.known(each.sha256 for each in held.files)
        for each in held.files:
            if package.has(each.sha256):
                continue
            stored = known.get(each.sha256)
            if stored is None or taken + stored.bytes > MOST_BYTES:
                package.leave_out(each)
                continue
            await package.file(each, self._files.open(each.sha256))
            taken += stored.bytes
        return taken

    async def _tell(self, account: str, wish: Command) -> None:
        key = f"{OWN_COPY}:{account}"
        await self._around.sender.send(key, wish, id=uuid4().hex, by=PLATFORM)
