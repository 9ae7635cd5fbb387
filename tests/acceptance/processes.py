"""Processes that a test has started, found by their title."""

import os
from pathlib import Path


def descendants(title: str) -> list[int]:
    """Return the ids of the processes below this one whose title begins with `title`."""
    return sorted(
        int(folder.name)
        for folder in Path("/proc").glob("[0-9]*")
        if _title(folder).startswith(title) and os.getpid() in _ancestors(int(folder.name))
    )


def _title(folder: Path) -> str:
    try:
        return (folder / "cmdline").read_text("utf-8", "replace")
    except OSError:
        return ""  # it has ended meanwhile


def _ancestors(pid: int) -> list[int]:
    found: list[int] = []
    while pid > 1:
        try:
            status = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
        except OSError:
            break
        pid = int(status.rpartition(")")[2].split()[1])
        found.append(pid)
    return found
