"""`yimen bench`: run a benchmark by name and print its figures."""

import json
from collections.abc import Callable
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks import (
    access,
    alarms,
    hot,
    messages,
    pages,
    papers,
    peers,
    printing,
    read,
    runtime,
    rush,
    scale,
    transition,
)
from benchmarks.chaos import run as chaos
from benchmarks.peer_install import Missing

Figures = dict[str, Any]
Tell = Callable[[str], None]


BENCHMARKS: dict[str, Callable[..., Figures]] = {
    "access": access.measure,
    "alarms": alarms.measure,
    "chaos": chaos.measure,
    "hot": hot.measure,
    "messages": messages.measure,
    "pages": pages.measure,
    "papers": papers.measure,
    "peers": peers.measure,
    "rush": rush.measure,
    "read": read.measure,
    "runtime": runtime.measure,
    "scale": scale.measure,
    "transition": transition.measure,
}
OPTIONS: dict[str, set[str]] = {
    "pages": {"cases"},
    "chaos": {"minutes", "seed"},
    "messages": {"people"},
    "rush": {"people"},
}
"""What a benchmark can be told, beside its name."""


def run(name: str, *, as_json: bool, **options: float | None) -> int:
    """Run the benchmark `name`; return 0, 1 when it found a promise broken, or 2 when there is none
    of that name, it does not take an option that is given, or it lacks something that has to be
    installed by hand.

    `options` are those of `OPTIONS`; None leaves the choice to the benchmark.
    """
    console = Console(stderr=as_json)
    if name not in BENCHMARKS:
        console.print(
            f"There is no benchmark {name}; there are {', '.join(BENCHMARKS)}.",
            style="red",
            markup=False,
        )
        return 2
    given = {option: value for option, value in options.items() if value is not None}
    if strange := given.keys() - OPTIONS.get(name, set()):
        console.print(f"{name} takes no --{min(strange)}.", style="red", markup=False)
        return 2
    try:
        with console.status("Measuring"), printing.alone(as_json):
            found = BENCHMARKS[name](lambda line: console.print(line, style="dim"), **given)
    except Missing as missing:
        console.print(str(missing), style="red", markup=False)
        return 2
    failed = bool(found.get("broken"))
    if as_json:
        print(json.dumps(found, ensure_ascii=False))
        return int(failed)
    host = found["host"]
    console.print(f"{found['name']}, {host['cpus']} CPUs, {host['memory_gib']} GiB")
    for side, settings in found.get("configuration", {}).items():
        console.print(f"{side}: {json.dumps(settings, ensure_ascii=False)}", markup=False)
    for title in ("figures", "ratios"):
        table = Table(title.capitalize(), "Value")
        for key, value in found[title].items():
            table.add_row(key, f"{value:,.2f}" if isinstance(value, float) else str(value))
        console.print(table)
    for style, title in (("yellow", "missed"), ("red", "broken")):
        for line in found.get(title, ()):
            console.print(line, style=style, markup=False)
    return int(failed)
