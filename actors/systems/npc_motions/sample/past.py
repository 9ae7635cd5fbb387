"""What the sample city's congress lived through: deputies, sessions, motions and suggestions, and
what it posts and hears."""

from collections.abc import Iterable
from datetime import datetime
from heapq import merge

from actors.kernel.library import Library
from actors.kernel.system import Act
from actors.systems.npc_motions.sample import motions, public_life, suggestions
from actors.systems.npc_motions.sample.deputies import deputies


def lived(library: Library, now: datetime) -> Iterable[tuple[datetime, Act]]:
    """Return what was done when, in the order of time, up to `now`.

    Raises:
        KeyError: nobody of the staff holds a role that is needed.
    """
    people = [person.identity for person in deputies()]
    plans = (
        motions.plan(library, now),
        suggestions.plan(library, now, people),
        public_life.plan(library, now),
    )
    return merge(*plans, key=lambda each: each[0])
