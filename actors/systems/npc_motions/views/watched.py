"""Rows of an entity and the watcher beside it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from actors.blocks.clocks.cards import severity
from actors.blocks.clocks.watching import watched_by, watcher_of
from actors.kernel.view import Commit, Row, entity_id

Apply = Callable[[Row, Mapping[str, Any]], None]
"""Changes the row, a copy, by one event."""

_COLOURS = ("LevelRaised", "WarningLifted", "ClockSettled", "WatchEnded")
NO_LEVEL: Mapping[str, Any] = {"level": "", "level_rank": 0}


def rows_of(*kinds: str) -> Callable[[Commit], Sequence[str]]:
    """Return what tells the row of a commit of an entity of `kinds`, or of its watcher."""

    def rows(commit: Commit) -> Sequence[str]:
        if commit["kind"] != "watcher":
            return (entity_id(commit),)
        return tuple(filter(None, (watched_by(commit, kind) for kind in kinds)))

    return rows


def sources_of(*kinds: str) -> Callable[[str], Sequence[str]]:
    """Return what tells from which entities a row follows."""

    def sources(id: str) -> Sequence[str]:
        keys = [f"{kind}:{id}" for kind in kinds]
        return [*keys, *map(watcher_of, keys)]

    return sources


def folding(begin: Mapping[str, Any], apply: Mapping[str, Apply]) -> Callable[..., Row]:
    """Return the fold of rows that are as `begin` says before anything happened, and that `apply`
    (kind -> function) changes by the events of each kind."""

    def fold(row: Row | None, id: str, commit: Commit) -> Row:
        after: Row = dict(row) if row else {"_id": id, **begin, **NO_LEVEL}
        if commit["kind"] == "watcher":
            for event in commit["ev"]:
                _colour(after, event)
            return after
        after["updated_at"] = commit["at"]
        after["virtual"] = bool(commit.get("virtual"))
        for event in commit["ev"]:
            apply[commit["kind"]](after, event)
        return after

    return fold


def _colour(row: Row, event: Mapping[str, Any]) -> None:
    if event["type"] in _COLOURS:
        row["level"] = event["highest"]
        row["level_rank"] = severity(event["highest"])
