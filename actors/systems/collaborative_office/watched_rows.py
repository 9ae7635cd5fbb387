"""What views of kinds that a watcher follows have in common: one row tells of both."""

from collections.abc import Callable, Sequence

from actors.blocks.clocks.watching import watched_by, watcher_of
from actors.kernel.view import Commit, Row, entity_id

_COLOURS = ("LevelRaised", "WarningLifted", "ClockSettled", "WatchEnded")


def rows_of(kind: str) -> Callable[[Commit], Sequence[str]]:
    """Return what tells the rows that a commit of an entity of `kind`, or of its watcher,
    touches."""

    def rows(commit: Commit) -> Sequence[str]:
        if commit["kind"] != "watcher":
            return (entity_id(commit),)
        return tuple(filter(None, (watched_by(commit, kind),)))

    return rows


def sources_of(kind: str) -> Callable[[str], Sequence[str]]:
    """Return what tells the keys that the row of an id follows from: the entity's and its
    watcher's."""

    def sources(id: str) -> Sequence[str]:
        key = f"{kind}:{id}"
        return (key, watcher_of(key))

    return sources


def colour(row: Row, commit: Commit) -> None:
    """Note in `row` the level that its watcher has come to with `commit`."""
    for event in commit["ev"]:
        if event["type"] in _COLOURS:
            row["level"] = event["highest"]
