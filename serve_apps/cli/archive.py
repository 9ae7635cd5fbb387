"""`yimen archive`: move closed months out of the journal into files, or a file back."""

import asyncio
import re
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from actors.kernel.deadlines import CHINA
from serve_apps.cli.database import opened, progress_bar
from serve_apps.cli.verify import trusted_keys
from storage.archive import Archive, NotArchived
from storage.archive_file import BadArchive, Manifest
from storage.clock import WallClock
from storage.embedded import EmbeddedFailed
from storage.mongo import UnsafeDatabase
from storage.settings import StorageSettings, read_settings
from storage.signers import ready_signer
from storage.signing import UnusableKey

STEPS = ("written", "recorded", "removed")
MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


def run(*, before: str, keep: bool, restore: Path | None) -> int:
    """Archive what is at rest before the month `before`, or restore a file; say what was done.
    Returns the exit status."""
    console = Console()
    settings = read_settings()
    try:
        if restore is not None:
            manifest = asyncio.run(_restore(settings, restore.absolute()))
            console.print(f"{manifest.commits} commits are back in the journal.")
            return 0
        made = asyncio.run(_archive(settings, first_instant(before, WallClock().now()), keep))
    except (
        BadArchive, EmbeddedFailed, NotArchived, UnsafeDatabase, UnusableKey, ValueError,
    ) as error:  # fmt: skip
        Console(stderr=True).print(str(error), style="red", markup=False, highlight=False)
        return 1
    if not made:
        console.print(f"No entity is at rest since before {before}, with all of it sealed.")
        return 0
    table = Table("File", "Entities", "Commits", title=str(settings.archive), title_justify="left")
    for each in made:
        table.add_row(each.name, str(each.entities), str(each.commits))
    console.print(table)
    return 0


def first_instant(month: str, now: datetime) -> datetime:
    """Return the first instant of `month` ("2026-03") in local time.

    Raises:
        ValueError: it is no month, or it has not begun.
    """
    found = MONTH.fullmatch(month)
    if found is None:
        raise ValueError(f"{month!r} is no month: write --before 2026-03")
    begin = datetime(int(found[1]), int(found[2]), 1, tzinfo=CHINA)
    if begin > now:
        raise ValueError(f"{month} has not begun: only closed months are archived")
    return begin


async def _archive(settings: StorageSettings, before: datetime, keep: bool) -> list[Manifest]:
    from actors.kinds import platform_kinds  # noqa: PLC0415 (it loads everything that is installed)

    signer = await ready_signer(settings)
    keys = trusted_keys(settings, ())
    async with opened(settings, "archivist") as database:
        with progress_bar() as bar:
            tasks = {done: bar.add_task(done.capitalize(), total=None) for done in STEPS}
            return await Archive(database, settings.archive, keys).move(
                signer,
                before,
                WallClock().now(),
                {name: kind.schema for name, kind in platform_kinds().items()},
                keep=keep,
                progress=lambda done, commits: bar.update(tasks[done], completed=commits),
            )


async def _restore(settings: StorageSettings, path: Path) -> Manifest:
    keys = trusted_keys(settings, ())
    async with opened(settings, "archivist") as database:
        return await Archive(database, path.parent, keys).restore(path)
