"""What people of the sample city did with these services."""

from collections.abc import Iterable

from actors.kernel.library import Library
from actors.kernel.system import Act
from actors.systems.community_service.sample import offers


def plan(library: Library) -> Iterable[Act]:
    """Return what was done, in order."""
    return offers.plan(library)
