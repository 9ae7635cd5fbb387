"""Who connects to the database, and what each may do there: nothing that its work does not ask for.

The journal is appended to by hosts and changed by nobody: only who moves commits into archive files
may remove any, and nobody may alter or drop it.
"""

from collections.abc import Mapping, Sequence, Set

from storage.passwords import User
from storage.schema import COLLECTIONS, SLOTS, Collection, rebuilt

Actions = Mapping[str, Set[str]]
"""Actions of MongoDB by collection; "" is the database itself."""

USERS: tuple[User, ...] = (
    "hosts", "followers", "faces", "readers", "operator", "archivist", "demonstration",
)  # fmt: skip
DEMONSTRATION: tuple[User, ...] = ("hosts", "followers", "faces", "operator")
"""What one process does that is everything at once, and who writes a sample city's past."""

_READ = frozenset(("find", "changeStream"))
_APPEND = _READ | {"insert"}
_WRITE = _APPEND | {"update", "remove"}
_PREPARE = frozenset(("createCollection", "createIndex", "listIndexes"))
_READS_ALL = frozenset[User](("followers", "faces", "readers", "operator", "archivist"))
# The driver looks after the indexes of GridFS.
_PREPARES_FILES = frozenset[User](("faces", "followers"))


def rights(user: User, views: Sequence[Collection]) -> Actions:
    """Return what `user` may do to the platform's own collections and to those of `views`; of
    "demonstration" what it may beyond the users in `DEMONSTRATION`, which is nothing."""
    if user == "demonstration":
        return {}
    found: dict[str, frozenset[str]] = {}
    for collection in COLLECTIONS:
        found[collection.name] = _platform(user, collection)
    for collection in views:
        found[collection.name] = _WRITE if user == "followers" else _read(user)
    if user in ("followers", "operator"):
        found |= _swaps(views, found)
    if user == "operator":
        found = {name: actions | _PREPARE for name, actions in found.items()}
        for collection in COLLECTIONS:
            if collection.expires:
                found[collection.name] |= {"collMod"}
        found[""] = frozenset(("listCollections",))
    return {name: actions for name, actions in found.items() if actions}


def _platform(user: User, collection: Collection) -> frozenset[str]:
    actions = _WRITE if user in collection.written_by else _read(user)
    if user in collection.appended_by:
        actions = _APPEND
    if user in collection.removed_by:
        actions |= {"remove"}
    if user in collection.read_by:
        actions |= _READ
    if user in _PREPARES_FILES and collection.name.startswith("files."):
        actions |= _PREPARE
    return actions


def _read(user: User) -> frozenset[str]:
    return _READ if user in _READS_ALL else frozenset()


def _swaps(
    views: Sequence[Collection], found: Mapping[str, frozenset[str]]
) -> dict[str, frozenset[str]]:
    """Return what it takes to make a view anew beside the one that is read and to put it in its
    place, which whoever finds it undone does."""
    made = [*(collection for collection in COLLECTIONS if collection.rebuilt), *views]
    swapped: dict[str, frozenset[str]] = {}
    for collection in made:
        takes = frozenset(("insert", "createIndex", "dropCollection"))
        swapped[collection.name] = found[collection.name] | takes
        for slot in range(SLOTS):
            swapped[rebuilt(collection.name, slot)] = _WRITE | {"dropCollection"}
    return swapped
