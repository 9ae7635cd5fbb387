"""`yimen sample`: past cases for lists, charts and the wall, made by the real engine."""

import asyncio
import contextlib
import logging
import signal
import socket
from datetime import UTC, date, datetime, timedelta

import structlog
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from actors.kernel.deadlines import CHINA
from actors.kinds import platform_collections
from actors.library import load_city, load_library
from serve_apps.cli.past.run import AlreadyMade, History, Made
from storage.embedded import EmbeddedFailed, EmbeddedMongo
from storage.mongo import UnsafeDatabase, check, connect
from storage.schema import prepare
from storage.settings import StorageSettings, read_settings
from storage.users import keep_users


def run(*, cases: int, seed: int, until: date | None) -> int:
    """Make `cases` past cases of the year up to the end of the local day `until` (None: up to now)
    and say what was made. Returns the exit status.

    Ctrl-C ends it early; what was made until then stays, and its open cases are handed over. An
    embedded database that does not run is started for as long as this takes.
    """
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    settings = read_settings()
    server = EmbeddedMongo.of(settings)
    ours = settings.embedded and not _listening(settings.port)
    try:
        if ours:
            server.start()
            asyncio.run(keep_users(server, settings.database, platform_collections()))
        return asyncio.run(_run(settings, cases=cases, seed=seed, until=until))
    except EmbeddedFailed as error:
        Console(stderr=True).print(str(error), style="red", markup=False, highlight=False)
        return 1
    finally:
        if ours:
            server.stop()


async def _run(settings: StorageSettings, *, cases: int, seed: int, until: date | None) -> int:
    console = Console(stderr=True)
    database = connect(settings, "demonstration")
    try:
        await check(database)
        await prepare(database, platform_collections())
        history = History(
            database, load_library(), load_city(), cases=cases, seed=seed, until=_instant(until)
        )
        made = await _with_progress(history, console)
    except (UnsafeDatabase, AlreadyMade) as error:
        console.print(str(error), style="red", markup=False, highlight=False)
        return 1
    finally:
        await database.client.close()
    console.print(
        f"{made.cases} cases in {made.commits} commits; {made.open_cases} are still open, and a "
        "running platform goes on with them. Lists and charts show them as soon as it has folded "
        "them."
    )
    if made.refusals:
        console.print(f"The rules refused {sum(made.refusals.values())} commands:")
        for reason, count in made.refusals.most_common(10):
            console.print(f"  {count} x {reason}", highlight=False)
    return 0


async def _with_progress(history: History, console: Console) -> Made:
    loop = asyncio.get_running_loop()
    with contextlib.suppress(NotImplementedError):  # no signals on Windows' loop
        loop.add_signal_handler(signal.SIGINT, history.stop)
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console,
    ) as bar:
        task = bar.add_task("Past cases", total=None)

        def progress(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        return await history.make(progress)


def _listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _instant(until: date | None) -> datetime:
    now = datetime.now(UTC).replace(microsecond=0)
    if until is None:
        return now
    end = datetime.combine(until + timedelta(days=1), datetime.min.time(), CHINA)
    return min(end.astimezone(UTC), now)
