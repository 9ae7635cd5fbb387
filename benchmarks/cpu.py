"""The CPU time that trees of processes have used, read from /proc."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

_TICKS = os.sysconf("SC_CLK_TCK")


class Process(NamedTuple):
    """A process: its parent, and the ticks that it and its children that have ended used."""

    parent: int
    ticks: int


def cpu_seconds(*roots: int) -> float:
    """Return the CPU seconds, user and system, of the processes `roots` and all below them.

    Children that have ended count with the parent that waited for them.
    """
    processes = dict(_processes())
    counted: set[int] = set()
    for root in roots:
        counted |= tree(processes, root)
    return sum(processes[pid].ticks for pid in counted) / _TICKS


def tree(processes: Mapping[int, Process], root: int) -> set[int]:
    """Return `root` and all processes below it; nothing when there is no such process."""
    children: dict[int, list[int]] = {}
    for pid, process in processes.items():
        children.setdefault(process.parent, []).append(pid)
    found: set[int] = set()
    waiting = [root] if root in processes else []
    while waiting:
        pid = waiting.pop()
        found.add(pid)
        waiting += children.get(pid, [])
    return found


def parse(stat: str) -> Process:
    """Read a line of /proc/PID/stat; the name in it may hold spaces and parentheses."""
    fields = stat.rpartition(")")[2].split()  # from the third field on: state, parent …
    return Process(int(fields[1]), sum(int(ticks) for ticks in fields[11:15]))


def _processes() -> Iterator[tuple[int, Process]]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                yield int(folder.name), parse((folder / "stat").read_text("utf-8", "replace"))
            except (FileNotFoundError, ProcessLookupError):
                continue  # it ended in the meantime
