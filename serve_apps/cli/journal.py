"""`yimen journal`: one entity's history, as it was written. Of its events nothing is shown but what
its kind says may be."""

import asyncio
from typing import Any

from rich.console import Console
from rich.table import Table

from actors.kernel.deadlines import CHINA
from actors.kinds import platform_kinds
from serve_apps.blocks.operations.covered import covered_actor, facts
from storage.journal import Journal
from storage.mongo import connect
from storage.secrecy.commits import opened_all
from storage.secrecy.keeping import data_keys
from storage.settings import read_settings


async def history(key: str) -> list[dict[str, Any]]:
    """Return the commits of the entity `key`, oldest first; none when it has no history."""
    database = connect(read_settings())
    try:
        tails = await Journal(database).tails({key: 0})
        return await opened_all(tails.get(key, []), data_keys(database))
    finally:
        await database.client.close()


def show(key: str) -> int:
    """Print the history of `key`; return 0, or 1 when it has none."""
    console = Console()
    commits = asyncio.run(history(key))
    if not commits:
        console.print(f"{key} has no history. A key is a kind and an id: case:7f3a, watcher:7f3a.")
        console.print("What was archived is shown again after `yimen archive --restore FILE`.")
        return 1
    kinds, (kind, _, _) = platform_kinds(), key.partition(":")
    shown = kinds[kind].shown if kind in kinds else ()
    table = Table("No.", "When", "Who", "What happened", "Facts", title=key, title_justify="left")
    for commit in commits:
        when = commit["at"].astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")
        number, who = str(commit["seq"]), covered_actor(commit["by"])
        for event in commit["ev"]:
            table.add_row(number, when, who, event["type"], facts(event, shown))
            number = when = who = ""
        for alarm in commit.get("rem", []):
            at = alarm["at"]
            line = f"at {at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}" if at else "cancelled"
            every = alarm.get("every", "")
            line += f", every {every} s" if isinstance(every, int) else f" {every}".rstrip()
            table.add_row(number, when, who, "[dim]alarm[/dim]", f"{alarm['name']} {line}")
            number = when = who = ""
        for message in commit.get("out", []):
            line = f"{message['key']} {message['command']['type']}"
            table.add_row(number, when, who, "[dim]message[/dim]", line)
            number = when = who = ""
        if number:
            table.add_row(number, when, who, "[dim]an alarm came to nothing[/dim]", commit["cmd"])
    console.print(table)
    return 0
