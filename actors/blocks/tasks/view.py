"""The view `tasks`: one row for each open task of any kind, the most urgent first.

What is open at an entity stands in its commits, whenever it changed; how urgent it is says its
clocks' watcher, too. Both meet in a row of the view `work`, from which those of `tasks` follow.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from actors.blocks.access.vocabulary import seat
from actors.blocks.clocks.cards import severity
from actors.blocks.clocks.watching import watched_key, watcher_of
from actors.kernel.library import Library
from actors.kernel.system import Installed
from actors.kernel.view import Changes, Commit, Derived, Drop, Index, Put, Row, View, Write

WATCHER = "watcher"
NEVER = "9999-12-31"  # due, of a task without a limit
_ORDER = ("urgent_by", "_id")


def row_id(key: str, task: str) -> str:
    """Return the `_id` of the row of an entity's task: "case:7f3a#review"."""
    return f"{key}#{task}"


def view(library: Library) -> View:
    """Return the view, over the kinds that hold tasks of what `library` has installed."""
    owners = library[Installed].owners
    kinds = tuple(kind for owner in owners for kind in owner.tasked)
    return View(
        name="work",
        purpose="what waits for people at each entity",
        kinds=(*kinds, WATCHER),
        rows=_rows,
        fold=_fold,
        sources=_sources,
        keeps_restricted=True,
        derive=lambda changes: {"tasks": _tasks(changes)},
        derived=(
            Derived(
                name="tasks",
                purpose="open tasks of every kind",
                indexes=(
                    Index(fields=("seat", *_ORDER)),
                    Index(fields=("seat", "system", *_ORDER)),
                    Index(fields=("seat", "kind", *_ORDER)),
                    Index(fields=("seat", "level", *_ORDER)),
                    Index(fields=("claimed_by", *_ORDER)),
                    Index(fields=("deputy", *_ORDER)),
                    Index(fields=("found_by",)),
                    Index(fields=("number",)),
                    Index(fields=_ORDER),
                ),
            ),
        ),
    )


def _sources(id: str) -> tuple[str, ...]:
    return (id, watcher_of(id))


def _rows(commit: Commit) -> tuple[str, ...]:
    if commit["kind"] != WATCHER:
        return (commit["key"],) if "work" in commit else ()
    if _highest(commit) is None:
        return ()
    return (watched_key(commit),)


def _fold(row: Row | None, id: str, commit: Commit) -> Row | None:
    row = dict(row) if row else {"_id": id, "work": None, "level": ""}
    if commit["kind"] == WATCHER:
        row["level"] = _highest(commit)
    else:
        row["work"] = commit["work"]
    return row


def _highest(commit: Commit) -> str | None:
    """Return the highest level after a watcher's commit, None if it says nothing of levels."""
    told = [event["highest"] for event in commit["ev"] if "highest" in event]
    return told[-1] if told else None


def _tasks(changes: Changes) -> list[Write]:
    writes: list[Write] = []
    for before, after in changes:
        had, has = dict(_of(before)), dict(_of(after))
        writes += [Drop(id) for id in had if id not in has]
        writes += [Put(row) for id, row in has.items() if had.get(id) != row]
    return writes


def _of(row: Row | None) -> Iterator[tuple[str, Row]]:
    if row is None or row["work"] is None:
        return
    work: Mapping[str, Any] = row["work"]
    key: str = row["_id"]
    for task in work.get("tasks", ()):
        id = row_id(key, task["name"])
        yield (
            id,
            {
                "_id": id,
                "key": key,
                "kind": key.partition(":")[0],
                "system": work.get("system", ""),
                "number": work.get("number", ""),
                "title": work["title"],
                "party": work.get("party", ""),
                "found_by": list(work.get("found_by", ())),
                "task": task["name"],
                "what": task["title"],
                "unit": task["unit"],
                "role": task["role"],
                "seat": seat(task["role"], task["unit"]),
                "claimed_by": task.get("claimed_by", ""),
                "claimable": task.get("claimable", True),
                "deputy": task.get("deputy", ""),
                "deputy_until": task.get("deputy_until", ""),
                "since": task["since"],
                "due": task.get("due"),
                "level": row["level"],
                "level_rank": severity(row["level"]),
                "urgent_by": task.get("due") or NEVER,
            },
        )
