"""`yimen rebuild`: makes a view anew from the journal, while the platform goes on."""

import asyncio
import logging
from typing import Any

import structlog
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from actors.followers.rebuild import Rebuild, RebuildFailed
from actors.kernel.deadlines import CHINA
from actors.kernel.view import View
from actors.kinds import all_views, platform_collections
from actors.library import load_library
from storage.archives import CommitsArchived
from storage.mongo import connect
from storage.rebuilds import RebuildLost, RebuildRunning
from storage.schema import prepare
from storage.settings import read_settings


class _Rate(ProgressColumn):
    """Commits a second."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:,.0f}/s" if task.speed else "")


def run(name: str) -> int:
    """Make the view `name` anew, with a progress bar; return the exit status."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    console = Console(stderr=True)
    view = next((each for each in all_views(load_library()) if each.name == name), None)
    if view is None or not view.rebuildable:
        names = ", ".join(each.name for each in all_views(load_library()) if each.rebuildable)
        console.print(
            f"There is no view {name} to make anew; there are {names}.", style="red", markup=False
        )
        return 2
    try:
        folded = asyncio.run(_run(view, console))
    except CommitsArchived as reason:
        console.print(str(reason), style="red", markup=False)
        return 1
    except RebuildRunning:
        console.print(f"[red]{name} is being made anew already; see `yimen rebuild --list`.[/red]")
        return 1
    except RebuildLost:
        console.print(f"[red]Somebody else has begun to make {name} anew; this one ends.[/red]")
        return 1
    except RebuildFailed:
        console.print(
            f"[red]News came faster than it could be folded; {name} is as it was.[/red] Try again "
            "in a quieter hour, or give the database more room."
        )
        return 1
    console.print(f"{name} was made anew from {folded} commits and is what everybody reads now.")
    return 0


def show() -> int:
    """Print every view and when it was made anew; return 0."""
    views = all_views(load_library())
    rows = asyncio.run(_list(views))
    table = Table("View", "Rows", "With it", "Made anew")
    for view in views:
        rebuilt = _told(rows[view.name]["rebuild"]) if view.rebuildable else "cannot be"
        table.add_row(
            view.name, f"{rows[view.name]['rows']:,}", ", ".join(view.collections[1:]), rebuilt
        )
    Console().print(table)
    return 0


async def _run(view: View, console: Console) -> int:
    database = connect(read_settings(), "operator")
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate(),
        TimeElapsedColumn(), TimeRemainingColumn(),
    )  # fmt: skip
    try:
        await prepare(database, platform_collections())
        with Progress(*columns, console=console) as bar:
            task = bar.add_task(f"Folding {view.name}", total=None)

            def progress(folded: int, total: int) -> None:
                bar.update(task, completed=folded, total=total)

            return await Rebuild(database, view, progress).run()
    finally:
        await database.client.close()


async def _list(views: tuple[View, ...]) -> dict[str, dict[str, Any]]:
    database = connect(read_settings())
    try:
        rebuilds = {row["_id"]: row async for row in database["rebuilds"].find()}
        return {
            view.name: {
                "rows": await database[view.name].estimated_document_count(),
                "rebuild": rebuilds.get(view.name),
            }
            for view in views
        }
    finally:
        await database.client.close()


def _told(rebuild: dict[str, Any] | None) -> str:
    if rebuild is None:
        return "never"
    if rebuild["state"] != "done":
        begun = rebuild["begun"].astimezone(CHINA)
        return f"since {begun:%Y-%m-%d %H:%M}, {rebuild['folded']:,} of {rebuild['total']:,}"
    ended = rebuild["ended"].astimezone(CHINA)
    return f"{ended:%Y-%m-%d %H:%M}, from {rebuild['folded']:,} commits"
