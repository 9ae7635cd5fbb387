"""`yimen bench`: run a benchmark by name and print its figures."""

import json
from collections.abc import Callable
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks import alarms, peers, runtime, scale, transition
from benchmarks.peer_install import Missing

Figures = dict[str, Any]
Tell = Callable[[str], None]


BENCHMARKS: dict[str, Callable[[Tell], Figures]] = {
    "alarms": alarms.measure,
    "peers": peers.measure,
    "runtime": runtime.measure,
    "scale": scale.measure,
    "transition": transition.measure,
}


def run(name: str, *, as_json: bool) -> int:
    """Run the benchmark `name`; return 0, or 2 when there is none of that name or it lacks
    something that has to be installed by hand."""
    console = Console(stderr=as_json)
    if name not in BENCHMARKS:
        console.print(
            f"[red]There is no benchmark {name}; there are {', '.join(BENCHMARKS)}.[/red]"
        )
        return 2
    try:
        with console.status("Measuring"):
            found = BENCHMARKS[name](lambda line: console.print(line, style="dim"))
    except Missing as missing:
        console.print(f"[red]{missing}[/red]")
        return 2
    if as_json:
        print(json.dumps(found, ensure_ascii=False))
        return 0
    host = found["host"]
    console.print(f"{found['name']}, {host['cpus']} CPUs, {host['memory_gib']} GiB")
    for side, settings in found.get("configuration", {}).items():
        console.print(f"{side}: {json.dumps(settings, ensure_ascii=False)}", markup=False)
    for title in ("figures", "ratios"):
        table = Table(title.capitalize(), "Value")
        for key, value in found[title].items():
            table.add_row(key, f"{value:,.2f}" if isinstance(value, float) else str(value))
        console.print(table)
    return 0
