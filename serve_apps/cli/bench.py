"""`yimen bench`: run a benchmark by name and print its figures."""

import json
from collections.abc import Callable
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks import alarms, runtime, transition

Figures = dict[str, Any]
Tell = Callable[[str], None]


BENCHMARKS: dict[str, Callable[[Tell], Figures]] = {
    "alarms": alarms.measure,
    "runtime": runtime.measure,
    "transition": transition.measure,
}


def run(name: str, *, as_json: bool) -> int:
    """Run the benchmark `name`; return 0, or 2 when there is none of that name."""
    console = Console(stderr=as_json)
    if name not in BENCHMARKS:
        console.print(
            f"[red]There is no benchmark {name}; there are {', '.join(BENCHMARKS)}.[/red]"
        )
        return 2
    with console.status("Measuring") as status:
        found = BENCHMARKS[name](status.update)
    if as_json:
        print(json.dumps(found, ensure_ascii=False))
        return 0
    host = found["host"]
    console.print(f"{found['name']}, {host['cpus']} CPUs, {host['memory_gib']} GiB")
    for title in ("figures", "ratios"):
        table = Table(title.capitalize(), "Value")
        for key, value in found[title].items():
            table.add_row(key, f"{value:,.2f}" if isinstance(value, float) else str(value))
        console.print(table)
    return 0
