"""How the library changes while the platform runs (运行中变更): what stands at some entities takes
the place of what the files say, each from a day on."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from actors.kernel.library import Library


class Amending(Protocol):
    """What the entities of a kind make of the library, as they stand."""

    def days(self) -> Iterable[date]:
        """Return the local days from which on something else holds; between two of them `parts`
        are the same."""
        ...

    def parts(self, library: Library, on: date) -> Iterable[object]:
        """Return what takes the place of parts of `library` on a day; nothing if it is as it was.
        `library` is already amended by owners that come before."""
        ...


@dataclass(frozen=True, kw_only=True)
class Amendment:
    """What amends the library.

    The version that a decision rested on stands in its commit, with the instant of the turn: both
    together tell every part. `evolve` never asks the library, so that a journal is replayed without
    it.

    Attributes:
        kind: the name of the kind of entities that it follows from. What decides about these rests
            on `Library.shipped` alone, or they would change what they rest on.
        read: (the library as it is shipped, their states by key) -> what they make of it.
    """

    kind: str
    read: Callable[[Library, Mapping[str, Any]], Amending]
