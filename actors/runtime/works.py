"""What waits for people at entities: what a turn changed of it goes into the commit."""

from typing import Any

from actors.kernel.kind import EntityKind
from actors.kernel.work import Work

_KEPT = 4096  # entities whose work is remembered, those at work just now


class Works:
    """Compares what waits at an entity before a turn and after it. What waited after one turn waits
    before the next, and is not worked out again."""

    def __init__(self) -> None:
        self._latest: dict[str, tuple[EntityKind[Any], Any, Work]] = {}

    def changed(self, kind: EntityKind[Any], key: str, before: Any, after: Any) -> Work | None:
        """Return what waits at the entity `key` of `kind` in the state `after`, or None where that
        is what waited in `before`, or nothing ever waits."""
        if kind.work is None:
            return None
        waited, waits = self._waited(kind, key, before), kind.work(after)
        if len(self._latest) >= _KEPT:
            self._latest.clear()
        self._latest[key] = kind, after, waits
        return None if waits == waited else waits

    def _waited(self, kind: EntityKind[Any], key: str, state: Any) -> Work:
        """Return what waits in `state`. What is remembered holds for that very state by the rules
        of that very kind: the turn may have come to nothing, or the library have been amended."""
        assert kind.work
        known = self._latest.get(key)
        if known is not None and known[0] is kind and known[1] is state:
            return known[2]
        return kind.work(state)
