"""`yimen bench`: run a benchmark by name and print its figures."""

import json
from collections.abc import Callable
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks import hot, runtime, rush, transition

Figures = dict[str, Any]
Tell = Callable[[str], None]


BENCHMARKS: dict[str, Callable[..., Figures]] = {
    "hot": hot.measure,
    "rush": rush.measure,
    "runtime": runtime.measure,
    "transition": transition.measure,
}


def run(name: str, *, as_json: bool, people: int | None = None) -> int:
    """Run the benchmark `name`; return 0, or 2 when there is none of that name.

    `people` is how many come to the rush, None for its own number.
    """
    console = Console(stderr=as_json)
    if name not in BENCHMARKS:
        console.print(
            f"[red]There is no benchmark {name}; there are {', '.join(BENCHMARKS)}.[/red]"
        )
        return 2
    with console.status("Measuring") as status:
        options = {"people": people} if name == "rush" and people else {}
        found = BENCHMARKS[name](status.update, **options)
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
