"""`yimen keys`: under which keys the database is written, and new ones."""

import asyncio
import getpass
import sys

from rich.console import Console

from actors.blocks.security.sorts import KEY_CHANGED
from serve_apps.cli.database import opened
from storage.clock import WallClock
from storage.embedded import EmbeddedFailed
from storage.mongo import Database, UnsafeDatabase
from storage.secrecy.cipher import CannotOpen
from storage.secrecy.data_keys import MongoKeyRows
from storage.secrecy.keeping import check_keys, key_file
from storage.secrecy.rotation import retire, rotate
from storage.security_events import SecurityEvent, keep
from storage.settings import StorageSettings, read_settings
from storage.signing import UnusableKey


def run(*, rotated: bool, retired: bool) -> int:
    """Show the generations of the key of keys; with `rotated` make another and wrap all keys with
    it, with `retired` forget those that wrap nothing. Returns the exit status."""
    console = Console(stderr=True)
    try:
        lines = asyncio.run(_do(read_settings(), rotated=rotated, retired=retired))
    except (UnusableKey, CannotOpen, EmbeddedFailed, UnsafeDatabase) as error:
        sentence = (
            str(error) or "a key is not what was wrapped: the database or the file is altered"
        )
        console.print(sentence, style="red", markup=False, highlight=False)
        return 1
    for line in lines:
        print(line)
    return 0


async def _do(settings: StorageSettings, *, rotated: bool, retired: bool) -> list[str]:
    keys = key_file(settings)
    lines: list[str] = []
    async with opened(settings, "operator") as database:
        await check_keys(database)
        if rotated:
            done = await rotate(database, keys, _tell if sys.stderr.isatty() else _say_nothing)
            await _record(database, f"rotated {keys.current}")
            lines.append(f"{done} data keys are wrapped by the generation {keys.current} now.")
            lines.append(f"Keep a copy of {settings.key_file} where no copy of the database is.")
        if retired:
            gone = await retire(database, keys)
            for name in gone:
                await _record(database, f"retired {name}")
            lines += [f"The generation {name} is forgotten." for name in gone]
        counted = await MongoKeyRows(database).counted()
    lines.append(f"{settings.key_file}: {keys.profile}")
    for name in keys.generations:
        mark = ", wraps new ones" if name == keys.current else ""
        lines.append(f"  {name}: {counted.get(name, 0)} data keys{mark}")
    return lines


async def _record(database: Database, outcome: str) -> None:
    """Keep it as a security event, by the user of this machine."""
    changed = SecurityEvent(
        at=WallClock().now(),
        kind=KEY_CHANGED,
        actor=f"shell:{getpass.getuser()}",
        target="data_keys",
        outcome=outcome,
    )
    await keep(database, changed)


def _tell(count: int) -> None:
    print(f"{count} data keys are wrapped anew", file=sys.stderr)


def _say_nothing(count: int) -> None:
    """Told to nobody who looks on."""
