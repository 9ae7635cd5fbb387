"""`yimen quarantine`: what could not be folded or delivered, tried again or given up."""

import asyncio
import getpass
import json
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, TypeVar

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from actors.kernel.deadlines import CHINA
from actors.kinds import platform_kinds
from storage import quarantine
from storage.mongo import Database, connect
from storage.quarantine import NoSuchEntry
from storage.settings import read_settings

PATIENCE_SECONDS = 30.0
LOOK_SECONDS = 0.2

T = TypeVar("T")


def show(*, as_json: bool, dropped: bool) -> int:
    """Print what is set aside, or what was dropped; return 0."""
    entries, parked = _with_database(lambda database: _found(database, dropped))
    if as_json:
        print(json.dumps(entries, ensure_ascii=False))
        return 0
    console = Console()
    if entries:
        console.print(_dropped_table(entries) if dropped else _standing_table(entries))
    else:
        console.print("Nothing was dropped." if dropped else "Nothing is set aside.")
    if parked:
        console.print(
            f"{parked} messages wait for entities that do not answer; they are offered again by "
            "themselves."
        )
    return 0


def retry(name: str) -> int:
    """Have the running projector try the entry `name` again, or ("") all of them; return 0 when
    everything was handled, 1 when something is still set aside or nobody tried it."""
    console = Console()
    try:
        left = _with_database(lambda database: _retry(database, name))
    except NoSuchEntry:
        return _unknown(name, console)
    except TimeoutError:
        console.print(
            "[red]Nothing has tried it yet: is Yimen up?[/red] The wish is kept, and the projector "
            "will try it when it runs."
        )
        return 1
    if not left:
        console.print("Everything was handled.")
        return 0
    console.print(_standing_table(left))
    console.print("[red]This failed again and stays set aside.[/red]")
    return 1


def drop(name: str, reason: str) -> int:
    """Give the entry `name` up for good, with a reason; return 0, or 1 when there is none."""
    console = Console()
    if not reason.strip():
        console.print("[red]Say why: what is given up is never folded or delivered.[/red]")
        return 1
    by = getpass.getuser()

    async def work(database: Database) -> None:
        await quarantine.drop(
            database, await quarantine.find(database, name), by=by, reason=reason.strip()
        )

    try:
        _with_database(work)
    except NoSuchEntry:
        return _unknown(name, console)
    console.print(f"{name} is given up and kept on record as dropped by {by}.")
    return 0


async def _found(database: Database, dropped: bool) -> tuple[list[dict[str, Any]], int]:
    """Return the entries to list, and how many messages are parked."""
    shown = [kind.name for kind in platform_kinds().values() if kind.open_ids]
    entries = await quarantine.standing(database, dropped=dropped, open_kinds=shown)
    return entries, await database["parked"].estimated_document_count()


async def _retry(database: Database, name: str) -> list[dict[str, Any]]:
    """Ask for another try, and return what failed it.

    Raises:
        NoSuchEntry: nothing is set aside under `name`.
        TimeoutError: it was not tried in time.
    """
    id = await quarantine.find(database, name) if name else None
    asked = {each["name"] for each in await quarantine.standing(database)}
    asked = {quarantine.name_of(id)} if id else asked
    await quarantine.ask_again(database, id)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while await quarantine.wanted(database, limit=1):
        if time.monotonic() > deadline:
            raise TimeoutError
        await asyncio.sleep(LOOK_SECONDS)
    return [each for each in await quarantine.standing(database) if each["name"] in asked]


def _standing_table(entries: list[dict[str, Any]]) -> Table:
    table = Table("Name", "Set aside by", "What", "Since", "Tries", "Why", "Where")
    for entry in entries:
        what = entry["commit"] + (" (to be tried)" if entry["state"] == "retry" else "")
        why = " ".join([entry["error"], *entry["reasons"]])
        table.add_row(
            entry["name"], entry["follower"], what, _local(entry["since"]), str(entry["tries"]),
            why, entry["where"],
        )  # fmt: skip
    return table


def _dropped_table(entries: list[dict[str, Any]]) -> Table:
    table = Table("Name", "Set aside by", "What", "Dropped", "By", "Reason")
    for entry in entries:
        table.add_row(
            entry["name"], entry["follower"], entry["commit"], _local(entry["dropped"]),
            entry["by"], entry["reason"],
        )  # fmt: skip
    return table


def _local(instant: str) -> str:
    return f"{datetime.fromisoformat(instant).astimezone(CHINA):%Y-%m-%d %H:%M}"


def _unknown(name: str, console: Console) -> int:
    console.print(
        f"[red]Nothing is set aside as {escape(name)}.[/red] `yimen quarantine` lists what is."
    )
    return 1


def _with_database(work: Callable[[Database], Awaitable[T]]) -> T:
    async def run() -> T:
        database = connect(read_settings(), "operator")
        try:
            return await work(database)
        finally:
            await database.client.close()

    return asyncio.run(run())
