"""`yimen status`: is it up, and what is it made of?"""

import json
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from rich.console import Console
from rich.table import Table

from serve_apps.cli.runfile import RunFile, fresh
from storage.settings import read_settings


def answers(url: str) -> bool:
    """Tell whether the web channel answers its health question within three seconds."""
    try:
        with urlopen(f"{url}/health", timeout=3) as response:  # nosec B310 # our own page
            return response.status == 200
    except (URLError, OSError):
        return False


def gather(run_file: RunFile) -> dict[str, Any]:
    """Return the state of the platform of this data folder.

    Has at least `healthy`, `url`, `hosts` (how many host actors answer) and `database`.
    """
    state = run_file.read() if run_file.held() else {}
    url = str(state.get("url", ""))
    hosts: list[dict[str, Any]] = state.get("host_list", [])
    healthy = bool(url) and fresh(state) and bool(hosts) and answers(url)
    return {
        **state,
        "healthy": healthy,
        "url": url,
        "hosts": len(hosts),
        "database": str(state.get("database", "")),
    }


def show(as_json: bool) -> int:
    """Print the state; return 0 when the platform is healthy, 1 when it is not or not up."""
    console = Console()
    state = gather(RunFile(read_settings().data))
    if as_json:
        print(json.dumps(state, ensure_ascii=False))
        return 0 if state["healthy"] else 1
    if not state.get("pid"):
        console.print("Yimen is not running here. Start it with [bold]yimen up[/bold].")
        return 1
    colour, word = ("green", "healthy") if state["healthy"] else ("red", "not healthy")
    console.print(f"Yimen is [{colour}]{word}[/{colour}], process {state['pid']}")
    console.print(f"Database: {state['database']}")
    console.print(pages_table(state))
    console.print(hosts_table(state))
    console.print(projectors_table(state))
    for each in state.get("projectors", []):
        if each.get("sealing_trouble"):
            told = f"Nothing is sealed: {each['sealing_trouble']}"
            console.print(told, style="red", markup=False, highlight=False, soft_wrap=True)
    return 0 if state["healthy"] else 1


def pages_table(state: dict[str, Any]) -> Table:
    """Return the addresses of a running platform as a table."""
    table = Table("Page", "Address", title="Where to look", title_justify="left")
    for name, address in state.get("urls", {}).items():
        table.add_row(name, address)
    return table


def hosts_table(state: dict[str, Any]) -> Table:
    """Return the host actors of a running platform as a table."""
    columns = ("Host", "Process", "Shards", "Entities", "Waiting", "Commands", "Loop lag")
    table = Table(*columns, title="Hosts", title_justify="left")
    for host in state.get("host_list", []):
        table.add_row(
            str(host["name"]),
            str(host["pid"]),
            str(host["shards"]),
            str(host["entities"]),
            str(host["waiting"]),
            str(host["commands"]),
            f"{float(host['loop_lag_ms']):.1f} ms",
        )
    return table


def projectors_table(state: dict[str, Any]) -> Table:
    """Return the projectors of a running platform as a table."""
    columns = ("Projector", "Process", "Follows", "Commits", "Behind")
    table = Table(*columns, title="Projectors", title_justify="left")
    for each in state.get("projectors", []):
        table.add_row(
            f"projector-{each['number']}",
            str(each["pid"]),
            ", ".join(each["followers"]),
            str(each["commits"]),
            f"{float(each['lag_seconds']):.1f} s",
        )
    return table
