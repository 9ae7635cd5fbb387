"""`yimen up`: check, start everything in order, show one case, stay, and leave nothing behind."""

import asyncio
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from types import FrameType
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from actors.runtime.logs import configure_logs
from serve_apps.cli import preflight
from serve_apps.cli.given import Given, read_given
from serve_apps.cli.parts.part import PartFailed
from serve_apps.cli.runfile import AlreadyRunning, RunFile
from serve_apps.cli.status import pages_table
from storage.mongo import UnsafeDatabase, check, connect, require_locked
from storage.settings import StorageSettings

if TYPE_CHECKING:
    from serve_apps.cli.platform import Platform

DETACHED_PATIENCE_SECONDS = 600.0
BEAT_SECONDS = 2.0


class Ended(Exception):
    """Somebody asked the platform to end."""


class Wish:
    """Whether somebody has asked the platform to end.

    It is asked in the middle of anything, and not all code lets an exception through that it does
    not know: what is raised then may get lost, and is remembered therefore.
    """

    def __init__(self) -> None:
        self._made = False

    def make(self, _number: int, _frame: FrameType | None) -> None:
        """Break off what is being done; called by signals.

        Raises:
            Ended: always.
        """
        self._made = True
        raise Ended

    def heed(self) -> None:
        """Go on only if nobody has asked the platform to end.

        Raises:
            Ended: somebody has.
        """
        if self._made:
            raise Ended


class Refused(ValueError):
    """The platform cannot start here; each line of the message says why."""


def run(*, detach: bool, demo: bool) -> int:
    """Start the platform, in the background when `detach`; return the exit status."""
    os.umask(0o077)  # whatever is written from here on, by whichever process, is nobody else's
    console = Console()
    try:
        given = read_given(demo=demo)
        run_file = RunFile(given.storage.data)
        if detach:
            return start_in_background(given, run_file, console)
        run_file.hold()
        refuse(preflight.room_faults(given.storage.data) + preflight.port_faults(given.ports()))
        refuse(database_faults(given.storage))
        # It loads Ray and everything that is installed, which takes seconds.
        from serve_apps.cli.platform import Platform  # noqa: PLC0415

        configure_logs(logging.WARNING)
        platform = Platform(given)
        refuse(preflight.port_faults(platform.ports()))
    except (ValueError, AlreadyRunning) as error:
        console.print(str(error), style="red", markup=False)
        return 1
    return stay(platform, run_file, console)


def refuse(faults: Sequence[str]) -> None:
    """Go on only if there are no `faults`.

    Raises:
        Refused: there are some.
    """
    if faults:
        raise Refused("\n".join(faults))


def database_faults(settings: StorageSettings) -> list[str]:
    """Say why the platform cannot do with the database that it is to use; one of its own is only
    started later."""
    if settings.embedded:
        return []
    try:
        asyncio.run(_ask(settings))
    except UnsafeDatabase as error:
        return [str(error)]
    return []


async def _ask(settings: StorageSettings) -> None:
    database = connect(settings, "operator")
    try:
        await check(database)
    finally:
        await database.client.close()
    await require_locked(settings)


def stay(platform: "Platform", run_file: RunFile, console: Console) -> int:
    """Run the platform until somebody asks it to end; return 0, or 1 when it did not start."""
    wish = Wish()
    heed(wish.make)
    run_file.write({"pid": os.getpid()})
    try:
        with progress(console, wish) as tell:
            platform.stack.start(tell)
        if platform.demo:
            platform.show_demonstration(console)
        run_file.write(platform.state())
        announce(platform, console)
        told: list[str] = []
        while True:
            wish.heed()
            time.sleep(BEAT_SECONDS)
            told = beat(platform, run_file, console, told)
    except Ended:
        console.print("\nEnding: letting everything finish what it has begun.")
        return 0
    except PartFailed as error:
        console.print(str(error), style="red", markup=False)
        return 1
    finally:
        heed(signal.SIG_IGN)
        all_ended = platform.stack.stop(lambda title: console.print(f"  {title}"))
        run_file.clear()
        if not all_ended:  # threads that hang would keep the process for ever
            console.file.flush()
            os._exit(1)


class progress:
    """Shows each part with a spinner while it starts and a line when it has."""

    def __init__(self, console: Console, wish: Wish) -> None:
        self._wish = wish
        self._progress = Progress(
            SpinnerColumn(finished_text="[green]✓[/green]"),
            TextColumn("{task.description}"),
            TimeElapsedColumn(),
            console=console,
            disable=not console.is_terminal,
        )
        self._tasks: dict[str, int] = {}

    def __enter__(self) -> Callable[[str, str], None]:
        self._progress.start()
        return self._tell

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def _tell(self, title: str, line: str) -> None:
        heed(self._wish.make)  # Ray takes the signals for itself when it starts
        self._wish.heed()
        if title not in self._tasks:
            self._tasks[title] = int(self._progress.add_task(title, total=1))
            return
        if not self._progress.console.is_terminal:
            self._progress.console.print(f"{title}: {line}")
        self._progress.update(
            self._tasks[title], description=f"{title}  [dim]{line}[/dim]", completed=1
        )


def announce(platform: "Platform", console: Console) -> None:
    """Print where to look and who may sign in."""
    console.print(pages_table(platform.state()))
    if platform.demo and console.is_terminal:  # names and passwords are for eyes, not for a log
        console.print(platform.accounts_table())
    console.print("Yimen is up. [bold]Ctrl-C[/bold] ends it; data stays.")


def start_in_background(given: Given, run_file: RunFile, console: Console) -> int:
    """Start a platform that outlives this command; return 0 once it is up."""
    if run_file.held():
        console.print(f"[red]Yimen already runs, process {run_file.read().get('pid')}[/red]")
        return 1
    run_file.log.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "serve_apps.cli.main", "up"]
    with run_file.log.open("wb") as log:
        process = subprocess.Popen(
            [*command, "--demo" if given.demo else "--no-demo"],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    deadline = time.monotonic() + DETACHED_PATIENCE_SECONDS
    with console.status("Starting"):
        while time.monotonic() < deadline and process.poll() is None:
            state = run_file.read()
            if state.get("pid") == process.pid and state.get("url"):
                console.print(pages_table(state))
                if given.demo:
                    # It loads everything that is installed.
                    from serve_apps.cli.accounts import read_accounts  # noqa: PLC0415

                    console.print(read_accounts(given.web))
                console.print("Yimen is up in the background. `yimen down` ends it.")
                return 0
            time.sleep(0.3)
    console.print(run_file.log.read_text("utf-8", errors="replace").strip(), markup=False)
    console.print(f"Yimen did not come up; its log is {run_file.log}", style="red", markup=False)
    return 1


def heed(handler: "Callable[[int, FrameType | None], None] | signal.Handlers") -> None:
    """Have `handler` hear of every signal that asks a process to end."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, handler)


def beat(platform: "Platform", run_file: RunFile, console: Console, told: list[str]) -> list[str]:
    """Start again what has ended and write the state down; return what there was to tell. What is
    the same as `told`, the time before, is not printed again."""
    telling = platform.stack.mend()
    state = platform.state()
    try:
        run_file.write(state)
    except OSError as error:  # a full disk must not end what runs
        telling.append(f"The state of the platform cannot be written: {error}")
    if telling != told:
        for line in telling:
            console.print(line, style="yellow", markup=False)
    return telling
