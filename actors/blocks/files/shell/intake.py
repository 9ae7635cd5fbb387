"""Files as they come in: bounded, judged by their content, scanned, and only then kept."""

import hashlib
import io
import tempfile
from collections.abc import AsyncGenerator, AsyncIterable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from actors.blocks.files.shell.clamd import Scanner
from actors.blocks.files.shell.judges import Judges
from actors.blocks.files.shell.verdicts import Unfit
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import Identity
from actors.kernel.ports import Clock
from storage.files import MEGABYTE, Files, Stored
from storage.mongo import Database
from storage.uploads import Uploads

MOST_MEGABYTES = 20  # of one file; an item may allow less
MOST_A_DAY = 500  # files of one account; a sample
MOST_MEGABYTES_A_DAY = 1_000  # of one account; a sample


@dataclass(frozen=True)
class _Arrived:
    """What arrived: where it lies, its digest and its size in bytes."""

    path: Path
    sha256: str
    bytes: int


class Intake:
    """Takes files in, for pages and programs alike. Without a `scanner` nothing is scanned."""

    def __init__(
        self, database: Database, clock: Clock, judges: Judges, scanner: Scanner | None
    ) -> None:
        self._files = Files(database)
        self._uploads = Uploads(database)
        self._clock = clock
        self._judges = judges
        self._scanner = scanner

    async def hand_in(
        self,
        stream: AsyncIterable[bytes],
        by: Identity,
        *,
        field: str = "",
        max_megabytes: int = MOST_MEGABYTES,
        also: Callable[[Stored], tuple[Reason, ...]] | None = None,
    ) -> Stored:
        """Keep what `stream` brings, as handed in by `by`; of a photo, what was made of it:
        upright, smaller, without the place where it was taken. `field` is the JSON pointer that a
        refusal names; `also` tells what else is wrong with the file where it was asked for.

        Raises:
            Refusal: it cannot be kept: it is empty, too large (of `max_megabytes` of 1,000,000
                bytes), of no format of ours, cut off, encrypted, active, something else too, packed
                too tightly, of too many pixels, infected, not scanned, or one too many today.
            Overloaded: too many files are looked at already.
        """
        try:
            async with _arrived(stream, max_megabytes) as arrived:
                await self._require_room(by, arrived.bytes)
                content = await self._judges.judge(arrived.path)
                stored = Stored(arrived.sha256, arrived.bytes, content.media_type)
                if content.anew:
                    digest = hashlib.sha256(content.anew).hexdigest()
                    stored = Stored(digest, len(content.anew), content.media_type)
                wrong = also(stored) if also else ()
                if wrong:
                    raise Refusal(*wrong)
                if self._scanner is not None:
                    await self._scanner.require_clean(arrived.path)
                now = self._clock.now()
                with io.BytesIO(content.anew) if content.anew else arrived.path.open("rb") as whole:
                    await self._files.keep(whole, stored, at=now, preview=content.preview)
                await self._uploads.record(stored.sha256, by.id, by.unit, now)
        except Unfit as unfit:
            fault = unfit.fault
            raise Refusal(Reason(f"file.{fault.code}", field, fault.facts)) from unfit
        return stored

    async def stop(self) -> None:
        """End what looks at files."""
        await self._judges.stop()

    async def _require_room(self, by: Identity, size: int) -> None:
        taken = await self._uploads.take_room(
            by.id,
            local_day(self._clock.now()).isoformat(),
            size,
            most_bytes=MOST_MEGABYTES_A_DAY * MEGABYTE,
            most_files=MOST_A_DAY,
        )
        if not taken:
            facts = {"files": str(MOST_A_DAY), "megabytes": str(MOST_MEGABYTES_A_DAY)}
            raise Unfit("quota", **facts)


@asynccontextmanager
async def _arrived(stream: AsyncIterable[bytes], max_megabytes: int) -> AsyncGenerator[_Arrived]:
    """Have what `stream` brings in a file of its own, until the context is left.

    Raises:
        Unfit: it is empty or too large.
    """
    digest, size = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(prefix="yimen-file-") as spool:
        async for piece in stream:
            size += len(piece)
            if size > max_megabytes * MEGABYTE:
                raise Unfit("too_large", megabytes=str(max_megabytes))
            digest.update(piece)
            spool.write(piece)
        if not size:
            raise Unfit("no_file")
        spool.flush()
        yield _Arrived(Path(spool.name), digest.hexdigest(), size)
