"""How an entity of any kind has its clocks watched: what it tells, and to which watcher."""

from typing import Any

import msgspec

from actors.blocks.clocks.cards import ClockFacts
from actors.blocks.clocks.commands import Observe
from actors.kernel.turn import Turn
from actors.kernel.view import Commit, entity_id
from actors.kernel.words import Title

OF_CASES = "case"  # watchers of cases have the ids of their cases
_APART = "."


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """What is supervised, as lists of cards show it.

    `number` is what people call it by, `item` the sort of thing it is, `unit` who is answerable
    now. When it is `closed`, all its clocks have stopped.
    """

    number: str
    item: str
    title: Title | None = None
    unit: str
    clocks: tuple[ClockFacts, ...] = ()
    closed: bool = False


def follow(turn: Turn[Any], before: Subject | None, now: Subject | None) -> None:
    """Have the watcher of this entity told what it is `now`, if that is something else than it was
    `before` this turn. None: nothing is supervised."""
    if now is None or now == before:
        return
    turn.send(
        watcher_of(turn.key),
        Observe(
            case=turn.id,
            number=now.number,
            item=now.item,
            title=now.title,
            unit=now.unit,
            clocks=now.clocks,
            at=turn.now,
            seq=turn.seq,
            closed=now.closed,
        ),
    )


def watcher_of(key: str) -> str:
    """Return the key of the watcher beside the entity `key`: "case:7f3a" -> "watcher:7f3a",
    "handling:7f3a" -> "watcher:handling.7f3a"."""
    kind, _, id = key.partition(":")
    return f"watcher:{id}" if kind == OF_CASES else f"watcher:{kind}{_APART}{id}"


def watched_of(id: str) -> str:
    """Return the key of the entity that the watcher `id` stands beside: see `watcher_of`."""
    kind, apart, of = id.partition(_APART)
    return f"{kind}:{of}" if apart else f"{OF_CASES}:{id}"


def of_another_kind(commit: Commit) -> bool:
    """Tell whether `commit` is of a watcher that stands beside something else than a case."""
    return commit["kind"] == "watcher" and _APART in entity_id(commit)


def watched_key(commit: Commit) -> str:
    """Return the key of the entity that the watcher of `commit` stands beside; see `watcher_of`."""
    of, apart, id = entity_id(commit).partition(_APART)
    return f"{of}:{id}" if apart else f"{OF_CASES}:{of}"


def watched_by(commit: Commit, kind: str) -> str:
    """Return the id of the entity of `kind` that the watcher of `commit` stands beside; "" if it is
    one of another kind."""
    of, apart, id = entity_id(commit).partition(_APART)
    return id if apart and of == kind else ""
