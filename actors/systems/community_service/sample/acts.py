"""What people of the sample city did with these services."""

from collections.abc import Iterable
from itertools import chain

from actors.kernel.library import Library
from actors.kernel.system import Act
from actors.systems.community_service.sample import offers, premises, voices


def plan(library: Library) -> Iterable[Act]:
    """Return what was done, in order."""
    return chain(offers.plan(library), voices.plan(library), premises.plan(library))
