"""`yimen clock`: the demonstration clock, which may be moved on to see what the days will bring."""

import asyncio
import os
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from rich.console import Console

from actors.kernel.deadlines import CHINA
from storage.clock import advance
from storage.mongo import Database, connect
from storage.settings import read_settings

SPAN = re.compile(r"(?P<number>\d+)(?P<unit>[dhm])")
UNITS = {"d": "days", "h": "hours", "m": "minutes"}
LONGEST = timedelta(days=400)


class NotASpan(ValueError):
    """What was given is no span of time."""


def span(text: str) -> timedelta:
    """Return the span that `text` names: "5d", "3h", "90m".

    Raises:
        NotASpan: it names none, or one of more than 400 days.
    """
    found = SPAN.fullmatch(text)
    if found is None:
        raise NotASpan(f"{text!r} is no span: write days, hours or minutes as 5d, 3h or 90m")
    length = timedelta(**{UNITS[found["unit"]]: int(found["number"])})
    if length > LONGEST:
        raise NotASpan(f"{text} is more than {LONGEST.days} days at once")
    return length


def move_on(text: str) -> int:
    """Move the clock on by what `text` names and print the new time; return the exit status."""
    console = Console()
    if os.environ.get("YIMEN_DEMO", "1") != "1":
        console.print("[red]YIMEN_DEMO is 0: the clock of a real platform is not moved.[/red]")
        return 1
    try:
        by = span(text)
    except NotASpan as error:
        console.print(str(error), style="red", markup=False)
        return 1
    ahead = asyncio.run(_with_database(lambda database: advance(database, by)))
    now = (datetime.now(UTC) + ahead).astimezone(CHINA)
    console.print(
        f"The platform's clock shows {now:%Y-%m-%d %H:%M}, {ahead} ahead of this machine."
    )
    return 0


async def _with_database(work: Callable[[Database], Awaitable[timedelta]]) -> timedelta:
    database = connect(read_settings(), "operator")
    try:
        return await work(database)
    finally:
        await database.client.close()
