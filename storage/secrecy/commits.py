"""Commits as the journal keeps them, with what they say hidden, and as they were meant.

What is hidden: the events, what alarms and messages carry, the reply, and what the entity waits
for. What is not: whose commit it is, its number, who sent which command when, the names of events,
alarms and targets. By these commits are found, chained and followed; they say nothing of what was
told.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from storage.journal import plain_of
from storage.mongo import Document
from storage.secrecy.data_keys import DataKey, DataKeys

KEY, BOX = "dk", "box"
_HIDDEN = ("ev", "rem", "out", "rv", "work")


def hidden(commit: Document, key: DataKey, packed: bytes) -> Document:
    """Return `commit` as it is kept; `packed` is the BSON of what `told` returns of it."""
    kept = {name: value for name, value in commit.items() if name not in _HIDDEN}
    kept["ev"] = [_named(event, "type", "v") for event in commit["ev"]]
    kept["rem"] = [_named(alarm, "name", "at") for alarm in commit["rem"]]
    kept["out"] = [_named(message, "key") for message in commit["out"]]
    kept[KEY] = key.id
    kept[BOX] = key.cipher.hide(packed, commit["_id"].encode())
    return kept


def told(commit: Document) -> Document:
    """Return what of `commit` is hidden."""
    return {name: commit[name] for name in _HIDDEN if name in commit}


def keys_of(documents: Iterable[Mapping[str, Any]]) -> set[bytes]:
    """Return the ids of the keys that open `documents`."""
    return {bytes(document[KEY]) for document in documents if KEY in document}


def opened(commit: Mapping[str, Any], keys: Mapping[bytes, DataKey]) -> Document | None:
    """Return `commit` as it was meant, still with the id of its key; None if that is not among
    `keys`: it was destroyed.

    Raises:
        CannotOpen: it was altered.
    """
    if BOX not in commit:
        return dict(commit)  # of releases that hid nothing
    key = keys.get(bytes(commit[KEY]))
    if key is None:
        return None
    packed = key.cipher.open(bytes(commit[BOX]), commit["_id"].encode())
    seen = {name: value for name, value in commit.items() if name != BOX}
    return {**seen, **plain_of(packed)}


async def opened_all(commits: Sequence[Mapping[str, Any]], keys: DataKeys) -> list[Document]:
    """Return `commits` as they were meant, without those whose key was destroyed.

    Raises:
        CannotOpen: one was altered.
        PyMongoError: the database did not answer.
        UnusableKey: the key service did not.
    """
    wanted = keys_of(commits)
    found = await keys.find(wanted) if wanted else {}
    meant = (opened(commit, found) for commit in commits)
    return [commit for commit in meant if commit is not None]


def _named(document: Mapping[str, Any], *names: str) -> Document:
    return {name: document[name] for name in names if name in document}
